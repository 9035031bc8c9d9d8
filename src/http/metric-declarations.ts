/** Every metric, declared once: `/metrics` and the reference page come from here. */
import type { ClusterFigure } from '../model/cluster-figure.ts';

/** One metric. */
export interface MetricDeclaration {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  /** What it counts, without a full stop. */
  readonly help: string;
  readonly labels: readonly string[];
  /** Upper bounds, of a histogram. */
  readonly buckets?: readonly number[];
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600];

/** What each node counts for itself, from its start on: the sum over all nodes is what the cluster did. */
export const nodeMetrics = {
  runs: {
    name: 'millrace_runs_total',
    type: 'counter',
    help: 'Runs that ended',
    labels: ['chain', 'context', 'outcome'],
  },
  runSeconds: {
    name: 'millrace_run_duration_seconds',
    type: 'histogram',
    help: 'From start to end of a run',
    labels: ['chain', 'context'],
    buckets: SECONDS,
  },
  queueSeconds: {
    name: 'millrace_run_queue_seconds',
    type: 'histogram',
    help: 'From queued to started of a run',
    labels: ['context'],
    buckets: SECONDS,
  },
  records: {
    name: 'millrace_run_records_total',
    type: 'counter',
    help: 'Records that the last steps gave',
    labels: ['chain'],
  },
  rejects: { name: 'millrace_run_rejects_total', type: 'counter', help: 'Records put aside', labels: ['chain'] },
  lateness: {
    name: 'millrace_occurrence_lateness_seconds',
    type: 'histogram',
    help: 'From when an occurrence of a job was due to the start of its first run; not of backfills',
    labels: ['job'],
    buckets: SECONDS,
  },
  occurrences: {
    name: 'millrace_occurrences_total',
    type: 'counter',
    help: 'Occurrences of jobs that became final, by state (succeeded, failed, cancelled, skipped, merged, missed), as the scheduler of this node wrote them; a stretch of missed instants that has one row counts once, and what is cancelled with its backfill does not count',
    labels: ['job', 'state'],
  },
  attempts: {
    name: 'millrace_job_attempts_total',
    type: 'counter',
    help: 'Runs that were queued for occurrences; kind is first or retry',
    labels: ['job', 'kind'],
  },
  pauses: {
    name: 'millrace_job_pauses_total',
    type: 'counter',
    help: 'Jobs that were paused after failures in a row',
    labels: ['job'],
  },
  requests: {
    name: 'millrace_http_request_seconds',
    type: 'histogram',
    help: 'Answers of the API',
    labels: ['method', 'route', 'status'],
    buckets: SECONDS.slice(0, 9),
  },
  deliveries: {
    name: 'millrace_endpoint_seconds',
    type: 'histogram',
    help: 'Answers of endpoints, by status and outcome',
    labels: ['endpoint', 'status', 'outcome', 'repeated'],
    buckets: [0.005, 0.01, 0.025, ...SECONDS.slice(0, 9)],
  },
  datasetAnswers: {
    name: 'millrace_dataset_answers_total',
    type: 'counter',
    help: 'Answers of datasets, by how they came about: hit, miss, shared, stale, off',
    labels: ['dataset', 'cache'],
  },
  evaluations: {
    name: 'millrace_dataset_evaluations_total',
    type: 'counter',
    help: 'Runs of the chains of datasets',
    labels: ['dataset', 'outcome'],
  },
  transitions: {
    name: 'millrace_workflow_transitions_total',
    type: 'counter',
    help: 'Committed events of workflows',
    labels: ['workflow', 'from', 'to'],
  },
  incidents: {
    name: 'millrace_workflow_incidents_total',
    type: 'counter',
    help: 'Work of workflows that failed for good',
    labels: ['workflow'],
  },
  streams: { name: 'millrace_event_streams', type: 'gauge', help: 'Pages that look', labels: [] },
  memoryTotal: {
    name: 'millrace_memory_total_bytes',
    type: 'gauge',
    help: 'What runs may use together; place is runner, or here in the server itself',
    labels: ['place'],
  },
  memoryReserved: {
    name: 'millrace_memory_reserved_bytes',
    type: 'gauge',
    help: 'What runs have reserved',
    labels: ['place'],
  },
  memoryWaiting: {
    name: 'millrace_memory_waiting_runs',
    type: 'gauge',
    help: 'Runs that wait for memory',
    labels: ['place'],
  },
  clusterRead: {
    name: 'millrace_cluster_read_up',
    type: 'gauge',
    help: '1 where the metrics of the cluster could be read, 0 where the database did not answer in time: then they are missing',
    labels: [],
  },
} as const satisfies Readonly<Record<string, MetricDeclaration>>;

/** What every node reads off the database: the same on all of them, so take the maximum, not the sum. */
export const clusterMetrics: Readonly<Record<ClusterFigure['figure'], MetricDeclaration>> = {
  queueRuns: {
    name: 'millrace_queue_runs',
    type: 'gauge',
    help: 'Runs that wait (queued) or go on (running), by lane: backfill, or usual',
    labels: ['lane', 'state'],
  },
  queueOldest: {
    name: 'millrace_queue_oldest_seconds',
    type: 'gauge',
    help: 'How long the oldest run that waits has waited; missing where none does',
    labels: ['lane'],
  },
  occurrencesOpen: {
    name: 'millrace_occurrences_open',
    type: 'gauge',
    help: 'Occurrences of jobs that are not final: planned, queued, running, or waiting for a retry',
    labels: ['state'],
  },
  backfillRemaining: {
    name: 'millrace_backfill_remaining',
    type: 'gauge',
    help: 'Occurrences of backfills that are not final',
    labels: [],
  },
  jobsPaused: { name: 'millrace_jobs_paused', type: 'gauge', help: 'Jobs that are paused', labels: [] },
  alertsFiring: { name: 'millrace_alerts_firing', type: 'gauge', help: 'Alerts that fire now', labels: ['kind'] },
  alertMessages: {
    name: 'millrace_alert_messages',
    type: 'gauge',
    help: 'Messages of alerts that were made in the last 24 hours, by what became of them: waiting, sent, kept, failed',
    labels: ['channel', 'state'],
  },
  nodes: { name: 'millrace_nodes', type: 'gauge', help: 'Nodes that live, by role', labels: ['role'] },
  schedulerAge: {
    name: 'millrace_scheduler_look_age_seconds',
    type: 'gauge',
    help: 'How long ago a scheduler looked at the jobs; missing where none ever did',
    labels: [],
  },
};
