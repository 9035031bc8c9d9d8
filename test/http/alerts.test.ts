/**
 * Alerts over a whole server whose clock is moved: what is made to fail, to hang, to give nothing and to be late is told
 * once, and once that it is well again; deliveries are tried again, leave by a second channel, and are sent again by hand.
 */
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { until } from '../acceptance/server.ts';
import { MovingClock } from '../scenarios/moving-clock.ts';
import { type Partner, startPartner } from './alert-receiver.ts';
import { type Served, serve } from './served.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const job = (name: string, more: string): string => `
kind: job
name: ${name}
chain: shop.Read
params: { what: ${name} }
schedule: { cron: "0 * * * *", zone: UTC }
overlap: queue-one
retry: { attempts: 1 }
${more}
---`;

const files = (address: string): Record<string, string> => ({
  'workspace.yaml': `
kind: workspace
name: mill
mail: mail
alerts: [{ channel: ops }]
deadman: { url: "${address}/alive" }
---
kind: connection
name: mail
type: smtp
url: file
---
kind: channel
name: ops
webhook: { url: "\${secret.OPS_HOOK}", headers: { authorization: "Bearer \${secret.OPS_TOKEN}" } }
fallback: { channel: pager, after: 2m }
---
kind: channel
name: pager
email: [pager@example.com]
---
kind: channel
name: talk
webhook: { url: "${address}/talk", template: slack }
`,
  'jobs.yaml': `
kind: chainset
name: shop
chains:
  Read:
    params: { what: { type: text } }
    steps:
      - uses: http.request
        with: { url: "${address}/\${$what}", columns: { sku: text } }
