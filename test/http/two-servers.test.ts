/** Two servers on one database: what is done at one holds at the other, and what both are asked at once is done once. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { type Caller, keyFor, person } from './callers.ts';
import { readEvents } from './event-reader.ts';
import { type Answer, type Call, serve, type Served, signIn } from './served.ts';

const definitions = `
kind: workspace
name: two
setup: [stock.Fill]
---
kind: role
name: clerk
privileges: ["workflow:*", "dataset:*", "endpoint:*", "chain:run", "run:see"]
---
kind: service
name: intake
roles: [clerk]
---
kind: connection
name: shop
type: embedded
---
kind: chainset
name: stock
roles: [clerk]
chains:
  Fill:
    params: { level: { type: integer, default: 1 } }
    steps:
      - { uses: records, with: { generate: 1, compute: { _id: "'tea'", level: $level } } }
      - { uses: select, with: { fields: [_id, level] } }
      - { uses: documents.write, with: { connection: shop, collection: stock, mode: upsert, key: [_id], tags: [stock] } }
  List:
    steps: [{ uses: documents.read, with: { connection: shop, collection: stock, columns: { _id: text, level: integer } } }]
---
kind: dataset
name: levels
roles: [clerk]
chain: stock.List
cache: { ttl: 1h, tags: [stock] }
---
kind: dashboard
name: board
pages: [{ name: All, widgets: [{ type: number, dataset: levels, value: sum(level), at: [0, 0, 3, 2] }] }]
---
kind: endpoint
name: order
route: POST /orders
auth: none
runAs: { service: intake }
idempotency: { key: body.id }
input: { id: text }
workflow: { start: case }
---
kind: workflow
name: case
roles: { start: [clerk] }
data: { public: { id: { type: text } } }
view: "'clerk' in @user.roles"
start: begin
initial: draft
states:
  draft: { on: { begin: { to: open, input: [id] } } }
  open: { task: { role: clerk }, on: { close: { to: closed } } }
  closed: { final: true }
`;

/** What is asked of one server while the other does something. */
type Ask = (path: string, call?: Call) => Promise<Answer>;

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let one: Served;
let other: Served;
/** The administrator, on the other server. */
let there: Ask;

const as =
  (served: Served, caller: Caller): Ask =>
  (path, call = {}) =>
    served.anonymously(path, { ...call, headers: caller });
