/** Metrics in Prometheus' format. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CountedEvent } from '../dataset/dataset-ports.ts';
import type { RunRecord } from '../model/run.ts';
import type { CountedWork } from './workflow-service.ts';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** What is measured; each server has its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #runs: Counter;
  readonly #duration: Histogram;
  readonly #waiting: Histogram;
  readonly #records: Counter;
  readonly #rejected: Counter;
  readonly #requests: Histogram;
  readonly #datasetAnswers: Counter;
  readonly #evaluations: Counter;
  readonly #deliveries: Histogram;
  readonly #transitions: Counter;
  readonly #incidents: Counter;

  constructor(counts: { readonly streams: () => number }) {
    const registers = [this.#registry];
    collectDefaultMetrics({ register: this.#registry });
    const labelNames = ['chain', 'context', 'outcome'];
    this.#runs = new Counter({ name: 'millrace_runs_total', help: 'Runs that ended', labelNames, registers });
    this.#duration = new Histogram({
      name: 'millrace_run_duration_seconds',
      help: 'From start to end',
      labelNames: ['chain', 'context'],
      buckets: SECONDS,
      registers,
    });
    this.#waiting = new Histogram({
      name: 'millrace_run_queue_seconds',
      help: 'From queued to started',
      labelNames: ['context'],
      buckets: SECONDS,
      registers,
    });
    this.#records = new Counter({
      name: 'millrace_run_records_total',
      help: 'Records that the last steps gave',
      labelNames: ['chain'],
      registers,
    });
    this.#rejected = new Counter({
      name: 'millrace_run_rejects_total',
      help: 'Records put aside',
      labelNames: ['chain'],
      registers,
    });
    this.#requests = new Histogram({
      name: 'millrace_http_request_seconds',
      help: 'Answers of the API',
      labelNames: ['method', 'route', 'status'],
      buckets: SECONDS.slice(0, 9),
      registers,
    });
    this.#deliveries = new Histogram({
      name: 'millrace_endpoint_seconds',
      help: 'Answers of endpoints, by status and outcome',
      labelNames: ['endpoint', 'status', 'outcome', 'repeated'],
      buckets: [0.005, 0.01, 0.025, ...SECONDS.slice(0, 9)],
      registers,
    });
    this.#datasetAnswers = new Counter({
      name: 'millrace_dataset_answers_total',
      help: 'Answers of datasets, by how they came about: hit, miss, shared, stale, off',
      labelNames: ['dataset', 'cache'],
      registers,
    });
    this.#evaluations = new Counter({
      name: 'millrace_dataset_evaluations_total',
      help: 'Runs of the chains of datasets',
      labelNames: ['dataset', 'outcome'],
      registers,
    });
    this.#transitions = new Counter({
      name: 'millrace_workflow_transitions_total',
      help: 'Committed events of workflows',
      labelNames: ['workflow', 'from', 'to'],
      registers,
    });
    this.#incidents = new Counter({
      name: 'millrace_workflow_incidents_total',
      help: 'Work of workflows that failed for good',
      labelNames: ['workflow'],
      registers,
    });
    new Gauge({
      name: 'millrace_event_streams',
      help: 'Pages that look',
      registers,
      collect() {
        this.set(counts.streams());
      },
    });
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
