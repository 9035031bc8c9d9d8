/** Idempotency over a real store: whatever ends how, on however many nodes, and whoever dies. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import fc from 'fast-check';
import { type Clock, SimulatedClock, systemClock } from '../core/clock.ts';
import { errorCatalogue, type ErrorCode } from '../core/errors.ts';
import { silentLogger } from '../core/logger.ts';
import { type Outcome, outcomes } from '../core/outcome.ts';
import type { EndpointCall, EndpointReply } from '../endpoint/endpoint-service.ts';
import { Intake } from '../endpoint/intake.ts';
import type { DirectOrder, DirectResult } from '../engine/direct-run.ts';
import { problemDocument } from '../http/problem-document.ts';
import { isSuccess, outcomeTable } from '../model/outcome-table.ts';
import { serviceId } from '../model/principal.ts';
import { types } from '../model/value-type.ts';
import { findDelivery } from '../store/deliveries.ts';
import { forgetExpiredKeys, releaseAbandonedKeys } from '../store/delivery-keys.ts';
import { enterNode, leaveNode } from '../store/nodes.ts';
import type { Store } from '../store/open-store.ts';
import { openTestStore } from '../store/test-store.ts';
import { createDeliveryLedger } from './delivery-ledger.ts';
import { LiveWorkspace } from './live-workspace.ts';

const text = `
kind: service
name: intake
---
kind: chainset
name: shop
chains:
  Take:
    params: { id: text }
    steps: [{ uses: records, with: { columns: { id: text }, records: [] } }]
---
kind: endpoint
name: orders
route: POST /orders
auth: none
runAs: { service: intake }
idempotency: { key: body.id, within: 1h }
input: { id: text, note: { type: text, optional: true } }
chain: shop.Take
with: { id: =body.id }
---
kind: endpoint
name: plain
route: POST /plain
auth: none
runAs: { service: intake }
limits: { concurrent: 1 }
chain: shop.Take
with: { id: x }
---
kind: role
name: partner
privileges: ["endpoint:call"]
---
kind: endpoint
name: counted
route: POST /counted
auth: key
roles: [partner]
limits: { rate: 2/m per address }
chain: shop.Take
with: { id: x }
`;

type Run = (order: DirectOrder) => Promise<DirectResult> | DirectResult;

const ended = (outcome: Outcome, code?: ErrorCode): DirectResult => ({
  ...{ id: '019b0000-0000-7000-8000-000000000001', outcome, shape: [{ name: 'n', type: types.integer }] },
  ...(code === undefined ? {} : { problem: { code, message: 'as told' } }),
  ...{
    records: outcome === 'ok' || outcome === 'truncated' ? [{ n: 1 }] : [],
    rejected: 0,
    effects: [],
    fingerprint: '',
    duration: 1,
  },
});

async function workspaceOf(t: TestContext): Promise<LiveWorkspace> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-endpoints-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'workspace.yaml'), text);
  return LiveWorkspace.load(folder);
}

/** A node that takes calls; its chains do as they are told. */
async function nodeOf(
  { store, live, clock = systemClock }: { store: Store; live: LiveWorkspace; clock?: Clock },
  run: Run,
) {
  const node = await enterNode(store, { name: 'test', roles: ['web'], version: '1' });
  const orders: DirectOrder[] = [];
  const nothing = async (): Promise<never> => assert.fail('nothing of this kind is asked for');
  const ledger = createDeliveryLedger({
    ...{ store, live, node: node.node },
    queue: { enqueue: nothing, enqueueAll: nothing, work: nothing, restore: nothing, depth: nothing, stop: nothing },
  });
  const intake = new Intake({
    ...{ clock, ledger, logger: silentLogger, render: problemDocument },
    endpoints: () => live.checked.endpoints,
    roles: () => live.checked.workspace.roles,
    zone: () => live.zone,
    service: (name) => ({ kind: 'service', id: serviceId(name), name, roles: [], attributes: {} }),
    resolveSecrets: nothing,
    workflows: { start: nothing, send: nothing },
    runs: {
      async run(order) {
        orders.push(order);
        return run(order);
      },
    },
  });
  return { intake, orders, node };
}

