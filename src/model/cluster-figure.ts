/** How all nodes on one store stand together, as metrics say it. */

/** What is counted over all nodes. */
export const clusterFigures = [
  'queueRuns',
  'queueOldest',
  'occurrencesOpen',
  'backfillRemaining',
  'jobsPaused',
  'alertsFiring',
  'alertMessages',
  'nodes',
  'schedulerAge',
] as const;

/** One number, with the values of its labels in the order of their declaration. */
export interface ClusterFigure {
  readonly figure: (typeof clusterFigures)[number];
  readonly labels: readonly string[];
  readonly value: number;
}
