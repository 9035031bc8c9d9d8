/**
 * Secrets are planted wherever there can be some (store, environment, file, settings), used by every kind of connection that
 * fails in every way it can, and then looked for everywhere: API, events, log, database, command line.
 */
import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { createTestDatabase } from '../../src/store/test-store.ts';
import { startMailServer, trust } from './mail-server.ts';
import { type Caller, ended, type ServerProcess, signIn, startServer, until } from './server.ts';
import { createCleanUp, millrace, temporaryFolder } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

const random = (): string => randomBytes(6).toString('hex');

/** Some are awkward to find again: quotes, blanks, what addresses and base64 change. */
const canaries = {
  API_KEY: `canary-key-${random()}`,
  API_TOKEN: `canary "token" ${random()}/+=`,
  API_PASSWORD: `canary:pass&word ${random()}`,
  SQL_PASSWORD: `canary-sql-${random()}`,
  BAD_PASSWORD: `canary-bad-${random()}`,
  MONGO_PASSWORD: `canary-mongo-${random()}`,
  MAIL_PASSWORD: `canary-mail-${random()}`,
  HOOK: `canary-hook-${random()}`,
  SENSITIVE: `canary-pin-${random()}`,
  NEVER_USED: `canary-unused-${random()}`,
  FIRST_VERSION: `canary-first-${random()}`,
  SECRET_KEY: randomBytes(32).toString('hex'),
  METRICS_TOKEN: `canary-metrics-${random()}`,
};

const definitions = (at: { echo: number; database: URL; mail: number }): string => `
kind: workspace
name: canary
mail: mailer
alerts: [{ channel: ops }]
---
kind: channel
name: ops
email: [ops@example.com]
---
kind: service
name: intake
roles: [administrator]
---
{ kind: connection, name: keyed, type: http, url: "http://127.0.0.1:${at.echo}/keyed", apiKey: "\${secret.API_KEY}" }
---
{ kind: connection, name: bearer, type: http, url: "http://127.0.0.1:${at.echo}/bearer", token: "\${secret.API_TOKEN}" }
---
{ kind: connection, name: basic, type: http, url: "http://127.0.0.1:${at.echo}/basic", user: ada, password: "\${secret.API_PASSWORD}" }
---
{ kind: connection, name: query, type: http, url: "http://127.0.0.1:${at.echo}/query?key=\${secret.API_KEY}" }
---
{ kind: connection, name: nowhere, type: postgresql, url: "postgres://ada:\${secret.SQL_PASSWORD}@127.0.0.1:1/shop" }
---
{ kind: connection, name: rejected, type: postgresql, url: "postgres://nobody:\${secret.BAD_PASSWORD}@${at.database.host}/postgres" }
---
{ kind: connection, name: mongo, type: mongodb, url: "mongodb://ada:\${secret.MONGO_PASSWORD}@127.0.0.1:1/shop?serverSelectionTimeoutMS=300" }
---
{ kind: connection, name: mailer, type: smtp, url: "\${secret.MAIL_URL}" }
---
kind: chainset
name: leaky
chains:
  Keyed: { steps: [{ uses: http.request, with: { connection: keyed, url: a } }] }
  Bearer: { steps: [{ uses: http.request, with: { connection: bearer, url: a } }] }
  Basic: { steps: [{ uses: http.request, with: { connection: basic, url: a } }] }
  Query: { steps: [{ uses: http.request, with: { connection: query, url: "" } }] }
  Send:
    steps:
      - { uses: records, with: { records: [{ n: 1 }], columns: { n: integer } } }
      - { uses: http.send, with: { connection: keyed, url: b, idempotent: true } }
  Rejects:
    steps:
      - { uses: records, with: { records: [{ n: 1 }], columns: { n: integer } } }
      - { uses: http.request, onError: reject, with: { connection: basic, url: c, map: { m: "body.m::integer" } } }
  Nowhere: { steps: [{ uses: sql.read, with: { connection: nowhere, table: t, columns: { n: integer } } }] }
  Rejected: { steps: [{ uses: sql.read, with: { connection: rejected, table: t, columns: { n: integer } } }] }
  Mongo: { steps: [{ uses: documents.read, with: { connection: mongo, collection: c, columns: { n: integer } } }] }
  Mail:
    params: { pin: { type: text, sensitive: true, optional: true } }
    steps:
      - { uses: records, with: { records: [{ n: 1 }], columns: { n: integer } } }
      - { uses: email.send, with: { connection: mailer, to: [ops@example.com], subject: Hello, body: World } }
---
{ kind: job, name: failing, chain: leaky.Keyed, retry: { attempts: 1 } }
---
kind: endpoint
name: hook
route: POST /hook
auth: { hmac: { header: X-Signature, timestamp: X-Timestamp, payload: "\${timestamp}.\${body}", within: 5m, secret: "\${secret.HOOK}" } }
runAs: { service: intake }
input: { n: integer, pin: { type: text, optional: true, sensitive: true } }
chain: leaky.Basic
`;