const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).toSorted();
/** Looks again and again until it is so: the other server hears of it within a moment. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await isSo())) {
    assert.ok(performance.now() < deadline, 'ten seconds passed in vain');
    await pause(20);
  }
}

describe('two servers on one database', () => {
  before(async () => {
    database = await createTestDatabase();
    one = await serve({ 'all.yaml': definitions }, { database: database.url });
    other = await serve({ 'all.yaml': definitions }, { database: database.url });
    there = (path, call = {}) => other.call(path, { ...call, headers: { cookie: one.cookie } });
  });
  after(async () => {
    await other.close();
    await one.close();
    await database.close();
  });

  test('who signs in at one is known at the other, until they sign out, lose a role, or are disabled', async () => {
    const ada = await person(one, { id: 'ada', roles: ['clerk'] });
    const [here, beyond] = [as(one, ada), as(other, ada)];
    assert.equal((await beyond('/api/v1/datasets/levels')).status, 200);
    await one.call('/api/v1/users/ada', { method: 'PATCH', body: { roles: [] } });
    assert.equal((await beyond('/api/v1/datasets/levels')).status, 404);
    await one.call('/api/v1/users/ada', { method: 'PATCH', body: { roles: ['clerk'] } });
    assert.equal((await here('/api/v1/session', { method: 'DELETE' })).status, 204);
    assert.equal((await beyond('/api/v1/session')).status, 401);
    const { body } = await one.call('/api/v1/users/ada/link', { method: 'POST' });
    const again = await signIn(other.address, other.address + (body.path as string));
    assert.equal((await one.anonymously('/api/v1/session', { headers: { cookie: again } })).status, 200);
    await there('/api/v1/users/ada', { method: 'PATCH', body: { enabled: false } });
    assert.equal((await one.anonymously('/api/v1/session', { headers: { cookie: again } })).status, 401);
  });

  test('a link is used up once, whichever is asked', async () => {
    await one.call('/api/v1/users', { method: 'POST', body: { id: 'bob', roles: [] } });
    const { body } = await one.call('/api/v1/users/bob/link', { method: 'POST' });
    const tries = await Promise.allSettled(
      [one, other, one, other].map(({ address }) => signIn(address, address + (body.path as string))),
    );
    assert.equal(tries.filter(({ status }) => status === 'fulfilled').length, 1);
  });

  test('a key that is revoked at one is worth nothing at the other', async () => {
    const key = await keyFor(one, 'dataset:query');
    const query = () => as(other, key)('/api/v1/datasets/levels/query', { method: 'POST', body: {} });
    assert.equal((await query()).status, 200);
    const { body } = await one.call('/api/v1/keys');
    await one.call(`/api/v1/keys/${body.keys[0].id}`, { method: 'DELETE' });
    assert.equal((await query()).status, 401);
  });

  test('failures to sign in are counted together', async () => {
    await one.call('/api/v1/users', { method: 'POST', body: { id: 'cat', roles: [] } });
    const guess = ({ anonymously }: Served) =>
      anonymously('/api/v1/session', {
        method: 'POST',
        body: { name: 'cat', password: 'wrong wrong wrong' },
        headers: { 'x-millrace-request': 'test' },
      });
    const tries: Answer[] = [];
    for (const served of [one, other, one, other, one, other]) tries.push(await guess(served));
    assert.deepEqual(
      tries.map(({ status }) => status),
      [401, 401, 401, 401, 401, 429],
    );
  });

  test('a write at one ends what the other has kept, and is pushed to who looks there', async () => {
    const level = async (ask: Ask): Promise<number> =>
      (await ask('/api/v1/datasets/levels/query', { method: 'POST', body: {} })).body.records[0].level;
    assert.deepEqual([await level(one.call), await level(there)], [1, 1]);
    const reader = await readEvents(other.address, { cookie: one.cookie });
    const view = { method: 'PUT', body: { stream: reader.stream } };
    assert.equal((await there(`/api/v1/dashboards/board/views/${randomUUID()}`, view)).status, 200);
    const shows = (sum: number) =>
      reader.until(({ name, data }) => name === 'picture' && data.picture.content?.rows[0]?.[0] === sum);
    await shows(1);
    await one.run('stock', 'Fill', { parameters: { level: 5 } });
    await shows(5);
    reader.close();
    await until(async () => (await level(there)) === 5);
  });

  test('sixty deliveries with one key at both start one instance, and get one answer', async () => {
    const sent = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        (at % 2 === 0 ? one : other).anonymously('/hooks/orders', { method: 'POST', body: { id: 'same' } }),
      ),
    );
    const texts = new Set(sent.map(({ status, body }) => `${status} ${JSON.stringify(body)}`));
    assert.equal(texts.size, 1, [...texts].join('\n'));
    assert.ok(sent.every(({ status }) => status < 300));
    assert.equal((await one.call('/api/v1/instances?workflow=case')).body.instances.length, 1);
  });

  test('a task is claimed by one of two, and an event at both counts once', async () => {
    const [eva, fay] = [
      await person(one, { id: 'eva', roles: ['clerk'] }),
      await person(one, { id: 'fay', roles: ['clerk'] }),
    ];
    await one.anonymously('/hooks/orders', { method: 'POST', body: { id: 'claimed' } });
    const [task] = (await as(one, eva)('/api/v1/tasks')).body.tasks;
    const claim = (served: Served, caller: Caller) =>
      as(served, caller)(`/api/v1/tasks/${task.id}/claim`, { method: 'POST' });
    const claims = await Promise.all([claim(one, eva), claim(other, fay)]);
    assert.deepEqual(statusesOf(claims), [204, 409]);
    const winner = claims[0]?.status === 204 ? eva : fay;
    const close = (served: Served) =>
      as(served, winner)(`/api/v1/instances/${task.instance}/events`, { method: 'POST', body: { name: 'close' } });
    const closed = await Promise.all([one, other, one, other].map(close));
    assert.equal(closed.filter(({ status }) => status === 200).length, 1, String(statusesOf(closed)));
    const { body } = await there(`/api/v1/instances/${task.instance}`);
    assert.equal(body.state, 'closed');
  });

  test('each goes by the definitions that it loaded, and by new ones when it loads them', async () => {
    const closed = definitions.replace('name: board\n', 'name: board\nenabled: false\n');
    await one.rewrite('all.yaml', closed);
    assert.equal((await one.call('/api/v1/dashboards/board/look', { method: 'POST', body: {} })).status, 409);
    assert.equal((await there('/api/v1/dashboards/board/look', { method: 'POST', body: {} })).status, 200);
    await other.rewrite('all.yaml', closed);
    assert.equal((await there('/api/v1/dashboards/board/look', { method: 'POST', body: {} })).status, 409);
  });
});
