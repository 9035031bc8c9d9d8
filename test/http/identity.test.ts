/** Passwords, sessions, keys, and who may do what with which object: a whole server, asked over the wire. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../acceptance/server.ts';
import { type Caller, keyFor, person } from './callers.ts';
import { ended, ownRequest, serve, type Served, signIn } from './served.ts';

const definitions = `
kind: role
name: runner
privileges: [chain:run, run:see, run:cancel, job:trigger, dataset:query]
---
kind: role
name: team
privileges: []
---
kind: service
name: reporting
roles: [team, runner]
---
kind: attributes
name: people
attributes: { floor: integer }
---
kind: chainset
name: open
owner: olga
roles: [team]
chains:
  Say:
    output: { who: text, floor: integer }
    steps:
      - { uses: records, with: { columns: { n: integer }, records: [{ n: 1 }] } }
      - { uses: derive, with: { compute: { who: "@user.id", floor: "@user.floor" } } }
      - { uses: select, with: { fields: [who, floor] } }
---
kind: chainset
name: off
roles: [team]
enabled: false
chains:
  Say:
    steps: [{ uses: records, with: { columns: { n: integer }, records: [{ n: 1 }] } }]
---
kind: job
name: open-job
owner: olga
roles: [team]
runAs: { service: reporting }
overlap: allow
chain: open.Say
---
kind: job
name: off-job
roles: [team]
enabled: false
chain: open.Say
---
kind: job
name: gone-job
roles: [team]
owner: nobody
chain: open.Say
---
kind: job
name: own-job
owner: owen
roles: [team]
retry: { attempts: 3, wait: 1s }
chain: open.Say
---
kind: dataset
name: open-data
owner: olga
roles: [team]
chain: open.Say
---
kind: dataset
name: off-data
roles: [team]
enabled: false
chain: open.Say
`;

let served: Served;
let callers: Readonly<Record<'olga' | 'both' | 'member' | 'runner', Caller>>;
before(async () => {
  served = await serve({ 'all.yaml': definitions });
  callers = {
    olga: await person(served, { id: 'olga', roles: ['runner'] }),
    both: await person(served, { id: 'both', roles: ['team', 'runner'], attributes: { floor: 3 } }),
    member: await person(served, { id: 'member', roles: ['team'] }),
    runner: await person(served, { id: 'runner', roles: ['runner'] }),
  };
});
after(() => served.close());

const post = (path: string, headers: Caller, body: unknown = {}) =>
  served.anonymously(path, { method: 'POST', body, headers });

const doings: readonly [string, string, string, number][] = [
  ['run a chain', '/api/v1/chainsets/open/chains/Say/run', '/api/v1/chainsets/off/chains/Say/run', 202],
  ['trigger a job', '/api/v1/jobs/open-job/trigger', '/api/v1/jobs/off-job/trigger', 202],
  ['ask a dataset', '/api/v1/datasets/open-data/query', '/api/v1/datasets/off-data/query', 200],
];
for (const [what, open, off, good] of doings) {
  describe(`to ${what}`, () => {
    const cases: readonly [string, () => Caller, string, number][] = [
      ['access and privilege are enough', () => callers.both, open, good],
      ['its owner needs no role of it', () => callers.olga, open, good],
      ['an administrator needs neither', () => ({ cookie: served.cookie, ...ownRequest }), open, good],
      ['access without the privilege is not enough', () => callers.member, open, 403],
      ['without access it does not exist', () => callers.runner, open, 404],
      ['nobody may while it is switched off', () => callers.both, off, 409],
      ['an administrator may not either then', () => ({ cookie: served.cookie, ...ownRequest }), off, 409],
    ];
    for (const [name, caller, path, status] of cases) {
      test(name, async () => {
        const answer = await post(path, caller());
        assert.equal(answer.status, status, JSON.stringify(answer.body));
      });
    }
  });
}

describe('runs', () => {
  test('are seen by whom they ran as and by administrators, not by others with access to the chain', async () => {
    const { body } = await post('/api/v1/chainsets/open/chains/Say/run', callers.both);
    const path = `/api/v1/runs/${body.id}`;
    const asked = (headers: Caller) => served.anonymously(path, { headers });
    assert.equal((await asked(callers.both)).status, 200);
    assert.equal((await asked(callers.olga)).status, 404, 'the owner of the chain');
    assert.equal((await asked(callers.member)).status, 403, 'who lacks run:see');
    assert.equal((await served.call(path)).status, 200);
    for (const rest of ['/logs', '/rejects', '/files/x']) {
      assert.equal((await served.anonymously(path + rest, { headers: callers.olga })).status, 404, rest);
    }
    assert.equal((await post(`${path}/cancel`, callers.olga)).status, 404);
    const listed = await served.anonymously('/api/v1/runs', { headers: callers.olga });
    assert.ok(listed.body.runs.every((run: { id: string }) => run.id !== body.id));
    const own = await served.anonymously('/api/v1/runs', { headers: callers.both });
    assert.ok(own.body.runs.some((run: { id: string }) => run.id === body.id));
  });

  test('of service accounts are seen by everybody who may see the chain', async () => {
    const { body } = await post('/api/v1/jobs/open-job/trigger', callers.both);
    const run = await ended(served.call, body.run);
    assert.deepEqual([run.outcome, run.principal.id], ['ok', 'service:reporting']);
    assert.equal((await served.anonymously(`/api/v1/runs/${body.run}`, { headers: callers.olga })).status, 200);
    assert.equal((await served.anonymously(`/api/v1/runs/${body.run}`, { headers: callers.runner })).status, 404);
  });

  test('of a job whose owner is gone are denied, and the occurrence says why', async () => {
    const { occurrence, run } = await runJob('gone-job');
    assert.deepEqual([run.outcome, occurrence.state], ['denied', 'failed']);
    assert.match(occurrence.reason, /runs as nobody, who is not there or disabled/);
    assert.match(run.problems[0].hint, /another owner/);
  });

  test('of a job have the rights that its owner has when they begin: without the right denied, once, and told', async () => {
    const owen = (roles: readonly string[]) =>
      served
        .call('/api/v1/users/owen', { method: 'PATCH', body: { roles } })
        .then(({ status }) => assert.equal(status, 200));
    const firing = async () => {
      const { body } = await served.call('/api/v1/alerts');
      return body.alerts
        .filter(({ job }: { job?: string }) => job === 'own-job')
        .map(({ kind }: { kind: string }) => kind);
    };
    await person(served, { id: 'owen', roles: ['team', 'runner'] });
    assert.equal((await runJob('own-job')).run.outcome, 'ok');
    await owen(['runner']);
    const denied = await runJob('own-job');
    assert.match(denied.occurrence.reason, /runs as owen, who has no access to open.Say/);
    assert.match(denied.run.problems[0].hint, /roles of the chainset/);
    assert.deepEqual([denied.run.outcome, denied.occurrence.attempts.length], ['denied', 1]);
    assert.deepEqual(await firing(), ['failed']);
    await owen(['team']);
    assert.match((await runJob('own-job')).occurrence.reason, /who lacks the privilege chain:run/);
    await owen(['team', 'runner']);
    assert.equal((await runJob('own-job')).run.outcome, 'ok');
    assert.deepEqual(await firing(), []);
  });
});

/** Starts a job by hand; gives its run and its occurrence when both have ended. */
async function runJob(job: string) {
  const { status, body } = await served.call(`/api/v1/jobs/${job}/trigger`, { method: 'POST', body: {} });
  assert.equal(status, 202, JSON.stringify(body));
  const run = await ended(served.call, body.run);
  let occurrence: { state: string; reason: string; run?: string; attempts: readonly unknown[] } | undefined;
  await until(`the occurrence of ${job} has ended`, async () => {
    const { body: listed } = await served.call(`/api/v1/jobs/${job}/occurrences`);
    occurrence = listed.occurrences.find((one: { run?: string }) => one.run === body.run);
    return occurrence !== undefined && ['succeeded', 'failed'].includes(occurrence.state);
  });
  assert.ok(occurrence);
  return { run, occurrence };
}

