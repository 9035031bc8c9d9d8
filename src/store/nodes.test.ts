import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { SimulatedClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { localAdministrator } from '../model/principal.ts';
import { beginMail, finishMail } from './mails.ts';
import * as nodes from './nodes.ts';
import type { StoreContext } from './open-store.ts';
import { finishRun, takeRun } from './run-work.ts';
import * as runs from './runs.ts';
import type { WrittenRun } from './run-hold.ts';
import { addFile, addRejects, appendLogs, listLogs, listRejects } from './run-parts.ts';
import { openTestStore } from './test-store.ts';

/** Lets the lease of a node run out: by the clock of the database, which no test can move. */
async function expire(store: StoreContext, { node }: { readonly node: string }): Promise<void> {
  await sql`update millrace.nodes set lease_until = clock_timestamp() - interval '1 millisecond'
    where id = ${node}::uuid`.execute(store.db);
}

const description = { name: 'here', roles: ['web', 'scheduler', 'worker'], version: '0.1.0' };

async function createRun(store: StoreContext): Promise<string> {
  const id = newId();
  const rest = { parameters: {}, principal: localAdministrator, trigger: { kind: 'manual' as const }, effectId: id };
  await runs.createRun(store, { id, chain: 'a.B', ...rest, dryRun: false, zone: 'UTC', now: store.clock.now() });
  return id;
}

test('runs of a node whose lease ran out are ended once, with what may have happened; nothing else is disturbed', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const dead = await nodes.enterNode(store, description);
  const live = await nodes.enterNode(store, description);
  assert.ok(live.fence > dead.fence);
  const [quiet, risky, others, queued, done] = await Promise.all([1, 2, 3, 4, 5].map(() => createRun(store)));
  for (const id of [quiet!, risky!, done!]) await runs.startRun(store, id, dead);
  await runs.startRun(store, others!, live);
  await runs.markEffectBegun(store, risky!, 'mail');
  await runs.markEffectBegun(store, risky!, 'mail');
  await runs.endRun(store, done!, { outcome: 'ok', records: 0, rejected: 0, steps: [], duration: 1 });
  assert.equal(await nodes.beatNode(store, live), true);
  clock.advance(10 * nodes.leaseLength);
  assert.deepEqual(await nodes.endLostRuns(store, { self: live }), [], 'a clock that is wrong ends no lease');
  await expire(store, dead);
  const lost = await Promise.all([nodes.endLostRuns(store, { self: live }), nodes.endLostRuns(store, { self: live })]);
  assert.deepEqual(
    lost
      .flat()
      .map((run) => run.id)
      .sort(),
    [quiet, risky].sort(),
  );
  assert.equal(await nodes.beatNode(store, dead), false, 'a node that was declared gone is told so');
  assert.deepEqual(
    (await nodes.listNodes(store)).map((node) => node.id),
    [live.node],
  );
  const [first, second] = [await runs.getRun(store, quiet!), await runs.getRun(store, risky!)];
  assert.equal(first.outcome, 'failed');
  assert.deepEqual(first.problems, [
    {
      code: 'node_lost',
      message:
        'The server stopped while this run, begun 2026-03-01T08:00:00.000Z, was going on. No effect that cannot be repeated had begun.',
      hint: 'Run it again.',
    },
  ]);
  assert.match(second.problems[0]?.message ?? '', /may have happened in part: mail\./);
  assert.equal((await runs.getRun(store, others!)).state, 'running');
  assert.equal((await runs.getRun(store, queued!)).state, 'queued');
  assert.equal((await runs.getRun(store, done!)).outcome, 'ok');
});