---${job('fails', 'alert: { failed: { after: 2 } }')}${job('hangs', 'timeout: 2s')}${job('empty', 'expect: { records: { min: 1 } }')}${job('late', 'expect: { by: 10m }')}${job('nagging', 'alert: { remind: 30m, to: [{ channel: talk }] }')}${job('quiet', 'timeout: 9h\nexpect: { every: 90m }')}
`,
});

const clock = new MovingClock();
let partner: Partner;
let server: Served;

before(async () => {
  partner = await startPartner();
  server = await serve(files(partner.address), {
    clock,
    settings: { OPS_HOOK: `${partner.address}/hook/T0PSECRET`, OPS_TOKEN: 'tok-very-secret' },
  });
  const { body } = await server.call('/api/v1/workspace');
  assert.deepEqual(body.problems, []);
});
after(async () => {
  await server?.close();
  await partner?.close();
});

interface Occurrence {
  readonly planned: string;
  readonly state: string;
  readonly run?: string;
}

const occurrenceAt = async (name: string, planned: number): Promise<Occurrence | undefined> => {
  const { body } = await server.call(`/api/v1/jobs/${name}/occurrences`);
  return body.occurrences.find((one: Occurrence) => Date.parse(one.planned) === planned);
};

const nextHour = (): number => Math.floor(clock.now() / HOUR) * HOUR + HOUR;

/** What runs while the clock is moved by an hour has run for an hour, which is longer than it may. */
const idle = (): Promise<void> =>
  until('nothing runs', async () => {
    const counts = await Promise.all(
      ['queued', 'running'].map(async (state) => (await server.call(`/api/v1/runs?state=${state}`)).body.runs.length),
    );
    return counts.every((count) => count === 0);
  });

/** Lets it become the next full hour, and waits until this job's occurrence stands so. */
async function hour(name: string, ...states: readonly string[]): Promise<number> {
  const planned = nextHour();
  await until(`${name} is planned`, async () => {
    const { body } = await server.call(`/api/v1/jobs/${name}`);
    return body.next.some((at: string) => Date.parse(at) === planned);
  });
  await idle();
  clock.advance(planned - clock.now() + 1000);
  await until(`${name} is ${states.join(' or ')}`, async () =>
    states.includes((await occurrenceAt(name, planned))?.state ?? ''),
  );
  return planned;
}

/** What was told of a job, when nothing more is on its way. */
async function told(name: string): Promise<string[]> {
  interface Told {
    readonly kind: string;
    readonly event: string;
    readonly state: string;
    readonly channel: string;
  }
  let messages: readonly Told[] = [];
  await until('every message has left', async () => {
    messages = (await server.call(`/api/v1/alerts/messages?job=${name}`)).body.messages;
    return messages.every(({ state }) => state !== 'waiting');
  });
  return messages.map(({ channel, kind, event, state }) => `${channel}: ${kind} ${event} (${state})`).reverse();
}

const standing = async (name: string): Promise<string[]> => {
  const { body } = await server.call('/api/v1/alerts');
  return body.alerts
    .filter((alert: { job?: string }) => alert.job === name)
    .map(({ kind, state }: { kind: string; state: string }) => `${kind} ${state}`);
};

const postedOf = (name: string) => partner.posted.filter(({ body }) => body.job === name);

beforeEach(async () => {
  partner.moods.clear();
  partner.release();
  await idle();
});

describe('each leads to exactly one alert and one recovery', () => {
  test('a job that fails, from the second failure in a row', async () => {
    partner.moods.set('/fails', 'fails');
    await hour('fails', 'failed');
    assert.deepEqual([await standing('fails'), await told('fails')], [['failed pending'], []]);
    const planned = await hour('fails', 'failed');
    await hour('fails', 'failed');
    assert.deepEqual([await standing('fails'), await told('fails')], [['failed firing'], ['ops: failed began (sent)']]);
    partner.moods.delete('/fails');
    await hour('fails', 'succeeded');
    await hour('fails', 'succeeded');
    assert.deepEqual(await told('fails'), ['ops: failed began (sent)', 'ops: failed ended (sent)']);
    assert.deepEqual(await standing('fails'), []);
    const [began, ended] = postedOf('fails');
    assert.equal(postedOf('fails').length, 2);
    assert.equal(began?.body.alert, ended?.body.alert);
    assert.equal(began?.body.planned, new Date(planned).toISOString());
    assert.equal(began?.body.outcome, 'upstream');
    assert.match(began?.body.cause, /answered with 400: no such thing/);
    assert.match(began?.body.run.link, /\/runs\/[0-9a-f-]{36}$/);
    assert.ok(began?.body.log.length > 0);
    assert.equal(began?.headers.authorization, 'Bearer tok-very-secret');
    assert.equal(began?.headers['idempotency-key'], began?.body.id);
    assert.match(ended?.body.cause, /succeeded with 2 records/);
    const { body } = await server.call('/api/v1/alerts/firings?job=fails');
    assert.deepEqual(
      body.firings.map((one: { kind: string; ending?: string }) => [one.kind, one.ending]),
      [['failed', 'ended']],
    );
  });

  test('a job that hangs until its time is up', async () => {
    partner.moods.set('/hangs', 'hangs');
    await hour('hangs', 'failed');
    await hour('hangs', 'failed');
    partner.moods.delete('/hangs');
    await hour('hangs', 'succeeded');
    assert.deepEqual(await told('hangs'), ['ops: failed began (sent)', 'ops: failed ended (sent)']);
    assert.equal(postedOf('hangs')[0]?.body.outcome, 'timeout');
  });

  test('a job that gives no rows', async () => {
    partner.moods.set('/empty', 'none');
    await hour('empty', 'succeeded');
    await hour('empty', 'succeeded');
    assert.deepEqual(await standing('empty'), ['silent firing']);
    partner.moods.delete('/empty');
    await hour('empty', 'succeeded');
    assert.deepEqual(await told('empty'), ['ops: silent began (sent)', 'ops: silent ended (sent)']);
    assert.match(postedOf('empty')[0]?.body.cause, /gave no records, but at least 1 were expected/);
  });

  test('a job that is late', async () => {
    partner.moods.set('/late', 'hangs');
    const planned = await hour('late', 'running');
    assert.deepEqual(await told('late'), []);
    clock.advance(11 * MINUTE);
    await until('it is told', async () => (await told('late')).length === 1);
    clock.advance(3 * MINUTE);
    partner.moods.delete('/late');
    partner.release();
    await until('it succeeded', async () => (await occurrenceAt('late', planned))?.state === 'succeeded');
    assert.deepEqual(await told('late'), ['ops: late began (sent)', 'ops: late ended (sent)']);
    assert.match(postedOf('late')[0]?.body.cause, /10 minutes after its instant: it is running/);
  });
});

test('a reminder comes as long as it lasts, and as Slack takes it', async () => {
  partner.moods.set('/nagging', 'fails');
  await hour('nagging', 'failed');
  await until('it is told', async () => (await told('nagging')).length === 1);
  clock.advance(31 * MINUTE);
  await until('it is told again', async () => (await told('nagging')).length === 2);
  partner.moods.delete('/nagging');
  await hour('nagging', 'succeeded');
  const events = (await told('nagging')).map((one) => one.split(' ')[2]);
  assert.deepEqual([events[0], events[1], events.at(-1)], ['began', 'reminded', 'ended']);
  const [first] = partner.posted.filter(({ path }) => path === '/talk');
  assert.match(first?.body.text, /^\[mill\] nagging failed: /);
  assert.equal(first?.body.blocks[0].type, 'section');
});

test('what its channel does not take leaves by the second one, once, and by the first when it is well again', async () => {
  partner.moods.set('/hangs', 'fails');
  partner.refusing.add('/hook/T0PSECRET');
  await hour('hangs', 'failed');
  const list = async () => (await server.call('/api/v1/alerts/messages?job=hangs&limit=4')).body.messages;
  await until('it was tried', async () => (await list())[0]?.detail !== '');
  for (let minutes = 0; minutes < 5; minutes += 1) {
    const before = (await list()).find((one: { way: string }) => one.way === 'webhook')?.attempts ?? 0;
    clock.advance(MINUTE);
    await until('it was tried again, or waits', async () => {
      const message = (await list()).find((one: { way: string }) => one.way === 'webhook');
      return message.attempts > before || Date.parse(message.nextAt) > clock.now();
    });
  }
  const messages = await list();
  const second = messages.filter((one: { channel: string }) => one.channel === 'pager');
  const first = messages.find(
    (one: { way: string; state: string }) => one.way === 'webhook' && one.state === 'waiting',
  );
  assert.equal(second.length, 1);
  assert.deepEqual([second[0].state, second[0].insteadOf, second[0].address], ['kept', first.id, 'pager@example.com']);
  assert.match(first.detail, /was answered with 500: out of order/);
  const shown = JSON.stringify([messages, (await server.call(`/api/v1/alerts/messages/${first.id}`)).body]);
  assert.doesNotMatch(shown, /T0PSECRET|tok-very-secret/);
  partner.refusing.clear();
  partner.moods.delete('/hangs');
  await hour('hangs', 'succeeded');
  clock.advance(HOUR);
  const events = (await told('hangs')).slice(2);
  assert.deepEqual(events.sort(), [
    'ops: failed began (sent)',
    'ops: failed ended (sent)',
    'pager: failed began (kept)',
  ]);
});

test('a message is sent again by hand, which the audit log knows', async () => {
  const { body } = await server.call('/api/v1/alerts/messages?job=fails');
  const [, began] = body.messages;
  const before = partner.posted.filter((one) => one.body.id === began.id).length;
  assert.equal(before, 1);
  const path = `/api/v1/alerts/messages/${began.id}`;
  assert.equal((await server.anonymously(`${path}/resend`, { method: 'POST' })).status, 401);
  const again = await server.call(`${path}/resend`, { method: 'POST' });
  assert.equal(again.status, 202);
  await until('it arrives', async () => partner.posted.filter((one) => one.body.id === began.id).length === 2);
  await until('it is noted', async () => (await server.call(path)).body.state === 'sent');
  const { body: after } = await server.call(path);
  assert.deepEqual(
    [after.resent, after.tries.map(({ number, result }: { number: number; result: string }) => `${number} ${result}`)],
    [1, ['1 sent', '2 sent']],
  );
  assert.match(after.sent.title, /^POST http:\/\/127/);
  assert.equal(JSON.parse(after.sent.body).id, began.id);
  const { body: audit } = await server.call('/api/v1/audit?action=alert.resend');
  assert.deepEqual(
    audit.entries.map(({ object }: { object: { name: string } }) => object.name),
    [began.id],
  );
  const [first, second] = partner.posted.filter((one) => one.body.id === began.id);
  assert.deepEqual(second?.body, first?.body);
});

test('a paused job, or one that does not get to succeed, is silent after a while', async () => {
  partner.moods.set('/quiet', 'hangs');
  await hour('quiet', 'running');
  clock.advance(95 * MINUTE);
  await until('it is told', async () => (await told('quiet')).length > 0);
  assert.match(postedOf('quiet')[0]?.body.cause, /has not succeeded for 90 minutes/);
  partner.moods.delete('/quiet');
  partner.release();
  await until('it is well', async () => (await standing('quiet')).length === 0);
  assert.deepEqual(await told('quiet'), ['ops: silent began (sent)', 'ops: silent ended (sent)']);
});

test('an alert of a job that is switched off or gone is withdrawn', async () => {
  partner.moods.set('/fails', 'fails');
  await hour('fails', 'failed');
  await hour('fails', 'failed');
  await until('it fires', async () => (await standing('fails'))[0] === 'failed firing');
  const jobs = files(partner.address)['jobs.yaml'] ?? '';
  await server.rewrite('jobs.yaml', jobs.replace('name: fails\n', 'name: fails\nenabled: false\n'));
  await until('it is withdrawn', async () => (await standing('fails')).length === 0);
  assert.equal((await told('fails')).at(-1), 'ops: failed withdrawn (sent)');
  assert.match(postedOf('fails').at(-1)?.body.cause, /switched off/);
});

test('a watcher outside hears that the scheduler lives', async () => {
  const { status, body } = await server.anonymously('/health/scheduler');
  assert.deepEqual([status, body.alive], [200, true]);
  assert.ok(partner.asked.filter((path) => path === '/alive').length > 1);
});
