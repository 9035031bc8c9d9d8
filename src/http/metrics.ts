/** Metrics in Prometheus' format. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CountedEvent } from '../dataset/dataset-ports.ts';
import { type ClusterFigure, clusterFigures } from '../model/cluster-figure.ts';
import type { RunRecord } from '../model/run.ts';
import type { MemoryStanding } from '../runs/memory-governor.ts';
import type { JobEvent } from '../scheduler/watched-ledger.ts';
import { clusterMetrics, type MetricDeclaration, nodeMetrics } from './metric-declarations.ts';
import type { CountedWork } from './workflow-service.ts';

/** What is looked up when somebody scrapes. */
export interface MetricReadings {
  readonly streams: () => number;
  readonly memory: () => Readonly<Record<string, MemoryStanding>>;
  /** The figures of all nodes together; undefined where the database does not answer. Without it there are none. */
  readonly cluster?: () => Promise<readonly ClusterFigure[] | undefined>;
}

/** What is measured; each server has its own. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #runs = this.#counter(nodeMetrics.runs);
  readonly #runSeconds = this.#histogram(nodeMetrics.runSeconds);
  readonly #queueSeconds = this.#histogram(nodeMetrics.queueSeconds);
  readonly #records = this.#counter(nodeMetrics.records);
  readonly #rejects = this.#counter(nodeMetrics.rejects);
  readonly #lateness = this.#histogram(nodeMetrics.lateness);
  readonly #occurrences = this.#counter(nodeMetrics.occurrences);
  readonly #attempts = this.#counter(nodeMetrics.attempts);
  readonly #pauses = this.#counter(nodeMetrics.pauses);
  readonly #requests = this.#histogram(nodeMetrics.requests);
  readonly #deliveries = this.#histogram(nodeMetrics.deliveries);
  readonly #datasetAnswers = this.#counter(nodeMetrics.datasetAnswers);
  readonly #evaluations = this.#counter(nodeMetrics.evaluations);
  readonly #transitions = this.#counter(nodeMetrics.transitions);
  readonly #incidents = this.#counter(nodeMetrics.incidents);
  readonly #cluster: MetricReadings['cluster'];
  readonly #clusterRead = this.#gauge(nodeMetrics.clusterRead);
  readonly #figures = new Map<string, Gauge>();

  constructor({ streams, memory, cluster }: MetricReadings) {
    collectDefaultMetrics({ register: this.#registry });
    this.#gauge(nodeMetrics.streams, (gauge) => gauge.set(streams()));
    const ofMemory = (declared: MetricDeclaration, read: (standing: MemoryStanding) => number): void => {
      this.#gauge(declared, (gauge) => {
        for (const [place, standing] of Object.entries(memory())) gauge.set({ place }, read(standing));
      });
    };
    ofMemory(nodeMetrics.memoryTotal, ({ total }) => total);
    ofMemory(nodeMetrics.memoryReserved, ({ reserved }) => reserved);
    ofMemory(nodeMetrics.memoryWaiting, ({ waiting }) => waiting);
    this.#cluster = cluster;
    for (const figure of clusterFigures) this.#figures.set(figure, this.#gauge(clusterMetrics[figure]));
  }

  #options({ name, help, labels }: MetricDeclaration) {
    return { name, help, labelNames: [...labels], registers: [this.#registry] };
  }

  #counter(declared: MetricDeclaration): Counter {
    return new Counter(this.#options(declared));
  }

  #gauge(declared: MetricDeclaration, collect?: (gauge: Gauge) => void): Gauge {
    const options = this.#options(declared);
    if (collect === undefined) return new Gauge(options);
    return new Gauge({
      ...options,
      collect() {
        collect(this);
      },
    });
  }

  #histogram(declared: MetricDeclaration): Histogram {
    return new Histogram({ ...this.#options(declared), buckets: [...(declared.buckets ?? [])] });
  }

  /** Counts a run that ended. */
  runEnded({ chain, trigger, outcome, queuedAt, startedAt, endedAt, records, rejected }: RunRecord): void {
    const context = trigger.kind;
    this.#runs.inc({ chain, context, outcome: outcome ?? 'failed' });
    this.#records.inc({ chain }, records);
    this.#rejects.inc({ chain }, rejected);
    if (startedAt === undefined) return;
    this.#queueSeconds.observe({ context }, Math.max(0, startedAt - queuedAt) / 1000);
    if (endedAt !== undefined) this.#runSeconds.observe({ chain, context }, Math.max(0, endedAt - startedAt) / 1000);
  }

  /** Counts what the scheduler of this node brought about. */
  jobCounted(event: JobEvent): void {
    const { job } = event;
    if (event.kind === 'started') this.#lateness.observe({ job }, event.late / 1000);
    else if (event.kind === 'final') this.#occurrences.inc({ job, state: event.state });
    else if (event.kind === 'attempt') this.#attempts.inc({ job, kind: event.number === 1 ? 'first' : 'retry' });
    else this.#pauses.inc({ job });
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
  async text(): Promise<string> {
    if (this.#cluster !== undefined) this.#setFigures(await this.#cluster());
    return this.#registry.metrics();
  }

  /** What is not told of any more must not go on standing there. */
  #setFigures(figures: readonly ClusterFigure[] | undefined): void {
    this.#clusterRead.set(figures === undefined ? 0 : 1);
    for (const gauge of this.#figures.values()) gauge.reset();
    // A gauge without labels would otherwise say 0 of what nobody knows.
    for (const figure of clusterFigures) if (clusterMetrics[figure].labels.length === 0) this.#gaugeOf(figure).remove();
    for (const { figure, labels: values, value } of figures ?? []) {
      const labels = Object.fromEntries(
        clusterMetrics[figure].labels.map((label, index) => [label, values[index] ?? '']),
      );
      this.#gaugeOf(figure).set(labels, value);
    }
  }

  #gaugeOf(figure: ClusterFigure['figure']): Gauge {
    return this.#figures.get(figure)!;
  }

  get contentType(): string {
    return this.#registry.contentType;
  }
}
