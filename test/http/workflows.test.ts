/** Workflows over HTTP, in a whole server: form, start, inbox, events, history, timers, incidents. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { leaveRequest } from '../../src/main/leave-request.fixture.ts';
import { type Caller, person } from './callers.ts';
import { type Answer, type Call, serve, type Served } from './served.ts';

let served: Served;

const post = (path: string, body: unknown): Promise<Answer> => served.call(path, { method: 'POST', body });
const dates = { from: '2026-04-01', to: '2026-04-03' };

/** Looks until something is there: the server does its work by itself. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(20);
  }
}

describe('workflows over HTTP', () => {
  before(async () => {
    served = await serve({ 'leave.yaml': leaveRequest });
  });
  after(() => served.close());

  test('a workflow is listed and described, with its form and where its instances stand', async () => {
    const { body } = await served.call('/api/v1/workflows');
    assert.deepEqual(
      body.workflows.map(({ name, version, mayStart }: Record<string, unknown>) => [name, version, mayStart]),
      [['leave-request', 1, true]],
    );
    const described = await served.call('/api/v1/workflows/leave-request');
    assert.deepEqual(
      described.body.form.map(({ name, kind, optional }: Record<string, unknown>) => [name, kind, optional]),
      [
        ['from', 'date', false],
        ['to', 'date', false],
        ['reason', 'text', true],
      ],
    );
    const ways = described.body.transitions.map(
      (one: Record<string, unknown>) => `${one['from']} ${one['name']} ${one['to']}`,
    );
    assert.ok(ways.includes('pending failed needs-hr') && ways.includes('draft submit pending'), ways.join(', '));
    assert.equal((await served.call('/api/v1/workflows/leave-reqest')).status, 404);
  });

  test('one is started, goes to the manager alone, and is approved', async () => {
    const mia = await person(served, { id: 'mia', roles: ['employee'] });
    const eve = await person(served, { id: 'eve', roles: ['employee'] });
    const started = await post('/api/v1/workflows/leave-request/instances', { input: dates });
    assert.equal(started.status, 201, JSON.stringify(started.body));
    const { id } = started.body.instance;
    assert.equal(started.headers.get('location'), `/api/v1/instances/${id}`);
    const seen = await served.call(`/api/v1/instances/${id}`);
    assert.deepEqual([seen.body.state, seen.body.private.days, seen.body.timers.length], ['pending', 3, 1]);
    const inbox = async (headers: Caller) => (await served.anonymously('/api/v1/tasks', { headers })).body.tasks;
    assert.deepEqual([await inbox(eve), (await served.call('/api/v1/tasks')).body.tasks], [[], []]);
    const [task] = await inbox(mia);
    assert.deepEqual([task.instance, task.assignee.id, task.may], [id, 'mia', ['delegate']]);
    const [all] = (await served.call('/api/v1/tasks?scope=all')).body.tasks;
    assert.deepEqual([all.id, all.may], [task.id, ['reassign']]);
    assert.equal((await served.anonymously('/api/v1/tasks?scope=all', { headers: mia })).status, 403);
    const decide = (headers: Caller, body: unknown) =>
      served.anonymously(`/api/v1/instances/${id}/events`, { method: 'POST', body, headers });
    assert.equal((await decide(eve, { name: 'approve' })).status, 404);
    assert.equal((await post(`/api/v1/instances/${id}/events`, { name: 'approve' })).body.code, 'denied');
    assert.equal((await decide(mia, { name: 'approve', version: 7 })).status, 409);
    const nobody = await post(`/api/v1/tasks/${task.id}/reassign`, { to: 'nobody' });
    assert.deepEqual([nobody.status, nobody.body.issues[0].path], [422, 'to']);
    const approved = await decide(mia, { name: 'approve', version: 1, input: { comment: 'Enjoy' } });
    assert.deepEqual(
      [approved.status, approved.body.instance?.state],
      [200, 'approved'],
      JSON.stringify(approved.body),
    );
    assert.deepEqual(await inbox(mia), []);
  });

  test('what is not right is a problem with issues, and nothing is started', async () => {
    const missing = await post('/api/v1/workflows/leave-request/instances', { input: { from: 'soon' } });
    assert.equal(missing.status, 422);
    assert.deepEqual(missing.body.issues.map(({ path }: { path: string }) => path).toSorted(), ['from', 'to']);
    const guarded = await post('/api/v1/workflows/leave-request/instances', {
      input: { from: dates.to, to: dates.from },
    });
    assert.deepEqual([guarded.status, guarded.body.code], [409, 'guard_refused']);
    assert.equal((await served.call('/api/v1/instances?workflow=leave-request')).body.instances.length, 1);
  });

  test('the server does what comes after a commit by itself, and counts it', async () => {
    await served.rewrite('more.yaml', more);
    const started = await post('/api/v1/workflows/mailed/instances', { input: {} });
    assert.equal(started.status, 201, JSON.stringify(started.body));
    const { id } = started.body.instance;
    const entry = await until(async () => {
      const { body } = await served.call(`/api/v1/instances/${id}/history`);
      return body.entries.find(({ kind }: { kind: string }) => kind === 'action');
    });
    assert.deepEqual([entry.outcome, entry.actions[0].chain], ['ok', 'hr.Notify']);
    const failing = await post('/api/v1/workflows/failing/instances', { input: {} });
    const incident = await until(async () => (await served.call('/api/v1/incidents')).body.incidents[0]);
    assert.deepEqual(
      [incident.instance, incident.state, incident.kind],
      [failing.body.instance.id, 'incident', 'action'],
    );
    assert.equal((await post(`/api/v1/incidents/${incident.id}/skip`, { reason: 'not needed' })).status, 204);
    assert.equal((await post(`/api/v1/incidents/${incident.id}/skip`, { reason: 'again' })).status, 404);
    const metrics = (await served.call('/metrics')).body as string;
    assert.match(metrics, /millrace_workflow_transitions_total\{workflow="mailed",from="new",to="done"\} 1/);
    assert.match(metrics, /millrace_workflow_incidents_total\{workflow="failing"\} 1/);
  });

  test('runs of a workflow are given private data, so even who sent the event does not read them', async () => {
    const wanda = await person(served, { id: 'wanda', roles: ['watcher'] });
    const asked = (path: string, call: Call = {}) => served.anonymously(path, { headers: wanda, ...call });
    const body = { input: {} };
    const started = await asked('/api/v1/workflows/watched/instances', { method: 'POST', body });
    assert.equal(started.status, 201, JSON.stringify(started.body));
    const history = await asked(`/api/v1/instances/${started.body.instance.id}/history`);
    const { run } = history.body.entries[0].actions[0];
    await until(async () => ((await served.call(`/api/v1/runs/${run}`)).status === 200 ? run : undefined));
    assert.equal((await asked(`/api/v1/runs/${run}`)).status, 404);
    assert.deepEqual((await asked('/api/v1/runs')).body.runs, []);
    const byHand = await asked('/api/v1/chainsets/more/chains/Accept/run', { method: 'POST', body: {} });
    assert.equal((await asked(`/api/v1/runs/${byHand.body.id}`)).status, 200);
    assert.equal((await asked('/api/v1/runs')).body.runs.length, 1);
  });
});

const more = `
kind: role
name: watcher
privileges: ["run:see", "chain:run", "workflow:start"]
---
kind: chainset
name: more
roles: [watcher]
chains:
  Accept: { steps: [{ uses: records, with: { records: [{ one: 1 }] } }] }
  Refuse:
    steps:
      - uses: records
        with: { records: [{ one: 1 }] }
      - uses: validate
        with: { rules: [{ check: one = 2, message: never }] }
---
kind: workflow
name: mailed
start: begin
initial: new
states:
  new: { on: { begin: { to: done } } }
  done: { final: true, onEntry: [{ chain: hr.Notify, with: { to: ada, what: done }, after: commit }] }
---
kind: workflow
name: watched
roles: { start: [watcher] }
start: begin
initial: new
states:
  new: { on: { begin: { to: done } } }
  done: { final: true, onEntry: [{ chain: more.Accept }] }
---
kind: workflow
name: failing
start: begin
initial: new
states:
  new: { on: { begin: { to: done } } }
  done: { final: true, onEntry: [{ chain: more.Refuse, after: commit }] }
`;
