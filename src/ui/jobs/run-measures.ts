/** Durations and records of runs, as rows that charts draw: the oldest first. Pure. */
import type { Schemas } from '../api/client.ts';
import type { ChartRows } from '../charts/chart-data.ts';

type Run = Pick<Schemas['RunSummary'], 'id' | 'startedAt' | 'endedAt' | 'records'>;

/** What two charts show of the same runs, and where each of them leads. */
export interface RunMeasures {
  readonly durations: ChartRows;
  readonly records: ChartRows;
  readonly links: readonly string[];
}

/** Reads runs, the latest first; those that never started are left out. */
export function measuresOf(runs: readonly Run[]): RunMeasures {
  const measured = runs.toReversed().flatMap(({ id, startedAt, endedAt, records }) => {
    if (startedAt === undefined || endedAt === undefined) return [];
    return [{ id, at: startedAt, seconds: (Date.parse(endedAt) - Date.parse(startedAt)) / 1000, records }];
  });
  const at = { name: 'started', type: 'timestamp' };
  return {
    durations: {
      columns: [at, { name: 'seconds', type: 'number' }],
      rows: measured.map((run) => [run.at, run.seconds]),
    },
    records: {
      columns: [at, { name: 'records', type: 'number' }],
      rows: measured.map((run) => [run.at, run.records]),
    },
    links: measured.map((run) => `/runs/${run.id}`),
  };
}
