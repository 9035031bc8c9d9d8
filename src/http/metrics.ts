/** Metrics in Prometheus' format. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CountedEvent } from '../dataset/dataset-ports.ts';
import type { RunRecord } from '../model/run.ts';
import type { MemoryStanding } from '../runs/memory-governor.ts';
import type { CountedWork } from './workflow-service.ts';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** How the memory of runs stands; `place` is where they run: `runner`, or `here` in the server itself. */
const memoryGauges: readonly { name: string; help: string; read(standing: MemoryStanding): number }[] = [
  { name: 'millrace_memory_total_bytes', help: 'What runs may use together', read: ({ total }) => total },
  { name: 'millrace_memory_reserved_bytes', help: 'What runs have reserved', read: ({ reserved }) => reserved },
  { name: 'millrace_memory_waiting_runs', help: 'Runs that wait for memory', read: ({ waiting }) => waiting },
];

/** What is measured; each server has its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #runs = this.#counter('millrace_runs_total', 'Runs that ended', ['chain', 'context', 'outcome']);
  readonly #duration = this.#histogram('millrace_run_duration_seconds', {
    help: 'From start to end',
    labelNames: ['chain', 'context'],
    buckets: SECONDS,
  });
  readonly #waiting = this.#histogram('millrace_run_queue_seconds', {
    help: 'From queued to started',
    labelNames: ['context'],
    buckets: SECONDS,
  });
  readonly #records = this.#counter('millrace_run_records_total', 'Records that the last steps gave', ['chain']);
  readonly #rejected = this.#counter('millrace_run_rejects_total', 'Records put aside', ['chain']);
  readonly #requests = this.#histogram('millrace_http_request_seconds', {
    help: 'Answers of the API',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS.slice(0, 9),
  });
  readonly #deliveries = this.#histogram('millrace_endpoint_seconds', {
    help: 'Answers of endpoints, by status and outcome',
    labelNames: ['endpoint', 'status', 'outcome', 'repeated'],
    buckets: [0.005, 0.01, 0.025, ...SECONDS.slice(0, 9)],
  });
  readonly #datasetAnswers = this.#counter(
    'millrace_dataset_answers_total',
    'Answers of datasets, by how they came about: hit, miss, shared, stale, off',
    ['dataset', 'cache'],
  );
  readonly #evaluations = this.#counter('millrace_dataset_evaluations_total', 'Runs of the chains of datasets', [
    'dataset',
    'outcome',
  ]);
  readonly #transitions = this.#counter('millrace_workflow_transitions_total', 'Committed events of workflows', [
    'workflow',
    'from',
    'to',
  ]);
  readonly #incidents = this.#counter('millrace_workflow_incidents_total', 'Work of workflows that failed for good', [
    'workflow',
  ]);

  constructor(counts: {
    readonly streams: () => number;
    readonly memory: () => Readonly<Record<string, MemoryStanding>>;
  }) {
    collectDefaultMetrics({ register: this.#registry });
    new Gauge({
      name: 'millrace_event_streams',
      help: 'Pages that look',
      registers: [this.#registry],
      collect() {
        this.set(counts.streams());
      },
    });
    for (const { name, help, read } of memoryGauges) {
      new Gauge({
        ...{ name, help, labelNames: ['place'], registers: [this.#registry] },
        collect() {
          for (const [place, standing] of Object.entries(counts.memory())) this.set({ place }, read(standing));
        },
      });
    }
  }

  #counter(name: string, help: string, labelNames: string[]): Counter {
    return new Counter({ name, help, labelNames, registers: [this.#registry] });
  }

  #histogram(name: string, how: { help: string; labelNames: string[]; buckets: number[] }): Histogram {
    return new Histogram({ name, ...how, registers: [this.#registry] });
  }

  /** Counts a run that ended. */
  runEnded({ chain, trigger, outcome, queuedAt, startedAt, endedAt, records, rejected }: RunRecord): void {
    const context = trigger.kind;
    this.#runs.inc({ chain, context, outcome: outcome ?? 'failed' });
    this.#records.inc({ chain }, records);
    this.#rejected.inc({ chain }, rejected);
    if (startedAt === undefined) return;
    this.#waiting.observe({ context }, Math.max(0, startedAt - queuedAt) / 1000);
    if (endedAt !== undefined) this.#duration.observe({ chain, context }, Math.max(0, endedAt - startedAt) / 1000);
  }

  /** Counts a committed transition, or an incident. */
  workCounted(event: CountedWork): void {
    if (event.kind === 'incident') this.#incidents.inc({ workflow: event.workflow });
    else if (event.kind === 'transition')
      this.#transitions.inc({ workflow: event.workflow, from: event.from, to: event.to });
  }

  /** Counts what a dataset did. */
  datasetCounted(event: CountedEvent): void {
    const { dataset } = event;
    if (event.kind === 'answer') this.#datasetAnswers.inc({ dataset, cache: event.cache });
    else this.#evaluations.inc({ dataset, outcome: event.outcome });
  }

  /** Counts an answer; `route` is the pattern, so that there are few. */
  answered(labels: { method: string; route: string; status: number }, seconds: number): void {
    this.#requests.observe({ ...labels, status: String(labels.status) }, seconds);
  }

  /** Counts an answer of an endpoint; `repeated` is one that an earlier delivery got. */
  delivered(
    { endpoint, status, outcome, repeated }: { endpoint: string; status: number; outcome: string; repeated: boolean },
    seconds: number,
  ): void {
    this.#deliveries.observe({ endpoint, status: String(status), outcome, repeated: String(repeated) }, seconds);
  }

  /** Everything, as text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
