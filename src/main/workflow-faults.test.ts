import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import type { EventAnswer } from '../model/workflow-event.ts';
import { workflowsFor } from './workflows.fixture.ts';

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/** A server outside, which answers as the test says at the moment. */
async function outside(t: TestContext) {
  const server: { answer: Handler } = { answer: (_request, response) => response.end('[{"one":1}]') };
  const http = createServer((request, response) => server.answer(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  return { server, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/` };
}

const fail: Handler = (_request, response) => {
  response.statusCode = 500;
  response.end('down');
};

const definitions = (url: string): string => `
kind: workspace
name: faults
---
kind: role
name: clerk
privileges: ["workflow:*"]
---
kind: chainset
name: c
chains:
  Ask:
    steps:
      - uses: http.request
        with: { url: "${url}", columns: { one: integer } }
  AskAllow:
    output: { allow: boolean }
    steps:
      - uses: http.request
        with: { url: "${url}", columns: { one: integer } }
      - uses: derive
        with: { compute: { allow: one = 1 } }
      - uses: select
        with: { fields: [allow] }
  Told:
    description: The other system says it, as whatever it likes.
    output: { allow: boolean }
    steps:
      - uses: http.request
        with: { url: "${url}", columns: { allow: boolean } }
  Throws:
    output: { allow: boolean }
    steps:
      - uses: records
        with: { records: [{ text: nonsense }] }
      - uses: derive
        with: { compute: { allow: "text::boolean" } }
      - uses: select
        with: { fields: [allow] }
  Nothing:
    output: { allow: boolean }
    steps:
      - uses: records
        with: { records: [{ allow: true }] }
      - uses: filter
        with: { where: not allow }
  Null:
    output: { allow: boolean }
    steps:
      - uses: records
        with: { records: [{ text: a }] }
      - uses: derive
        with: { compute: { allow: "null::boolean" } }
      - uses: select
        with: { fields: [allow] }
  Note:
    output: { note: text }
    steps:
      - uses: records
        with: { records: [{ note: noted }] }
  StartOther:
    steps:
      - uses: records
        with: { records: [{ one: 1 }] }
      - uses: workflow.start
        with: { workflow: other }
---
kind: workflow
name: other
roles: { start: [clerk] }
start: begin
initial: new
states: { new: { on: { begin: { to: done } } }, done: { final: true } }
---
kind: workflow
name: w
roles: { start: [clerk] }
data: { public: { note: text, given: text }, private: { note: text } }
start: begin
initial: new
states:
  new: { on: { begin: { to: open, input: [given] } } }
  open:
    on:
      throws: [{ to: passed, guard: { chain: c.Throws } }, { to: passed }]
      hangs: [{ to: passed, guard: { chain: c.AskAllow, timeout: 300ms } }, { to: passed }]
      nothing: [{ to: passed, guard: { chain: c.Nothing } }, { to: passed }]
      unknown: [{ to: passed, guard: { chain: c.Null } }, { to: passed }]
      told: [{ to: passed, guard: { chain: c.Told } }, { to: passed }]
      broken: [{ to: passed, guard: { chain: c.AskAllow } }, { to: passed }]
      ask: { to: asked, input: [given], onTransition: [{ chain: c.Note, write: { private: merge } }, { chain: c.StartOther }] }
      slow: { to: passed, onTransition: [{ chain: c.Ask }] }
      later: { to: told }
  asked:
    onEntry: [{ chain: c.Ask, onError: { upstream: waiting } }]
    on: { again: { to: asked } }
  waiting:
    onEntry: [{ chain: c.Note, write: { public: merge } }]
    on: { again: { to: asked } }
  passed: { final: true }
  told: { final: true, onEntry: [{ chain: c.Ask, after: commit, retry: { attempts: 2, wait: 1m } }] }
`;

async function faults(t: TestContext) {
  const { server, url } = await outside(t);
  const opened = await workflowsFor(t, definitions(url), { carl: ['clerk'] });
  assert.deepEqual(opened.live.checked.problems, []);
  const { workflows, people } = opened;
  const started = await workflows.start({ workflow: 'w', input: { given: 'first' }, principal: people.carl });
  const id = started.instance?.id ?? '';
  const send = (name: string, input = {}, event?: string): Promise<EventAnswer> =>
    workflows.send({ instance: id, name, input, principal: people.carl, ...(event === undefined ? {} : { event }) });
  const look = async () => workflows.service.instance(id, { ...people.carl, roles: ['administrator'] });
  return { ...opened, server, id, send, look };
}

test('a guard that throws, hangs, gives nothing or does not know lets nothing pass, and no fallback either', async (t) => {
  const { send, look, server } = await faults(t);
  const ends: Record<string, unknown> = {};
  for (const name of ['throws', 'nothing', 'unknown']) ends[name] = await send(name);
  server.answer = () => undefined;
  ends['hangs'] = await send('hangs');
  server.answer = fail;
  ends['broken'] = await send('broken');
  const words = Object.entries(ends).map(([name, answer]) => {
    const { outcome, problem } = answer as EventAnswer;
    return [name, outcome, problem?.code];
  });
  assert.deepEqual(words, [
    ['throws', 'invalid', 'cast_failed'],
    ['nothing', 'failed', 'no_verdict'],
    ['unknown', 'failed', 'no_verdict'],
    ['hangs', 'timeout', 'timeout'],
    ['broken', 'upstream', 'upstream_refused'],
  ]);
  const { state, version } = await look();
  assert.deepEqual([state, version], ['open', 1]);
});

test('a guard whose `allow` is no true and no false lets nothing pass, and no fallback either', async (t) => {
  const { send, look, server } = await faults(t);
  for (const said of ['"true"', '"false"', '1', '0', '"yes"', 'null', '[true]', '{"allow":true}']) {
    server.answer = (_request, response) => response.end(`[{"allow":${said}}]`);
    const { outcome, problem } = await send('told');
    const expected = said === 'null' ? ['failed', 'no_verdict'] : ['invalid', 'invalid_input'];
    assert.deepEqual([outcome, problem?.code], expected, said);
  }
  server.answer = (_request, response) => response.end('[{"allow":true}]');
  const { state, version } = await look();
  assert.deepEqual([state, version], ['open', 1]);
  assert.equal((await send('told')).instance?.state, 'passed');
});

test('where an action fails, a state may be named: what came before is kept, and the target is entered', async (t) => {
  const { send, look, server, workflows, people } = await faults(t);
  server.answer = fail;
  const answer = await send('ask', { given: 'second' });
  assert.deepEqual([answer.outcome, answer.instance?.state], ['ok', 'waiting']);
  const { public: data, private: inner } = await look();
  assert.deepEqual([data, inner], [{ given: 'second', note: 'noted' }, { note: 'noted' }]);
  assert.equal(await workflows.tick(), 1, 'the other workflow that was started on the way');
  const others = await workflows.service.instances({ workflow: 'other', limit: 10, mine: true }, people.carl);
  assert.equal(others.instances.length, 1);
  server.answer = (_request, response) => response.end('[{"one":1}]');
  assert.equal((await send('again')).instance?.state, 'asked');
});

test('an action that fails refuses the event, nothing is kept, and the same event may be sent again', async (t) => {
  const { send, look, server, workflows, people, store, id, direct } = await faults(t);
  server.answer = fail;
  const event = '019c0000-0000-7000-8000-00000000000a';
  const refused = await send('slow', {}, event);
  assert.deepEqual([refused.outcome, refused.problem?.code], ['upstream', 'upstream_refused']);
  assert.deepEqual([(await look()).state, await workflows.tick()], ['open', 0]);
  server.answer = (_request, response) => response.end('[{"one":1}]');
  const again = await send('slow', {}, event);
  assert.deepEqual([again.outcome, again.repeated, again.instance?.state], ['ok', false, 'passed']);
  assert.equal((await send('slow', {}, event)).repeated, true);
  const entries = await workflows.service.history(id, people.carl);
  assert.deepEqual(
    entries.map(({ name, outcome }) => [name, outcome]),
    [
      ['slow', 'ok'],
      ['begin', 'ok'],
    ],
  );
  const earlier = entries[0]?.detail['earlier'];
  assert.equal(Array.isArray(earlier) && earlier.length, 1);
  await direct.settled();
  const place = 'open.on.slow.onTransition.0';
  const runs = store.db.selectFrom('millrace.runs').select('effect_id').where('trigger_place', '=', place);
  assert.deepEqual(
    (await runs.execute()).map((run) => run.effect_id),
    [`${event}/${place}`, `${event}/${place}`],
  );
});

test('the id of an instance of one workflow starts none of another', async (t) => {
  const { workflows, people, id, look } = await faults(t);
  const order = { input: {}, principal: people.carl, event: id };
  assert.equal((await workflows.start({ workflow: 'other', ...order })).problem?.code, 'conflict');
  assert.equal((await workflows.start({ workflow: 'w', ...order })).repeated, true);
  assert.deepEqual([(await look()).state, (await look()).workflow], ['open', 'w']);
});

test('who loses the lease commits nothing', async (t) => {
  const { send, look, server, store, id } = await faults(t);
  server.answer = (_request, response) => {
    void sql`update millrace.workflow_instances set lease = lease + 1 where id = ${id}::uuid`
      .execute(store.db)
      .then(() => response.end('[{"one":1}]'));
  };
  const answer = await send('slow');
  assert.deepEqual([answer.outcome, answer.problem?.code], ['busy', 'busy']);
  assert.deepEqual([(await look()).state, (await look()).version], ['open', 1]);
});

test('an instance whose node died is free at once, another one when the lease is over', async (t) => {
  const { send, store, id } = await faults(t);
  const hold = (until: string, node: string | null) =>
    sql`update millrace.workflow_instances set lease = lease + 1, lease_until = clock_timestamp() + ${until}::interval,
      lease_node = ${node}::uuid where id = ${id}::uuid`.execute(store.db);
  const node = '019c0000-0000-7000-8000-0000000000ff';
  await sql`insert into millrace.nodes (id, name, roles, version, started_at, seen_at, lease_until, stopped_at)
    values (${node}::uuid, 'dead', '{}', '1', now(), now(), now(), now())`.execute(store.db);
  await hold('1 hour', node);
  assert.equal((await send('ask')).outcome, 'ok');
  await hold('-1 second', null);
  assert.equal((await send('again')).outcome, 'ok');
});

test('what fails after the commit is tried again, then an incident, and done once it is retried', async (t) => {
  const { send, look, server, workflows, clock, people, id } = await faults(t);
  server.answer = fail;
  assert.equal((await send('later')).instance?.state, 'told');
  assert.equal(await workflows.tick(), 1);
  assert.equal(await workflows.tick(), 0);
  clock.advance(60_000);
  assert.equal(await workflows.tick(), 1);
  const [incident] = (await look()).work;
  assert.deepEqual([incident?.state, incident?.attempts, incident?.problem?.code], ['incident', 2, 'upstream_refused']);
  clock.advance(3_600_000);
  assert.equal(await workflows.tick(), 0);
  server.answer = (_request, response) => response.end('[{"one":1}]');
  await assert.rejects(workflows.service.retry(incident?.id ?? '', { nonsense: 1 }, people.carl), {
    code: 'invalid_input',
  });
  await workflows.service.retry(incident?.id ?? '', {}, people.carl);
  assert.equal(await workflows.tick(), 1);
  assert.deepEqual((await look()).work, []);
  const entries = await workflows.service.history(id, people.carl);
  assert.deepEqual(
    entries.slice(0, 2).map(({ kind, name }) => [kind, name]),
    [
      ['action', 'told.onEntry.0'],
      ['incident', 'retry'],
    ],
  );
});

test('an instance follows the version that it began with, and one that no longer fits is refused', async (t) => {
  const { send, look, live, folder, workflows, people } = await faults(t);
  const text = live.snapshot.files[0]?.text ?? '';
  const rename = (from: string, to: string) =>
    writeFile(path.join(folder, 'workspace.yaml'), text.replaceAll(from, to));
  await rename('later: { to: told }', 'tell: { to: told }');
  assert.equal(await live.reload(), true);
  const fresh = await workflows.start({ workflow: 'w', input: {}, principal: people.carl });
  const details = await workflows.service.instance(fresh.instance?.id ?? '', people.carl);
  assert.deepEqual([details.definition, (await look()).definition], [2, 1]);
  assert.ok(details.events.some(({ name }) => name === 'tell'));
  assert.equal((await send('ask')).outcome, 'ok', 'the earlier version runs on');
  await rename('  Ask:\n', '  AskNobody:\n');
  await live.reload();
  const misfit = await send('again');
  assert.deepEqual([misfit.outcome, misfit.problem?.code], ['failed', 'version_misfit']);
  assert.equal((await look()).state, 'asked');
});
