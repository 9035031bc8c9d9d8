import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SimulatedClock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { localAdministrator } from '../model/principal.ts';
import { beginMail, finishMail } from './mails.ts';
import * as nodes from './nodes.ts';
import type { StoreContext } from './open-store.ts';
import * as runs from './runs.ts';
import { openTestStore } from './test-store.ts';

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
  clock.advance(nodes.leaseLength - 1);
  assert.equal(await nodes.beatNode(store, live), true);
  assert.deepEqual(await nodes.endLostRuns(store, { self: live }), []);
  clock.advance(2);
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
  clock.advance(nodes.leaseLength + 1);
  await nodes.beatNode(store, other);
  await nodes.endLostRuns(store, { self: other });
  assert.equal(await nodes.beatNode(store, asleep), false);
  await nodes.reviveNode(store, asleep);
  await runs.startRun(store, after, asleep);
  assert.equal(await nodes.beatNode(store, asleep), true);
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