const call = (body: unknown, more: Partial<EndpointCall> = {}): EndpointCall => ({
  ...{ method: 'POST', path: '/orders', query: '', headers: { 'content-type': 'application/json' } },
  ...{ address: '10.0.0.1', signal: new AbortController().signal, identify: async () => undefined },
  receive: async () => Buffer.from(JSON.stringify(body)),
  ...more,
});

const deliveryOf = (reply: EndpointReply): string => reply.headers['millrace-delivery'] ?? '';

test('whatever outcomes come one after another: final ones stay, others run again under the same id, none is a false 2xx', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const script: DirectResult[] = [];
  const { intake, orders } = await nodeOf({ store, live }, () => script.shift() ?? ended('ok'));
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  const results = fc.oneof(
    fc.constantFrom(...outcomes).map((outcome) => ended(outcome)),
    fc.constantFrom(...codes).map((code) => ended(errorCatalogue[code].outcome, code)),
    fc
      .record({ outcome: fc.constantFrom(...outcomes), code: fc.constantFrom(...codes) })
      .map((one) => ended(one.outcome, one.code)),
  );
  let key = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(results, { minLength: 1, maxLength: 5 }), async (sequence) => {
      script.splice(0, script.length, ...sequence);
      orders.length = 0;
      const id = `k${key++}`;
      const replies: EndpointReply[] = [];
      for (let repeat = 0; repeat < sequence.length; repeat++) replies.push(await intake.receive(call({ id })));
      assert.equal(new Set(replies.map(deliveryOf)).size, 1);
      assert.deepEqual(new Set(orders.map(({ effectId }) => effectId)), new Set([deliveryOf(replies[0]!)]));
      let final: EndpointReply | undefined;
      for (const [at, reply] of replies.entries()) {
        if (final !== undefined) {
          assert.deepEqual([reply.status, reply.body, reply.repeated], [final.status, final.body, true]);
          continue;
        }
        const { outcome } = sequence[at]!;
        assert.equal(reply.repeated, false);
        if (reply.status < 300) assert.ok(isSuccess(outcome), `${outcome} gave ${reply.status}`);
        assert.ok(reply.outcome !== undefined);
        if (outcomeTable[reply.outcome].final || reply.code === 'effect_uncertain') final = reply;
      }
      const kept = await findDelivery(store, deliveryOf(replies[0]!));
      assert.deepEqual([kept?.answer.status, kept?.answer.body], [replies.at(-1)?.status, replies.at(-1)?.body]);
    }),
    { numRuns: 200 },
  );
});

test('on two nodes at once a delivery runs once, and everybody gets the one answer', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const slow: Run = () => new Promise((resolve) => systemClock.after(300, () => resolve(ended('ok'))));
  const one = await nodeOf({ store, live }, slow);
  const other = await nodeOf({ store, live }, slow);
  const replies = await Promise.all(
    Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? one : other).intake.receive(call({ id: 'same' }))),
  );
  assert.equal(one.orders.length + other.orders.length, 1);
  assert.deepEqual(new Set(replies.map(({ status }) => status)), new Set([200]));
  assert.equal(new Set(replies.map(deliveryOf)).size, 1);
});

test('a delivery of a node that died is taken over under its id, and what the dead one says late is not believed', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const late = Promise.withResolvers<DirectResult>();
  const dying = await nodeOf({ store, live }, () => late.promise);
  const lost = dying.intake.receive(call({ id: 'a' }));
  while (dying.orders.length === 0) await new Promise((next) => setImmediate(next));
  await leaveNode(store, dying.node);
  const heir = await nodeOf({ store, live }, () => ended('ok'));
  const good = await heir.intake.receive(call({ id: 'a' }));
  assert.deepEqual([good.status, heir.orders[0]?.effectId], [200, dying.orders[0]?.effectId]);
  late.resolve(ended('invalid', 'invalid_input'));
  assert.equal((await lost).status, 409);
  const again = await heir.intake.receive(call({ id: 'a' }));
  assert.deepEqual([again.status, again.body, again.repeated], [200, good.body, true]);
  assert.equal((await findDelivery(store, deliveryOf(good)))?.attempt, 2);
});

