/**
 * The daily report of the example shop, morning after morning by a clock that is moved, through a real mail server: to
 * whom a dataset names, and a word to those who look after it when it fails, gives nothing, and is well again.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { expectedSales, shopOrders } from '../acceptance/expected-sales.ts';
import { type ArrivedMail, type MailServer, startMailServer, trust } from '../acceptance/mail-server.ts';
import { type RunAnswer, signIn, until } from '../acceptance/server.ts';
import { copyShop, createCleanUp, lookIntoStore, type StoreLook } from '../acceptance/shop.ts';
import { MovingClock } from './moving-clock.ts';
import { type ShopServer, startShop } from './shop-server.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

const edits = [
  { file: 'setup.yaml', from: 'default: 20000', to: 'default: 400' },
  { file: 'workspace.yaml', from: 'url: file', to: 'url: "${secret.SMTP_URL}"' },
];
const password = 'no-secret-at-all';
const day = 24 * 3_600_000;
const clock = new MovingClock();

let folder: string;
let store: StoreLook;
let smtp: MailServer;
let shop: ShopServer;
/** Sessions end while days pass; a key lives for months. */
let key: string;
let keyOfMax: string;

before(async () => {
  // Alerts leave from this process, reports from processes of their own.
  setDefaultCACertificates([...getCACertificates('default'), await readFile(trust.NODE_EXTRA_CA_CERTS, 'utf8')]);
  smtp = await startMailServer({ user: 'shop', password, implicit: false });
  cleanUp.add(() => smtp.close());
  folder = await copyShop(cleanUp, edits);
  store = await lookIntoStore(cleanUp, folder);
  const secrets = { ...trust, SMTP_URL: `smtp://shop:${password}@localhost:${smtp.port}` };
  shop = await startShop(folder, {
    clock,
    environment: { ...secrets, MILLRACE_ROLES: 'web,worker,scheduler' },
    add: cleanUp.add,
  });
  const administrator = await signIn({ address: shop.address, link: await shop.signInLink() });
  const keyOf = async (owner?: string): Promise<string> =>
    (await administrator.post<{ token: string }>('/keys', { name: 'tests', owner })).body.token;
  [key, keyOfMax] = [await keyOf(), await keyOf('max')];
});
beforeEach(() => {
  smtp.arrived.length = 0;
});

async function get<T>(path: string): Promise<T> {
  const answer = await fetch(`${shop.address}/api/v1${path}`, { headers: { authorization: `Bearer ${key}` } });
  assert.equal(answer.status, 200, path);
  return (await answer.json()) as T;
}

/** Names who reads the report from now on. */
const readers = (...lines: readonly string[]): Promise<void> =>
  writeFile(join(folder, 'data', 'report-readers.csv'), ['report,email,paused', ...lines, ''].join('\n'));

const inShop = (instant: number): string => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);

/** Moves the orders of the shop so that the last day with orders is this one. */
const moveOrders = (last: string): Promise<unknown> =>
  store.query(
    `with orders as (
       select collection_id, doc_id, (body->'orderedAt'->>'$timestamp')::timestamptz as at
         from millrace.documents join millrace.collections on id = collection_id where name = 'orders'
     ), moved as (
       select collection_id, doc_id, at + make_interval(days =>
         $1::date - (max(at) over () at time zone 'Asia/Singapore')::date) as at from orders
     )
     update millrace.documents d
        set body = jsonb_set(body, '{orderedAt,$timestamp}',
          to_jsonb(to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')))
       from moved m where m.collection_id = d.collection_id and m.doc_id = d.doc_id`,
    [last],
  );

interface Occurrence {
  readonly planned: string;
  readonly origin: string;
  readonly state: string;
  readonly run?: string;
}

/** Lets it become the next morning, and waits for the end of its report. Orders are those of the day before it, or earlier ones. */
async function morning({ withOrders = true }: { withOrders?: boolean } = {}) {
  let planned = 0;
  await until('the next morning is planned', async () => {
    const { next } = await get<{ next: string[] }>('/jobs/daily-sales');
    planned = Date.parse(next[0] ?? '');
    return planned > clock.now();
  });
  const reported = inShop(planned - day);
  await moveOrders(withOrders ? reported : inShop(planned - 2 * day));
  clock.advance(planned - clock.now() + 1000);
  let found: Occurrence | undefined;
  await until(`the report of ${reported} ends`, async () => {
    const { occurrences } = await get<{ occurrences: Occurrence[] }>('/jobs/daily-sales/occurrences');
    found = occurrences.find((one) => Date.parse(one.planned) === planned);
    return ['succeeded', 'failed'].includes(found?.state ?? '');
  });
  return { planned, reported, state: found!.state, run: await get<RunAnswer>(`/runs/${found?.run}`) };
}

const subjectOf = ({ parsed }: ArrivedMail): string => parsed.subject ?? '';
const toOf = ({ to }: ArrivedMail): string => to.join();

/** Reports that arrived. */
const reports = (): ArrivedMail[] => smtp.arrived.filter((mail) => subjectOf(mail).startsWith('Sales of '));

/** What those who look after the report were told, when nothing more is on its way. */
async function alerts(): Promise<ArrivedMail[]> {
  await until('every alert has left', async () => {
    const [waiting] = await store.query<{ count: number }>(
      `select count(*)::int as count from millrace.alert_messages where job = 'daily-sales' and state = 'waiting'`,
    );
    return waiting?.count === 0;
  });
  return smtp.arrived.filter((mail) => subjectOf(mail).includes('daily-sales'));
}

