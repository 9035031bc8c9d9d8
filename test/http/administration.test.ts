/** What administrators do by the API: secrets, connections, the audit log; and that alerts reach them. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { after, before, describe, test } from 'node:test';
import { type Answer, serve, type Served } from './served.ts';

const files = (fails: boolean) => ({
  'all.yaml': `
kind: workspace
name: mill
zone: Asia/Singapore
mail: mail
alerts: [{ channel: ops }]
---
{ kind: connection, name: mail, type: smtp, url: file }
---
{ kind: connection, name: elsewhere, type: http, url: "http://shop.example.com/", token: "\${secret.SHOP_TOKEN}" }
---
{ kind: role, name: teller, privileges: ["chain:run"] }
---
{ kind: service, name: clerk, roles: [teller] }
---
{ kind: attributes, name: people, attributes: { shops: "list(text)" } }
---
{ kind: channel, name: ops, email: [ops@example.com] }
---
kind: chainset
name: work
chains:
  Count:
    steps:
      - { uses: records, with: { columns: { n: text }, records: [{ n: "${fails ? 'x' : '1'}" }] } }
      - { uses: derive, with: { compute: { m: "n::integer" } } }
  Ask:
    steps: [{ uses: http.request, with: { connection: elsewhere, url: teas } }]
  None:
    steps: [{ uses: records, with: { columns: { n: text }, records: [] } }]
---
{ kind: job, name: count, chain: work.Count }
---
{ kind: job, name: none, chain: work.None, expect: { records: { min: 1 } } }
`,
});

describe('administration', () => {
  let served: Served;
  const token = 'canary-5c1f';
  before(async () => {
    served = await serve(files(true));
  });
  after(() => served.close());

  const get = async (path: string): Promise<Answer['body']> => (await served.call(`/api/v1${path}`)).body;

  /** Looks until something is so. */
  async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
    for (let round = 0; round < 400; round += 1) {
      const found = await look();
      if (found !== undefined) return found;
      await pause(50);
    }
    throw new Error('waited in vain');
  }

  const mailAbout = (subject: string) =>
    until(async () => {
      const { mails } = await get('/mails');
      return mails.find(
        (mail: { subject: string; state: string }) => mail.subject === subject && mail.state === 'kept',
      );
    });

  test('a secret is set, listed and deleted, and no answer holds its value', async () => {
    const set = await served.call('/api/v1/secrets/SHOP_TOKEN', { method: 'PUT', body: { value: token } });
    assert.deepEqual([set.status, set.body], [200, { version: 1 }]);
    await served.call('/api/v1/secrets/SHOP_TOKEN', { method: 'PUT', body: { value: `${token}-2` } });
    const { secrets } = await get('/secrets');
    assert.equal(secrets.length, 1);
    const { current, ...secret } = secrets[0];
    assert.deepEqual(secret, { name: 'SHOP_TOKEN', place: 'store', usedBy: ['connection elsewhere'], readable: true });
    assert.equal(current.version, 2);
    const { versions } = await get('/secrets/SHOP_TOKEN/versions');
    assert.deepEqual(
      versions.map((one: { version: number; erasedAt?: string }) => [one.version, one.erasedAt !== undefined]),
      [
        [2, false],
        [1, true],
      ],
    );
    assert.ok(!JSON.stringify([set, secrets, versions]).includes(token));
    assert.equal((await served.call('/api/v1/secrets/SHOP_TOKEN', { method: 'DELETE' })).status, 204);
    const again = await served.call('/api/v1/secrets/SHOP_TOKEN', { method: 'DELETE' });
    assert.deepEqual([again.status, again.body.code], [404, 'not_found']);
    assert.equal((await get('/secrets')).secrets[0].place, 'none');
  });

  const refused: readonly [string, string, unknown, number][] = [
    ['a name with a dash', 'SHOP-TOKEN', { value: token }, 422],
    ['a setting of the server', 'MILLRACE_SECRET_KEY', { value: token }, 422],
    ['an empty value', 'SHOP_TOKEN', { value: '' }, 422],
    ['a value that is no text', 'SHOP_TOKEN', { value: { token } }, 422],
    ['a further key', 'SHOP_TOKEN', { value: token, note: token }, 422],
    ['a value that is too long', 'SHOP_TOKEN', { value: token.repeat(10_000) }, 422],
    ['a body that is no JSON', 'SHOP_TOKEN', `{"value": "${token}`, 400],
  ];
  for (const [name, secret, body, status] of refused) {
    test(`a secret is refused without being repeated: ${name}`, async () => {
      const answer = await served.call(`/api/v1/secrets/${secret}`, { method: 'PUT', body });
      assert.equal(answer.status, status, JSON.stringify(answer.body));
      assert.ok(!JSON.stringify(answer.body).includes(token));
    });
  }

  test('a connection is listed with the names of its secrets, and tried', async () => {
    const { connections } = await get('/connections');
    assert.deepEqual(
      connections.map((one: { name: string; type: string; secrets: string[] }) => [one.name, one.type, one.secrets]),
      [
        ['mail', 'smtp', []],
        ['elsewhere', 'http', ['SHOP_TOKEN']],
      ],
    );
    const [, elsewhere] = connections;
    assert.deepEqual(
      [elsewhere.address, elsewhere.usedBy, elsewhere.policies],
      ['http://shop.example.com/', ['chain work.Ask'], []],
    );
    assert.deepEqual(connections[0].usedBy, ['alerts']);
    const well = await served.call('/api/v1/connections/mail/check', { method: 'POST' });
    assert.deepEqual(
      [well.status, well.body.healthy, well.body.detail],
      [200, true, 'mails are kept and shown, not sent'],
    );
    const unwell = await served.call('/api/v1/connections/elsewhere/check', { method: 'POST' });
    assert.deepEqual([unwell.body.healthy, unwell.body.problem.code], [false, 'secret_missing']);
    assert.equal((await served.call('/api/v1/connections/none/check', { method: 'POST' })).status, 404);
  });

  test('a job that fails is told of once, with cause, run and log; and once when it is well again', async () => {
    for (let round = 0; round < 2; round += 1) {
      const { body } = await served.call('/api/v1/jobs/count/trigger', { method: 'POST' });
      await until(async () => ((await get(`/runs/${body.run}`)).state === 'ended' ? true : undefined));
      await mailAbout('[mill] count failed');
    }
    const mail = await mailAbout('[mill] count failed');
    const { text } = await get(`/mails/${mail.id}`);
    assert.match(text, /Outcome: invalid \(the input breaks the schema or a validation\)/);
    assert.match(text, /Noticed: .*(SGT|GMT\+8)/);
    assert.match(text, new RegExp(`${served.address}/runs/${mail.run}`));
    assert.match(text, /The end of its log:/);
    assert.equal(mail.to, 'ops@example.com');
    const { alerts } = await get('/jobs/count');
    assert.deepEqual([alerts.length, alerts[0].kind, alerts[0].run], [1, 'failed', mail.run]);
    await served.rewrite('all.yaml', files(false)['all.yaml']);
    await served.call('/api/v1/jobs/count/trigger', { method: 'POST' });
    await mailAbout('[mill] count is well again');
    assert.deepEqual((await get('/jobs/count')).alerts, []);
    const { mails } = await get('/mails');
    assert.equal(mails.filter((one: { subject: string }) => one.subject.includes('count')).length, 2);
  });

  test('a job that gives no records where some were expected is silent', async () => {
    await served.call('/api/v1/jobs/none/trigger', { method: 'POST' });
    const { text } = await get(`/mails/${(await mailAbout('[mill] none is silent')).id}`);
    assert.match(text, /It gave no records, but at least 1 were expected/);
    assert.match(text, /Outcome: empty \(ran, no records\)/);
  });

  test('the audit log tells it all in plain words, filtered and in pages, and is whole', async () => {
    const { entries } = await get('/audit?limit=200');
    const said = entries.map(({ words, result }: { words: string; result: string }) => `${words}: ${result}`);
    for (const sentence of [
      'the folder changed the definitions: done',
      'the folder let the connection elsewhere travel unencrypted: done',
      'Administrator signed in: done',
      'Administrator set the secret SHOP_TOKEN: done',
      'Administrator deleted the secret SHOP_TOKEN: done',
      'Administrator tried the connection mail: done',
      'Administrator tried the connection elsewhere: failed',
      'Administrator started the job count: done',
    ])
      assert.ok(said.includes(sentence), `${sentence} is not in\n${said.join('\n')}`);
    assert.ok(!JSON.stringify(entries).includes(token));
    const page = await get('/audit?action=secret.set&limit=1');
    assert.deepEqual(
      page.entries.map((entry: { action: string }) => entry.action),
      ['secret.set'],
    );
    const next = await get(`/audit?action=secret.set&limit=1&before=${page.next}`);
    assert.notEqual(next.entries[0].id, page.entries[0].id);
    assert.equal((await get(`/audit?action=secret.set&before=${next.next}`)).entries.length, 0);
    const by = page.entries[0];
    const counts = await Promise.all(
      [
        `actor=${by.actor.id}&actorKind=user&objectKind=secret&object=SHOP_TOKEN`,
        'actor=nobody',
        'result=failed&objectKind=connection',
        `from=${by.at}&action=secret.set`,
        `to=${by.at}&action=secret.set`,
      ].map(async (query) => (await get(`/audit?${query}`)).entries.length),
    );
    assert.deepEqual(counts, [3, 0, 1, 1, 1]);
    assert.equal((await served.call('/api/v1/audit?action=moon.land')).status, 422);
    const verdict = await get('/audit/verify');
    assert.deepEqual([verdict.whole, verdict.faults, verdict.sealed >= entries.length], [true, [], true]);
    assert.match(verdict.head, /^[0-9a-f]{64}$/);
  });

  test('roles, service accounts and attributes say where they are defined', async () => {
    const { roles } = await get('/roles');
    assert.deepEqual(
      roles.map((role: { name: string; file?: string }) => [role.name, role.file]),
      [
        ['administrator', undefined],
        ['teller', 'all.yaml'],
      ],
    );
    const { services } = await get('/services');
    assert.deepEqual([services[0].id, services[0].file], ['service:clerk', 'all.yaml']);
    const { attributes, file } = await get('/attributes');
    assert.deepEqual([attributes[0].name, attributes[0].kind, file], ['shops', 'list', 'all.yaml']);
  });

  test('the actions of the log are told with what they mean', async () => {
    const { actions } = await get('/audit/actions');
    const found = actions.find(({ name }: { name: string }) => name === 'secret.set');
    assert.equal(found.summary, 'A secret got a new version.');
  });

  for (const path of ['/secrets', '/connections', '/audit', '/audit/verify', '/audit/actions', '/attributes']) {
    test(`${path} is not for everybody`, async () => {
      assert.equal((await served.anonymously(`/api/v1${path}`)).status, 401);
    });
  }
});
