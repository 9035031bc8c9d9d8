import { setTimeout as pause } from 'node:timers/promises';
import { defineCase } from '../define-case.ts';
import { careless, type ServedWorkspace, withWorkspace } from '../serve-workspace.ts';
import { trivialChain } from '../trivial-chain.ts';

const warming = 500;
const count = 3000;
const rounds = 3;
const callers = 16;

const definitions = `
kind: workspace
name: bench
---${trivialChain}`;

/** The seconds from the first call to the last end that is written. */
async function perform({ ask, sql }: ServedWorkspace, runs: number): Promise<{ queued: number; ended: number }> {
  const before = await sql.query<{ count: string }>('select count(*) from millrace.runs');
  const start = performance.now();
  let left = runs;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await ask('/api/v1/chainsets/c/chains/Trivial/run', 'POST', {});
  };
  await Promise.all(Array.from({ length: callers }, caller));
  const queued = (performance.now() - start) / 1000;
  await allEnded(sql, runs + Number(before.rows[0]?.count));
  return { queued, ended: (performance.now() - start) / 1000 };
}

async function allEnded(sql: ServedWorkspace['sql'], total: number): Promise<void> {
  for (;;) {
    const { rows } = await sql.query<{ outcome: string | null; count: number }>(
      'select outcome, count(*)::integer as count from millrace.runs group by outcome',
    );
    const odd = rows.find(({ outcome }) => outcome !== 'ok' && outcome !== null);
    if (odd !== undefined) throw new RangeError(`${odd.count} runs ended ${odd.outcome}`);
    if (rows.find(({ outcome }) => outcome === 'ok')?.count === total) return;
    await pause(50);
  }
}

/** The quickest of several rounds: others work on the machine. */
async function measure(tuning: Readonly<Record<string, string>>): Promise<{ queued: number; ended: number }> {
  return withWorkspace(definitions, { tuning }, async (served) => {
    await perform(served, warming);
    const times: { queued: number; ended: number }[] = [];
    for (let round = 0; round < rounds; round++) times.push(await perform(served, count));
    return times.toSorted((a, b) => a.ended - b.ended)[0] ?? { queued: Number.NaN, ended: Number.NaN };
  });
}

/** Runs that somebody orders, each durable. */
export const bench = defineCase({
  title: 'Trivial durable runs',
  method: `${count} runs of a chain of one step that makes one record are ordered over HTTP, ${callers} at once: each is written down and queued in one transaction, taken by the worker, performed in a runner process, its log and its end written. Timed from the first call to the last end that is committed; server, PostgreSQL, four runners and whoever calls share the machine. The best of ${rounds} rounds after one that warms up. The reference is PostgreSQL as it is delivered, which waits for the disk with every commit; beside it one that does not.`,
  async run() {
    const durable = await measure({});
    const quick = await measure(careless);
    return [
      { what: 'durable runs in a second', value: count / durable.ended, unit: '/s', target: 300, atLeast: true },
      { what: 'of which ordered by the time', value: durable.queued, unit: 's' },
      { what: 'durable runs in a second, not waiting for the disk', value: count / quick.ended, unit: '/s' },
    ];
  },
});