test('a node that was declared gone can go on; what it takes up from then on is not lost', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const [asleep, other] = [await nodes.enterNode(store, description), await nodes.enterNode(store, description)];
  const [before, after] = [await createRun(store), await createRun(store)];
  await runs.startRun(store, before, asleep);
  await expire(store, asleep);
  assert.equal(await nodes.beatNode(store, asleep), true, 'a lease that nobody took away can be extended');
  await expire(store, asleep);
  await nodes.endLostRuns(store, { self: other });
  assert.equal(await nodes.beatNode(store, asleep), false);
  await assert.rejects(runs.startRun(store, after, asleep), /stays queued/);
  await assert.rejects(takeRun(store, after, asleep), /stays queued/);
  const revived = await nodes.reviveNode(store, asleep);
  assert.ok(revived.fence > other.fence);
  await assert.rejects(runs.startRun(store, after, asleep), /stays queued/, 'not in its earlier life');
  await runs.startRun(store, after, revived);
  assert.equal(await nodes.beatNode(store, asleep), false);
  assert.equal(await nodes.beatNode(store, revived), true);
  assert.deepEqual(await nodes.endLostRuns(store, { self: other }), []);
  assert.equal((await runs.getRun(store, before)).outcome, 'failed');
  assert.equal((await runs.getRun(store, after)).state, 'running');
});

test('a node that is alone need not wait for leases', async (t) => {
  const store = await openTestStore(t);
  const dead = await nodes.enterNode(store, description);
  const id = await createRun(store);
  await runs.startRun(store, id, dead);
  const self = await nodes.enterNode(store, description);
  assert.deepEqual(await nodes.endLostRuns(store, { self, alone: true }), [{ id, chain: 'a.B' }]);
});

test('runs that a node leaves behind when it stops in good order are noticed too', async (t) => {
  const store = await openTestStore(t);
  const [first, second] = [await nodes.enterNode(store, description), await nodes.enterNode(store, description)];
  const id = await createRun(store);
  await runs.startRun(store, id, first);
  await nodes.leaveNode(store, first);
  assert.deepEqual(await nodes.endLostRuns(store, { self: second }), [{ id, chain: 'a.B' }]);
});

test('mail whose fate the ledger knows is counted, and leaves nothing uncertain', async (t) => {
  const store = await openTestStore(t);
  const dead = await nodes.enterNode(store, description);
  const id = await createRun(store);
  await runs.startRun(store, id, dead);
  for (const [key, state] of [
    ['a', 'sent'],
    ['b', 'kept'],
    ['c', 'failed'],
  ] as const) {
    await runs.markEffectBegun(store, id, 'mail');
    const mail = {
      key,
      run: id,
      from: 'a@example.com',
      to: 'b@example.com',
      subject: 's',
      source: new Uint8Array(1),
      attachments: [],
    };
    assert.equal(await beginMail(store, mail, { again: false }), 'begun');
    await finishMail(store, key, { state, detail: '' });
    await runs.markEffectSettled(store, id, 'mail');
  }
  const self = await nodes.enterNode(store, description);
  await nodes.endLostRuns(store, { self, alone: true });
  const { problems } = await runs.getRun(store, id);
  assert.match(problems[0]?.message ?? '', /was going on\. 2 mails had left\.$/);
  assert.match(problems[0]?.hint ?? '', /sends only the others/);
});

/** Everything that is written about a run while it goes on, and whether it was kept. */
const writes: Readonly<Record<string, (store: StoreContext, run: WrittenRun) => Promise<unknown>>> = {
  plan: (store, run) => runs.saveRunPlan(store, run, { definitions: {}, plan: 'late' }),
  progress: (store, run) => runs.saveProgress(store, run, [{ ...counters, recordsOut: 7 }]),
  problem: (store, run) => runs.addProblem(store, run, { code: 'limit', message: 'late' }),
  log: (store, run) => appendLogs(store, run, [{ seq: 9, at: 0, level: 'info', message: 'late' }]),
  rejects: (store, run) => addRejects(store, run, [{ seq: 9, step: 's', code: 'limit', reason: 'late', record: {} }]),
  file: (store, run) => addFile(store, run, { name: 'late.csv', mediaType: 'text/csv', size: 1, sha256: '' }),
  end: (store, run) => runs.endRun(store, run, { outcome: 'ok', records: 7, rejected: 0, steps: [], duration: 1 }),
  'end with last words': (store, run) =>
    finishRun(store, run, {
      end: { outcome: 'ok', records: 7, rejected: 0, steps: [], duration: 1 },
      lines: [{ seq: 9, at: 0, level: 'info', message: 'late' }],
      plan: { definitions: { 'chain a.B': 'late' }, plan: 'late', fingerprint: 'late' },
    }),
};
const counters = {
  ...{ step: 's', uses: 'csv.read', index: 0, state: 'running' as const, engine: 'source' as const },
  ...{ recordsIn: 0, recordsOut: 0, rejected: 0, bytesIn: 0, bytesOut: 0, working: 0, waiting: 0 },
};

