import { setTimeout as pause } from 'node:timers/promises';
import { defineCase } from '../define-case.ts';
import { type ServedWorkspace, withWorkspace } from '../serve-workspace.ts';
import { trivialChain } from '../trivial-chain.ts';

const warming = 5;
const count = 100;

const definitions = `
kind: workspace
name: bench
---${trivialChain}---
kind: job
name: tick
chain: c.Trivial
schedule: { cron: "* * * * * *" }
`;

/** How late the runs of the occurrences began, in milliseconds. */
async function lateness({ sql }: ServedWorkspace): Promise<readonly number[]> {
  for (;;) {
    const { rows } = await sql.query<{ late: number }>(
      `select extract(epoch from r.started_at - o.due)::float8 * 1000 as late
       from millrace.occurrences o join millrace.runs r on r.id = o.run_id
       where o.state = 'succeeded' order by o.planned`,
    );
    if (rows.length >= warming + count) return rows.slice(warming, warming + count).map(({ late }) => late);
    await pause(1_000);
  }
}

function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** A clock that ticks, and nothing else to do. */
export const bench = defineCase({
  title: 'How late an idle node starts a job',
  method: `One job with a trivial chain is due every second; of ${count} occurrences after ${warming} the time from the planned instant until its run has started: noticed, decided, written and queued with its occurrence, committed, taken. PostgreSQL as it is delivered.`,
  async run() {
    const late = await withWorkspace(definitions, {}, lateness);
    return [
      { what: 'late, p99', value: quantile(late, 0.99), unit: 'ms', target: 250 },
      { what: 'late, median', value: quantile(late, 0.5), unit: 'ms' },
    ];
  },
});
