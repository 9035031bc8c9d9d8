import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newId } from '../core/ids.ts';
import { enterNode, leaveNode } from './nodes.ts';
import { openTestStore } from './test-store.ts';
import { claimNewInstance, commitInstance, forgetUnstarted } from './workflow-attempts.ts';

test('what a node that died was about to start is removed; what starts or has started stays', async (t) => {
  const store = await openTestStore(t);
  const enter = () => enterNode(store, { name: 'n', roles: [], version: '1' });
  const [dead, alive] = [await enter(), await enter()];
  const by = { kind: 'user', id: 'u', name: 'U' } as const;
  const claim = async ({ node }: { node: string }) => {
    const wanted = { id: newId(), workflow: 'w', definition: 1, state: 'new', startedBy: by };
    const claimed = await claimNewInstance(store, wanted, { span: 60_000, node });
    assert.ok(claimed.kind === 'claimed');
    return claimed.claim;
  };
  const lost = await claim(dead);
  const started = await claim(dead);
  const underWay = await claim(alive);
  const entry = {
    ...{ id: newId(), at: store.clock.now(), by, name: 'begin', version: 1 },
    ...{ input: {}, shown: {}, actions: [], detail: {} },
    kind: 'event' as const,
    outcome: 'ok' as const,
  };
  const change = {
    state: 'open',
    final: false,
    public: {},
    private: {},
    actor: 'u',
    endsTimers: true,
    work: [],
    entry,
  };
  assert.ok(await commitInstance(store, { ...change, claim: started, task: { kind: 'stays' } }));
  assert.equal(await forgetUnstarted(store), 0, 'nobody is known to be dead');
  await leaveNode(store, dead);
  assert.equal(await forgetUnstarted(store), 1);
  const rows = await store.db.selectFrom('millrace.workflow_instances').select('id').execute();
  assert.deepEqual(
    rows.map(({ id }) => id).toSorted(),
    [started, underWay].map(({ instance }) => instance.id).toSorted(),
  );
  assert.ok(!rows.some(({ id }) => id === lost.instance.id));
});