test('a delivery that died with its node is listed as lost, and can come again', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const dying = await nodeOf({ store, live }, () => new Promise(() => undefined));
  void dying.intake.receive(call({ id: 'b' }));
  while (dying.orders.length === 0) await new Promise((next) => setImmediate(next));
  assert.equal(await releaseAbandonedKeys(store), 0);
  await leaveNode(store, dying.node);
  assert.equal(await releaseAbandonedKeys(store), 1);
  const id = dying.orders[0]?.effectId ?? '';
  const listed = await findDelivery(store, id);
  assert.deepEqual([listed?.outcome, listed?.code, listed?.request.path], ['failed', 'node_lost', '/orders']);
  const heir = await nodeOf({ store, live }, () => ended('ok'));
  assert.equal(deliveryOf(await heir.intake.receive(call({ id: 'b' }))), id);
});

test('a repeat waits for the first, and is told to come again after ten seconds', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const first = Promise.withResolvers<DirectResult>();
  const { intake } = await nodeOf({ store, live, clock }, () => first.promise);
  const one = intake.receive(call({ id: 'c' }));
  const patient = intake.receive(call({ id: 'c' }));
  const differing = await intake.receive(call({ id: 'c', note: 'other' }));
  assert.deepEqual([differing.status, differing.code], [422, 'repeat_differs']);
  // The repeat reaches its wait over several turns.
  for (let turn = 0; turn < 20; turn++) await new Promise((next) => setImmediate(next));
  clock.advance(10_000);
  const told = await patient;
  assert.deepEqual([told.status, told.headers['retry-after']], [409, '2']);
  first.resolve(ended('ok'));
  assert.equal((await one).status, 200);
});

test('the run is stopped when everybody who waits has left, and not before', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const { intake, orders } = await nodeOf({ store, live }, ({ signal }) => {
    return new Promise((resolve) => signal?.addEventListener('abort', () => resolve(ended('cancelled', 'cancelled'))));
  });
  const [one, other] = [new AbortController(), new AbortController()];
  const replies = [one, other].map(({ signal }) => intake.receive(call({ id: 'd' }, { signal })));
  while (orders.length === 0) await new Promise((next) => setImmediate(next));
  one.abort();
  assert.equal(orders[0]?.signal?.aborted, false);
  other.abort();
  assert.deepEqual(
    (await Promise.all(replies)).map(({ status }) => status),
    [499, 499],
  );
  assert.equal(orders.length, 1);
});

test('a key that is over is another delivery', async (t) => {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const store = await openTestStore(t, clock);
  const live = await workspaceOf(t);
  const { intake } = await nodeOf({ store, live, clock }, () => ended('ok'));
  const first = await intake.receive(call({ id: 'e' }));
  clock.advance(3_600_001);
  const second = await intake.receive(call({ id: 'e', note: 'other' }));
  assert.deepEqual([second.status, second.repeated], [200, false]);
  assert.notEqual(deliveryOf(first), deliveryOf(second));
  clock.advance(3_600_001);
  assert.equal(await forgetExpiredKeys(store), 1);
});

test('no more at once than allowed', async (t) => {
  const store = await openTestStore(t);
  const live = await workspaceOf(t);
  const first = Promise.withResolvers<DirectResult>();
  const { intake, orders } = await nodeOf({ store, live }, () => first.promise);
  const one = intake.receive(call({}, { path: '/plain' }));
  while (orders.length === 0) await new Promise((next) => setImmediate(next));
  const full = await intake.receive(call({}, { path: '/plain' }));
  assert.deepEqual([full.status, full.code, full.headers['retry-after']], [429, 'busy', '1']);
  first.resolve(ended('ok'));
  assert.equal((await one).status, 200);
  assert.equal((await intake.receive(call({}, { path: '/plain' }))).status, 200);
});

test('who calls is looked up after calls from an address are counted, and for those alone that may be somebody', async (t) => {
  const store = await openTestStore(t);
  const { intake } = await nodeOf({ store, live: await workspaceOf(t) }, () => ended('empty'));
  let lookedUp = 0;
  const identify = async () => {
    lookedUp += 1;
    return { kind: 'key', id: 'ada', name: 'Ada', key: 'k', roles: ['partner'], attributes: {} } as const;
  };
  const counted = () => intake.receive(call({}, { path: '/counted', identify }));
  const answers = [await counted(), await counted(), await counted()];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 429],
  );
  assert.equal(lookedUp, 2);
  assert.equal((await intake.receive(call({}, { path: '/plain', identify }))).status, 200);
  assert.equal(lookedUp, 2);
});