describe('passwords over the wire', () => {
  const password = 'correct horse battery';
  const session = '/api/v1/session';

  test('somebody invited sets one, signs in with it, and ends the other session', async () => {
    const first = await person(served, { id: 'pat' });
    const set = { method: 'PUT', headers: first, body: { password } };
    assert.equal((await served.anonymously(`${session}/password`, set)).status, 204);
    const answer = await post(session, ownRequest, { name: 'Pat', password });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    assert.deepEqual([answer.body.id, answer.body.administrator, answer.body.privileges], ['pat', false, []]);
    const { body } = await served.anonymously('/api/v1/sessions', { headers: first });
    assert.deepEqual(
      body.sessions.map(({ method, current }: { method: string; current: boolean }) => [method, current]),
      [
        ['password', false],
        ['link', true],
      ],
    );
    const [other] = body.sessions;
    const end = { method: 'DELETE', headers: first };
    assert.equal((await served.anonymously(`/api/v1/sessions/${other.id}`, end)).status, 204);
    assert.equal((await served.anonymously(`/api/v1/sessions/${other.id}`, end)).status, 404);
  });

  test('too many wrong ones are 429, with the time to wait in the header and in words', async () => {
    await served.call('/api/v1/users', { method: 'POST', body: { id: 'lou' } });
    const guess = () => post(session, ownRequest, { name: 'lou', password: 'wrong wrong' });
    for (let count = 0; count < 5; count += 1) assert.equal((await guess()).status, 401);
    const { status, body, headers } = await guess();
    assert.deepEqual([status, body.code], [429, 'locked_out']);
    const wait = Number(headers.get('retry-after'));
    assert.ok(wait > 50 && wait <= 60, `${wait}`);
    assert.match(body.detail, new RegExp(`in ${wait} seconds`));
  });

  test('no answer of the API ever holds a hash or a token of somebody else', async () => {
    const texts = await Promise.all(
      ['users', 'users/pat', 'keys?all=true', 'audit', 'sessions'].map(async (path) =>
        JSON.stringify((await served.call(`/api/v1/${path}`)).body),
      ),
    );
    for (const text of texts) assert.doesNotMatch(text, /argon2|token|[\w-]{43}"/);
  });
});

describe('keys over the wire', () => {
  test('work without a cookie or the header of our own pages, within their scopes, until they are revoked', async () => {
    const key = await keyFor(served, 'chain:run');
    assert.equal((await post('/api/v1/chainsets/open/chains/Say/run', key)).status, 202);
    const triggered = await post('/api/v1/jobs/open-job/trigger', key);
    assert.deepEqual([triggered.status, triggered.body.code], [403, 'denied']);
    assert.match(triggered.body.hint, /scopes of this API key/);
    const { body } = await served.call('/api/v1/keys');
    const made = body.keys.find(({ name }: { name: string }) => name === 'chain:run');
    assert.equal(made.state, 'live');
    assert.equal((await served.call(`/api/v1/keys/${made.id}`, { method: 'DELETE' })).status, 204);
    assert.equal((await post('/api/v1/chainsets/open/chains/Say/run', key)).status, 401);
  });

  test('do not fall back to the cookie that comes with a bad one', async () => {
    const headers = { cookie: served.cookie, authorization: `Bearer mr_${'x'.repeat(43)}` };
    assert.equal((await served.anonymously('/api/v1/session', { headers })).status, 401);
  });
});

test('rights change at once, also for those who are signed in', async () => {
  const caller = await person(served, { id: 'temp', roles: ['team', 'runner'] });
  const run = () => post('/api/v1/chainsets/open/chains/Say/run', caller);
  const change = (body: unknown) => served.call('/api/v1/users/temp', { method: 'PATCH', body });
  assert.equal((await run()).status, 202);
  await change({ roles: ['team'] });
  assert.equal((await run()).status, 403);
  await change({ enabled: false });
  assert.equal((await run()).status, 401);
  const { body } = await served.call('/api/v1/audit?object=temp');
  const actions: string[] = body.entries.map(({ action }: { action: string }) => action);
  for (const wanted of ['user.create', 'user.invite', 'user.change', 'user.disable']) {
    assert.ok(actions.includes(wanted), `${wanted} is not among ${actions.join()}`);
  }
});

test('the one who prints a link at the terminal can still come in when admin is no administrator any more', async () => {
  await served.call('/api/v1/users', { method: 'POST', body: { id: 'second', roles: ['administrator'] } });
  await served.call('/api/v1/users/admin', { method: 'PATCH', body: { roles: [] } });
  const cookie = await signIn(served.address, await served.newLink());
  const { body } = await served.anonymously('/api/v1/session', { headers: { cookie } });
  assert.deepEqual([body.id, body.administrator], ['second', true]);
});