const chains = ['Keyed', 'Bearer', 'Basic', 'Query', 'Send', 'Rejects', 'Nowhere', 'Rejected', 'Mongo', 'Mail'];

/** How a connector, a log or a page may write a secret. */
function formsOf(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const base64 = (text: string) => [Buffer.from(text).toString('base64'), Buffer.from(text).toString('base64url')];
  const inForm = new URLSearchParams({ s: secret }).toString().slice(2);
  return [secret, inJson, JSON.stringify(inJson).slice(1, -1), encodeURIComponent(secret), inForm].concat(
    base64(secret).map((text) => text.replace(/=+$/, '')),
    // Without its end, which what follows may change.
    base64(`ada:${secret}`).map((text) => text.slice(0, Math.floor((secret.length * 4) / 3) - 2)),
    [Buffer.from(secret).toString('hex')],
  );
}

/** A server that fails, and says everything that it was sent, in its head and its body. */
async function startEcho(): Promise<{ port: number; heard: string[]; close(): void }> {
  const heard: string[] = [];
  const server = createServer((request, response) => {
    const said = JSON.stringify({ url: request.url, ...request.headers });
    heard.push(said);
    response.writeHead(request.url?.includes('c') && request.url.includes('basic') ? 422 : 500, {
      'content-type': 'application/json',
      'x-said': encodeURIComponent(said),
    });
    response.end(said);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, heard, close: () => void server.close() };
}

describe('a secret', () => {
  let echo: Awaited<ReturnType<typeof startEcho>>;
  let database: URL;
  let server: ServerProcess;
  let caller: Caller;
  let folder: string;
  let environment: Record<string, string>;
  const texts = new Map<string, string>();
  const events: string[] = [];
  const runs: string[] = [];

  before(async () => {
    echo = await startEcho();
    cleanUp.add(() => echo.close());
    const mail = await startMailServer({ user: 'ada', password: 'another', implicit: true });
    cleanUp.add(() => mail.close());
    const opened = await createTestDatabase();
    cleanUp.add(() => opened.close());
    database = new URL(opened.url);
    folder = await temporaryFolder(cleanUp);
    await writeFile(join(folder, 'all.yaml'), definitions({ echo: echo.port, database, mail: mail.port }));
    await writeFile(join(folder, 'api-password'), `${canaries.API_PASSWORD}\n`, { mode: 0o600 });
    environment = {
      DATABASE_URL: opened.url,
      MILLRACE_LOG_LEVEL: 'trace',
      MILLRACE_SECRET_KEY: canaries.SECRET_KEY,
      MILLRACE_METRICS_TOKEN: canaries.METRICS_TOKEN,
      API_KEY: canaries.API_KEY,
      API_PASSWORD_FILE: join(folder, 'api-password'),
      SQL_PASSWORD: canaries.SQL_PASSWORD,
      MAIL_URL: `smtps://ada:${canaries.MAIL_PASSWORD}@localhost:${mail.port}`,
      NEVER_USED: canaries.NEVER_USED,
      ...trust,
    };
    server = await startServer(folder, { environment, add: cleanUp.add });
    caller = await signIn(server);
  });

  async function setSecret(name: string, value: string): Promise<void> {
    const answer = await caller.put(`/secrets/${name}`, { value });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    texts.set(`set ${name} ${texts.size}`, JSON.stringify(answer.body));
  }

  async function listen(): Promise<void> {
    const response = await caller.stream('/events');
    const decoder = new TextDecoder();
    void (async () => {
      for await (const chunk of response.body ?? []) events.push(decoder.decode(chunk as Uint8Array, { stream: true }));
    })().catch(() => undefined);
  }

  async function run(chain: string, body: unknown): Promise<void> {
    const started = await caller.post<{ id: string }>(`/chainsets/leaky/chains/${chain}/run`, body);
    assert.equal(started.status, 202, JSON.stringify(started.body));
    runs.push(started.body.id);
    const { outcome } = await ended(caller, started.body.id);
    texts.set(`outcome of ${chain} ${runs.length}`, outcome ?? '');
  }

  test('is set, and refused, without an answer that holds it', async () => {
    await setSecret('API_TOKEN', canaries.FIRST_VERSION);
    await setSecret('API_TOKEN', canaries.API_TOKEN);
    for (const name of ['BAD_PASSWORD', 'MONGO_PASSWORD', 'HOOK'] as const) await setSecret(name, canaries[name]);
    const refusals = [
      await caller.put('/secrets/NOT-A-NAME', { value: canaries.NEVER_USED }),
      await caller.put('/secrets/MILLRACE_X', { value: canaries.NEVER_USED }),
      await caller.put('/secrets/GOOD', { valeu: canaries.NEVER_USED }),
      await caller.put('/secrets/GOOD', [canaries.NEVER_USED]),
      await caller.put('/secrets/GOOD', { value: { a: canaries.NEVER_USED } }),
    ];
    for (const [at, { status, body }] of refusals.entries()) {
      assert.ok(status >= 400 && status < 500, `${at}: ${status}`);
      texts.set(`refusal ${at}`, JSON.stringify(body));
    }
  });

  test('is used: connections that fail, runs that fail, dry runs, a job with its alert, a hook', async () => {
    await listen();
    for (const chain of chains) await run(chain, { parameters: chain === 'Mail' ? { pin: canaries.SENSITIVE } : {} });
    for (const chain of chains) await run(chain, { parameters: {}, dryRun: true });
    const { connections } = (await caller.get<{ connections: { name: string }[] }>('/connections')).body;
    for (const { name } of connections) {
      const { status, body } = await caller.post<{ healthy: boolean }>(`/connections/${name}/check`);
      assert.equal(status, 200);
      texts.set(`check ${name}`, JSON.stringify(body));
    }
    assert.equal((await caller.post('/jobs/failing/trigger')).status, 202);
    const body = JSON.stringify({ n: 1, pin: canaries.SENSITIVE });
    const time = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', canaries.HOOK).update(`${time}.${body}`).digest('hex');
    const answer = await fetch(`${server.address}/hooks/hook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-timestamp': time, 'x-signature': signature },
      body,
    });
    texts.set('hook', `${answer.status} ${await answer.text()}`);
    assert.equal(answer.status, 502, texts.get('hook'));
    await until('the alert is tried', async () => {
      const { mails } = (await caller.get<{ mails: { subject: string; state: string }[] }>('/mails')).body;
      return mails.some(({ subject, state }) => /failing/.test(subject) && state === 'failed');
    });
  });

  test('did reach those whom it is for, so that it could have come back', () => {
    const heard = echo.heard.join('\n');
    for (const name of ['API_KEY', 'API_TOKEN'] as const)
      assert.ok(heard.includes(JSON.stringify(canaries[name]).slice(1, -1)), name);
    assert.ok(heard.includes(Buffer.from(`ada:${canaries.API_PASSWORD}`).toString('base64')));
    const outcomes = [...texts].filter(([name]) => name.startsWith('outcome')).map(([, outcome]) => outcome);
    assert.ok(outcomes.filter((outcome) => outcome === 'upstream').length >= 12, outcomes.join());
  });

  test('is nowhere else', async () => {
    await readEverything();
    const searched = [...texts].map(([, text]) => text.length).reduce((sum, length) => sum + length, 0);
    const found: string[] = [];
    for (const [place, text] of texts)
      for (const [name, secret] of Object.entries(canaries))
        for (const form of formsOf(secret))
          if (text.includes(form))
            found.push(
              `${name} in ${place}: ..${text.slice(Math.max(0, text.indexOf(form) - 60), text.indexOf(form) + 60)}..`,
            );
    assert.deepEqual(found, []);
    assert.ok(texts.size > 100 && searched > 100_000, `${texts.size} texts, ${searched} characters`);
    // It was there to be taken out.
    assert.ok([...texts.values()].some((text) => text.includes('[secret]')));
    const databasePassword = decodeURIComponent(database.password);
    if (databasePassword.length >= 8)
      for (const [place, text] of texts) assert.ok(!text.includes(databasePassword), `DATABASE_URL in ${place}`);
  });

  async function readEverything(): Promise<void> {
    await readApi();
    for (const chain of ['Basic', 'Mail']) {
      const id = runs[chains.indexOf(chain)] ?? '';
      for (const typed of [
        ['runs', id],
        ['runs', id, '--format', 'json'],
        ['logs', id],
      ]) {
        const { out, err } = await millrace([...typed, '--workspace', folder], { environment });
        texts.set(`millrace ${typed.join(' ')}`, out + err);
      }
    }
    for (const typed of [
      ['secrets'],
      ['connections', 'check'],
      ['audit', '--limit', '500'],
      ['doctor', folder],
      ['run', 'Basic'],
    ]) {
      const where = typed[0] === 'doctor' ? [] : ['--workspace', folder];
      const { out, err } = await millrace([...typed, ...where], { environment });
      texts.set(`millrace ${typed.join(' ')}`, out + err);
    }
    await readDatabase();
    texts.set('events', events.join(''));
    assert.ok(events.join('').includes('event: log'), 'no events were heard');
    assert.equal(await server.end('SIGTERM'), 0);
    texts.set('log of the server', server.said().replaceAll(/Sign in, once, with .*/g, ''));
    assert.match(server.said(), /"level":(20|30)/);
  }

  /** Every GET of the description, for every run, mail, delivery and name there is. */
  async function readApi(): Promise<void> {
    type Description = { paths: Record<string, Record<string, unknown>> };
    const { body: description } = await caller.get<Description>('/openapi.json');
    texts.set('openapi.json', JSON.stringify(description));
    const deliveries = (await caller.get<{ deliveries: { id: string }[] }>('/endpoints/hook/deliveries')).body
      .deliveries;
    const { mails } = (await caller.get<{ mails: { id: string }[] }>('/mails')).body;
    assert.ok(deliveries.length > 0 && mails.length > 0);
    const values: Record<string, readonly string[]> = {
      run: runs,
      chainset: ['leaky'],
      chain: chains,
      job: ['failing'],
      mail: mails.map(({ id }) => id),
      endpoint: ['hook'],
      delivery: deliveries.map(({ id }) => id),
      secret: ['API_TOKEN', 'BAD_PASSWORD', 'OTHER'],
    };
    const gets = Object.entries(description.paths).filter(
      ([path, methods]) => 'get' in methods && !/events$/.test(path),
    );
    for (const path of gets.flatMap(([path]) => filled(path, values))) {
      const response = await caller.raw(path);
      texts.set(`GET ${path}`, `${JSON.stringify([...response.headers])} ${await response.text()}`);
    }
  }

  function filled(path: string, values: Readonly<Record<string, readonly string[]>>): string[] {
    const hole = /\{(\w+)\}/.exec(path);
    if (hole === null) return [path];
    const [whole, name = ''] = hole;
    return (values[name] ?? ['none']).flatMap((value) => filled(path.replace(whole, value), values));
  }

  /** Every row of every table, but what is encrypted. */
  async function readDatabase(): Promise<void> {
    const client = new pg.Client({ connectionString: database.href });
    await client.connect();
    try {
      const tables = await client.query<{ name: string }>(
        "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('millrace', 'pgboss')",
      );
      for (const { name } of tables.rows) {
        const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
        // Sensitive parameters are in the rows of runs and deliveries: a run could not be done again without them.
        const kept = /runs|deliver/.test(name)
          ? (text: string) => text.replaceAll(canaries.SENSITIVE, '')
          : (text: string) => text;
        texts.set(`table ${name}`, kept(rows.map(({ row }) => row).join('\n')));
      }
    } finally {
      await client.end();
    }
  }
});
