/** The page about what is measured. */
import { clusterMetrics, type MetricDeclaration, nodeMetrics } from '../../http/metric-declarations.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

function table(metrics: Readonly<Record<string, MetricDeclaration>>): readonly string[] {
  const rows = Object.values(metrics).map(({ name, type, labels, help }) => [
    code(name),
    type,
    labels.map(code).join(' '),
    `${help}.`,
  ]);
  return markdownTable(['metric', 'type', 'labels', 'what it says'], rows);
}

/** `metrics.md`. */
export function metricsPage(): string {
  return [
    ...pageHead('Metrics'),
    '`/metrics` of each node gives these in the format of Prometheus.',
    '',
    '## Of the node',
    '',
    'Each node counts what it did itself, from its start on: add them up. Occurrences are counted by the node whose scheduler wrote what became of them, each once.',
    '',
    ...table(nodeMetrics),
    '',
    'Beside these come the metrics of the process that are usual for Node.js, among them `nodejs_eventloop_lag_seconds`, `nodejs_eventloop_lag_p99_seconds`, `process_resident_memory_bytes`, `nodejs_heap_size_used_bytes` and `process_cpu_seconds_total`.',
    '',
    '## Of the cluster',
    '',
    'What stands in the database, and so is the same whichever node says it: take the maximum over the nodes. It is read when somebody asks, at most every 5 seconds, and given up after 2 seconds; then `millrace_cluster_read_up` is 0 and these are missing.',
    '',
    ...table(clusterMetrics),
    '',
  ].join('\n');
}
