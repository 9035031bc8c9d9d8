import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { SimulatedClock } from '../core/clock.ts';
import { endLostRuns, enterNode } from '../store/nodes.ts';
import type { Store } from '../store/open-store.ts';
import { openTestStore } from '../store/test-store.ts';
import { NodeLease } from './node-lease.ts';

const description = { name: 'here', roles: ['worker'], version: '1' };

async function expire(store: Store, { node }: { readonly node: string }): Promise<void> {
  await sql`update millrace.nodes set lease_until = clock_timestamp() - interval '1 second' where id = ${node}::uuid`.execute(
    store.db,
  );
}

async function leaseOf(store: Store, clock: SimulatedClock): Promise<NodeLease> {
  return new NodeLease({ store, clock, length: 15_000, node: await enterNode(store, description) });
}

test('a node that stood still asks before it acts, and is told when others had declared it gone', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const [lease, other] = [await leaseOf(store, clock), await enterNode(store, description)];
  let lost = 0;
  lease.onLost(() => (lost += 1));
  const { fence } = lease;
  await lease.require();
  await expire(store, lease);
  clock.advance(20_000);
  await lease.require();
  assert.deepEqual([lease.fence, lost], [fence, 0], 'nobody had taken it away: it is extended');

  await expire(store, lease);
  clock.advance(20_000);
  await endLostRuns(store, { self: other });
  await assert.rejects(lease.require(), /declared gone/);
  assert.equal(lost, 1);
  assert.ok(lease.fence > other.fence, 'it goes on with another token');
  await lease.require();
  assert.equal(await lease.beat(), true);
});

test('two beats at once that find the node gone give it one new life', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const [lease, other] = [await leaseOf(store, clock), await enterNode(store, description)];
  let lost = 0;
  lease.onLost(() => (lost += 1));
  await expire(store, lease);
  await endLostRuns(store, { self: other });
  assert.deepEqual(await Promise.all([lease.beat(), lease.beat()]), [false, false]);
  assert.equal(lost, 1);
  assert.equal(await lease.beat(), true);
});