/** What the store knows of a run, all of it. */
async function known(store: StoreContext, id: string): Promise<unknown> {
  return [await runs.getRun(store, id), await listLogs(store, id), await listRejects(store, id)];
}

for (const [name, write] of Object.entries(writes)) {
  test(`the ${name} of a run that its node holds is kept, and nothing of it once the node was declared gone`, async (t) => {
    const store = await openTestStore(t);
    const [asleep, other] = [await nodes.enterNode(store, description), await nodes.enterNode(store, description)];
    const [held, lost, locked] = [await createRun(store), await createRun(store), await createRun(store)];
    for (const id of [held, lost, locked]) await runs.startRun(store, id, asleep);
    const before = await known(store, held);
    await write(store, { id: held, owner: asleep });
    assert.notDeepEqual(await known(store, held), before, 'while it lives, it writes');

    await expire(store, asleep);
    await nodes.endLostRuns(store, { self: other });
    // As after a takeover that met a locked row: nobody has ended it yet.
    await sql`update millrace.runs set state = 'running', outcome = null, ended_at = null where id = ${locked}::uuid`.execute(
      store.db,
    );
    const revived = await nodes.reviveNode(store, asleep);
    const [ended, open] = [await known(store, lost), await known(store, locked)];
    for (const owner of [asleep, revived])
      for (const id of [lost, locked]) await write(store, { id, owner }).catch(isRefusal);
    assert.deepEqual([await known(store, lost), await known(store, locked)], [ended, open]);
    for (const owner of [asleep, revived]) {
      await assert.rejects(runs.requireHold(store, { id: locked, owner }), /ended elsewhere/);
      await assert.rejects(runs.markEffectBegun(store, { id: locked, owner }, 'mail'), /ended elsewhere/);
    }
    assert.deepEqual(
      (await nodes.endLostRuns(store, { self: other })).map(({ id }) => id),
      [locked],
      'what was locked is ended the next time',
    );
  });
}

/** Nothing but what says that it is too late. */
function isRefusal(error: unknown): void {
  assert.match(String(error), /ended elsewhere/);
}

test('a run is handed back only by who holds it, and only while nothing of it has happened outside', async (t) => {
  const store = await openTestStore(t);
  const [stopping, other] = [await nodes.enterNode(store, description), await nodes.enterNode(store, description)];
  const [quiet, begun, acted] = [await createRun(store), await createRun(store), await createRun(store)];
  for (const id of [quiet, begun, acted]) await runs.startRun(store, id, stopping);
  await runs.markEffectBegun(store, { id: begun, owner: stopping }, 'mail');
  await runs.addEffect(store, acted, { step: 's', uses: 'sql.write', summary: {}, performed: true });
  assert.equal(await runs.handBackRun(store, { id: quiet, owner: other }), false);
  for (const id of [begun, acted]) assert.equal(await runs.handBackRun(store, { id, owner: stopping }), false);
  assert.equal(await runs.handBackRun(store, { id: quiet, owner: stopping }), true);
  assert.equal((await runs.startRun(store, quiet, other))?.owner?.fence, other.fence);
});
