import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '../../src/core/clock.ts';
import { newId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import type { RunRequest } from '../../src/model/run.ts';
import { connectStore, inTransaction } from '../../src/store/open-store.ts';
import { openRunQueue } from '../../src/store/run-queue.ts';
import { createRuns } from '../../src/store/runs.ts';
import { defineCase } from '../define-case.ts';
import { processorSeconds } from '../processor-time.ts';
import { careless, type ServedWorkspace, withWorkspace } from '../serve-workspace.ts';
import { trivialChain } from '../trivial-chain.ts';

const warming = 1000;
const count = 3000;
const rounds = 3;
const together = 100;
const ordered = 500;
const callers = 16;

const definitions = `\nkind: workspace\nname: bench\n---${trivialChain}`;

interface Taken {
  readonly seconds: number;
  readonly processor: number;
}

/** The seconds that it takes until so many further runs have ended well, and those of all processors. */
async function taken({ sql }: ServedWorkspace, runs: number, order: () => Promise<void>): Promise<Taken> {
  const before = await sql.query<{ count: number }>('select count(*)::integer as count from millrace.runs');
  const [start, processor] = [performance.now(), await processorSeconds()];
  await order();
  await allEnded(sql, runs + (before.rows[0]?.count ?? 0));
  return { seconds: (performance.now() - start) / 1000, processor: (await processorSeconds()) - processor };
}

async function allEnded(sql: ServedWorkspace['sql'], total: number): Promise<void> {
  for (;;) {
    const { rows } = await sql.query<{ outcome: string | null; count: number }>(
      'select outcome, count(*)::integer as count from millrace.runs group by outcome',
    );
    const odd = rows.find(({ outcome }) => outcome !== 'ok' && outcome !== null);
    if (odd !== undefined) throw new RangeError(`${odd.count} runs ended ${odd.outcome}`);
    if (rows.find(({ outcome }) => outcome === 'ok')?.count === total) return;
    await pause(100);
  }
}

function request(): RunRequest {
  const id = newId();
  const trigger = { kind: 'manual' as const };
  const rest = { parameters: {}, principal: localAdministrator, trigger, dryRun: false, zone: 'UTC', now: Date.now() };
  return { id, effectId: id, chain: 'c.Trivial', ...rest };
}

/** Queues runs as the scheduler does: those that are due together in one transaction. */
async function queueRuns(url: string, runs: number): Promise<void> {
  const store = connectStore({ url, clock: systemClock, logger: silentLogger });
  const queue = await openRunQueue({ url, logger: silentLogger });
  for (let left = runs; left > 0; left -= together) {
    const requests = Array.from({ length: Math.min(together, left) }, request);
    await inTransaction(store, async (inner) => {
      await createRuns(
        inner,
        requests.map((one) => ({ request: one })),
      );
      await queue.enqueueAll(
        inner,
        requests.map(({ id }) => ({ run: id })),
      );
    });
  }
  await queue.stop(0);
  await store.close();
}

async function orderRuns({ ask }: ServedWorkspace): Promise<void> {
  let left = ordered;
  const caller = async (): Promise<void> => {
    while (left-- > 0) await ask('/api/v1/chainsets/c/chains/Trivial/run', 'POST', {});
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

const best = (values: readonly number[]): number => values.reduce((least, value) => Math.min(least, value), Infinity);

/** The best of several rounds: others work on the machine. */
async function measure(tuning: Readonly<Record<string, string>>) {
  return withWorkspace(definitions, { tuning }, async (served) => {
    const queue = (runs: number): Promise<Taken> => taken(served, runs, () => queueRuns(served.url, runs));
    await queue(warming);
    const times: Taken[] = [];
    for (let round = 0; round < rounds; round++) times.push(await queue(count));
    const asked: Taken[] = [];
    for (let round = 0; round < rounds; round++) asked.push(await taken(served, ordered, () => orderRuns(served)));
    return {
      queued: count / best(times.map(({ seconds }) => seconds)),
      processor: best(times.map(({ processor }) => processor)) / count,
      asked: ordered / best(asked.map(({ seconds }) => seconds)),
    };
  });
}

/** Runs, each of them durable. */
export const bench = defineCase({
  title: 'Trivial durable runs',
  method: `${count} runs of a chain of one step that makes one record: written down and queued, ${together} in one transaction as the scheduler does with what is due together, taken by the worker, performed in a runner process, log, plan and end written, told to those who look on. Timed from the first statement to the last end that is committed; server, PostgreSQL and runners share the two cores. Processor time is that of all of them together, from which follows how many in a second two cores can do that have nothing else to do. Beside it ${ordered} runs ordered over HTTP one by one, ${callers} at once, by a caller in the same process. The best of ${rounds} rounds after one that warms up. The reference is PostgreSQL as it is delivered, which waits for the disk with every commit; beside it one that does not.`,
  async run() {
    const durable = await measure({});
    const quick = await measure(careless);
    return [
      { what: 'durable runs in a second', value: durable.queued, unit: '/s', target: 300, atLeast: true },
      { what: 'processor time of a run', value: durable.processor * 1000, unit: 'ms' },
      {
        what: 'of which two cores do in a second',
        value: 2 / durable.processor,
        unit: '/s',
        target: 300,
        atLeast: true,
      },
      { what: 'durable runs ordered over HTTP, in a second', value: durable.asked, unit: '/s' },
      { what: 'durable runs in a second, not waiting for the disk', value: quick.queued, unit: '/s' },
      { what: 'of which two cores do in a second, not waiting for the disk', value: 2 / quick.processor, unit: '/s' },
    ];
  },
});