const usual = 'daily-sales,management@example.com,false';

describe('the report of the day before, at eight in the morning in Singapore', () => {
  let lastReported: string;
  test('goes to those whom the dataset names, with its numbers and its workbook', async () => {
    const { planned, reported, state, run } = await morning();
    assert.match(new Date(planned).toISOString(), /T00:00:00\.000Z$/);
    assert.deepEqual([state, run.outcome, run.problems], ['succeeded', 'ok', []]);
    assert.deepEqual(reports().map(toOf), ['management@example.com']);
    const { parsed } = reports()[0]!;
    assert.equal(parsed.subject, `Sales of ${reported}`);
    assert.deepEqual(
      parsed.attachments.map(({ filename }) => filename),
      [`sales-${reported}.xlsx`],
    );
    const lines = expectedSales(1, shopOrders(400));
    assert.ok(lines.length > 2 && run.records === lines.length);
    for (const { category, revenue } of lines)
      assert.match(parsed.text ?? '', new RegExp(`${category} .*${revenue.replace('.', '\\.')}`));
    assert.deepEqual(await alerts(), []);
  });

  test('another dataset, other recipients', async () => {
    await readers(usual, 'daily-sales,max@example.com,false', 'daily-sales,emma@example.com,true');
    const { records } = await get<{ records: unknown[] }>('/datasets/report-readers/query?param.report=daily-sales');
    assert.deepEqual(records, [{ email: 'management@example.com' }, { email: 'max@example.com' }]);
    const { state } = await morning();
    assert.equal(state, 'succeeded');
    assert.deepEqual(reports().map(toOf).toSorted(), ['management@example.com', 'max@example.com']);
    await readers('daily-sales,emma@example.com,false', 'weekly-stock,management@example.com,false');
    lastReported = (await morning()).reported;
    assert.deepEqual(reports().slice(2).map(toOf), ['emma@example.com']);
    assert.deepEqual(await alerts(), []);
  });

  test('an analyst sends one to somebody else, by hand', async () => {
    const answer = await fetch(`${shop.address}/api/v1/chainsets/sales/chains/GenerateDailySalesReport/run`, {
      method: 'POST',
      headers: { authorization: `Bearer ${keyOfMax}`, 'content-type': 'application/json' },
      body: JSON.stringify({ parameters: { day: lastReported, to: ['wes@example.com'] } }),
    });
    const { id } = (await answer.json()) as { id: string };
    assert.equal(answer.status, 202);
    await until('it ends', async () => (await get<RunAnswer>(`/runs/${id}`)).state === 'ended');
    assert.equal((await get<RunAnswer>(`/runs/${id}`)).outcome, 'ok');
    assert.deepEqual(reports().map(toOf), ['wes@example.com']);
  });
});

/** What a mail says, in one line. */
const textOf = ({ parsed }: ArrivedMail): string => (parsed.text ?? '').replaceAll(/\s+/g, ' ');

describe('those who look after it hear of it once', () => {
  before(() => readers(usual));

  test('a day without orders: that there was nothing; then that there is something again', async () => {
    const empty = await morning({ withOrders: false });
    assert.deepEqual([empty.state, empty.run.outcome, empty.run.records], ['succeeded', 'empty', 0]);
    const [told, ...more] = await alerts();
    assert.deepEqual([told && toOf(told), more.length], ['ops@example.com', 0]);
    assert.equal(subjectOf(told!), '[shop] daily-sales is silent');
    assert.match(textOf(told!), /It gave no records, but at least 1 were expected/);
    assert.match(told?.parsed.html || '', new RegExp(`${shop.address}/runs/${empty.run.id}`));
    await morning({ withOrders: false });
    assert.equal((await alerts()).length, 1);
    assert.deepEqual(reports(), []);
    await morning();
    assert.deepEqual((await alerts()).map(subjectOf), [
      '[shop] daily-sales is silent',
      '[shop] daily-sales is not silent any more',
    ]);
    assert.deepEqual(reports().map(toOf), ['management@example.com']);
  });

  test('a report that fails: why, and which run; then that it is well again', async () => {
    await readers('daily-sales,management@example.com,true');
    const failed = await morning();
    assert.deepEqual([failed.state, failed.run.outcome], ['failed', 'invalid']);
    const [told, ...more] = await alerts();
    assert.deepEqual([told && toOf(told), more.length], ['ops@example.com', 0]);
    assert.equal(subjectOf(told!), '[shop] daily-sales failed');
    assert.match(textOf(told!), /The mail has no recipient/);
    assert.match(textOf(told!), /The source of `?to`? gave no address/);
    assert.match(told?.parsed.html || '', new RegExp(`${shop.address}/runs/${failed.run.id}`));
    assert.equal((await morning()).state, 'failed');
    assert.equal((await alerts()).length, 1);
    await readers(usual);
    assert.equal((await morning()).state, 'succeeded');
    await morning();
    assert.deepEqual((await alerts()).map(subjectOf), [
      '[shop] daily-sales failed',
      '[shop] daily-sales is well again',
    ]);
    assert.deepEqual(reports().map(toOf), ['management@example.com', 'management@example.com']);
  });
});
