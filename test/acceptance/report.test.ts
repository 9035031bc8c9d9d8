/** The daily report as somebody at a terminal gets it: `npx millrace` in processes of their own, without a server. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { simpleParser } from 'mailparser';
import { parseAllDocuments } from 'yaml';
import { expectedSales } from './expected-sales.ts';
import { until } from './server.ts';
import {
  begin,
  type CommandEnd,
  copyShop,
  createCleanUp,
  lookIntoStore,
  millrace,
  runIdOf,
  type StoreLook,
} from './shop.ts';
import { readWorkbook } from './workbook.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('the daily report from the command line', () => {
  let folder: string;
  let store: StoreLook;
  let day: string;
  let ended: CommandEnd;
  let file: Buffer;

  before(async () => {
    folder = await copyShop(cleanUp);
    store = await lookIntoStore(cleanUp, folder);
    // The first command sets the shop up; the day before that is the last one with orders.
    const first = await millrace(['run', 'setup.Products', '--workspace', folder]);
    assert.equal(first.exit, 0, first.err);
    day = (
      await store.query<{ day: string }>(
        `select max((body->'orderedAt'->>'$timestamp')::timestamptz at time zone 'Asia/Singapore')::date::text as day
           from millrace.documents join millrace.collections on id = collection_id where name = 'orders'`,
      )
    )[0]!.day;
    ended = await millrace(['run', 'sales.GenerateDailySalesReport', '--param', `day=${day}`, '--workspace', folder]);
    assert.equal(ended.exit, 0, ended.err);
    file = await readFile(join(folder, '.millrace', 'files', runIdOf(ended), `sales-${day}.xlsx`));
  });

  test('gives the records that a second computation of the shop gives', () => {
    const records = ended.records<{ category: string; revenue: string; orders: number }>();
    assert.deepEqual(
      records.map(({ category, revenue, orders }) => ({ category, revenue, orders })),
      expectedSales(1),
    );
  });

  test('gives the sums that plain SQL makes over the stored orders', async () => {
    const sums = await store.query<{ category: string; revenue: string; orders: number }>(
      `select item->>'category' as category, sum((item->>'quantity')::int * (item->'price'->>'$decimal')::numeric)::text as revenue,
              count(distinct doc_id)::int as orders
         from millrace.documents join millrace.collections on id = collection_id and name = 'orders',
              jsonb_array_elements(body->'items') as item
        where ((body->'orderedAt'->>'$timestamp')::timestamptz at time zone 'Asia/Singapore')::date = $1::date
        group by 1 order by sum((item->>'quantity')::int * (item->'price'->>'$decimal')::numeric) desc, 1`,
      [day],
    );
    assert.deepEqual(sums, expectedSales(1));
  });

  test('writes a workbook with these numbers, formats and a total that Excel computes again', () => {
    const sheet = readWorkbook(file);
    const lines = expectedSales(1);
    const total = lines.reduce((sum, line) => sum + Math.round(Number(line.revenue) * 100), 0);
    assert.equal(sheet.name, 'Sales');
    assert.equal(sheet.frozenRows, 1);
    assert.deepEqual(sheet.rows[0], ['category', 'revenue', 'orders', 'share']);
    assert.deepEqual(
      sheet.rows.slice(1, -1).map(([category, revenue, orders]) => ({ category, revenue, orders: Number(orders) })),
      lines,
    );
    for (const [at, line] of lines.entries()) {
      const share = sheet.cells.get(`D${at + 2}`);
      assert.ok(Math.abs(Number(share?.value) - (Number(line.revenue) * 100) / total) < 1e-6, line.category);
      assert.deepEqual([share?.kind, share?.format], ['number', '0.0%']);
      assert.deepEqual(
        [sheet.cells.get(`B${at + 2}`)?.kind, sheet.cells.get(`B${at + 2}`)?.format],
        ['number', '#,##0.00'],
      );
    }
    const last = lines.length + 2;
    assert.equal(sheet.rows.length, last);
    assert.equal(sheet.cells.get(`B${last}`)?.formula, `SUM(B2:B${last - 1})`);
    assert.equal(sheet.cells.get(`B${last}`)?.value, (total / 100).toFixed(2));
    assert.equal(
      Number(sheet.cells.get(`C${last}`)?.value),
      lines.reduce((sum, line) => sum + line.orders, 0),
    );
  });

  test('keeps the mail with the workbook, as it would have gone out', async () => {
    const mails = await store.query<{ recipient: string; state: string; source: Buffer }>(
      'select recipient, state, source from millrace.mails join millrace.mail_sources on mail_id = id where run_id = $1',
      [runIdOf(ended)],
    );
    assert.deepEqual(
      mails.map(({ recipient, state }) => [recipient, state]),
      [['management@example.com', 'kept']],
    );
    const mail = await simpleParser(mails[0]!.source);
    assert.equal(mail.subject, `Sales of ${day}`);
    assert.deepEqual(
      mail.attachments.map(({ filename, content }) => [filename, sha256(content)]),
      [[`sales-${day}.xlsx`, sha256(file)]],
    );
    const [file_] = await store.query<{ sha256: string; size: string }>(
      'select sha256, size from millrace.run_files where run_id = $1',
      [runIdOf(ended)],
    );
    assert.deepEqual(file_, { sha256: sha256(file), size: String(file.length) });
  });

  test('millrace runs lists it with its outcome, and nothing but the workbook was left', async () => {
    const { exit, out } = await millrace(['runs', runIdOf(ended), '--workspace', folder]);
    assert.equal(exit, 0);
    assert.match(out, /sales\.GenerateDailySalesReport/);
    assert.match(out, /\bok\b/);
  });
});

/** As far as it is looked at here. */
interface Definition {
  readonly chains?: Readonly<Record<string, { readonly tests?: readonly unknown[] }>>;
}

/** How many tests stand beside the chains of a workspace, counted by another reader than the product's. */
async function writtenTests(folder: string): Promise<number> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const texts = await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')));
  const chains = texts
    .flatMap((text) => parseAllDocuments(text))
    .flatMap((document) => Object.values((document.toJS() as Definition).chains ?? {}));
  return chains.reduce((count, { tests = [] }) => count + tests.length, 0);
}

describe('tests in definitions', () => {
  test('those of the shop pass', async () => {
    const folder = await copyShop(cleanUp);
    const { exit, out, err } = await millrace(['test', folder]);
    assert.equal(exit, 0, out + err);
    assert.match(out, new RegExp(`^${await writtenTests(folder)} tests passed\\.$`, 'm'));
  });

  test('they fail when a number is changed: in the data, in what is expected, or in the chain', async (t) => {
    const changes = [
      {
        name: 'data',
        file: 'sales.yaml',
        from: 'quantity: 2, price: "4.50"',
        to: 'quantity: 3, price: "4.50"',
        says: /revenue/,
      },
      { name: 'expectation', file: 'sales.yaml', from: 'revenue: 27.00', to: 'revenue: 27.01', says: /27\.01/ },
      {
        name: 'chain',
        file: 'upkeep.yaml',
        from: 'prices >= 10',
        to: 'prices >= 1',
        says: /too few prices are a fault/,
      },
    ];
    for (const { name, says, ...change } of changes) {
      await t.test(name, async () => {
        const folder = await copyShop(cleanUp, [change]);
        const { exit, out } = await millrace(['test', folder]);
        assert.equal(exit, 1, out);
        assert.match(out, /FAIL/);
        assert.match(out, says);
        assert.match(out, new RegExp(`^1 of ${await writtenTests(folder)} tests failed\\.$`, 'm'));
      });
    }
  });
});

const outcomes = `
kind: connection
name: nowhere
type: postgresql
url: postgres://nobody@127.0.0.1:1/nothing
---
kind: chainset
name: ends
chains:
  Ok: { steps: [{ uses: records, with: { generate: 3 } }] }
  Empty: { steps: [{ uses: records, with: { generate: 3 } }, { uses: filter, with: { where: index > 9 } }] }
  Broken: { step: [{ uses: records, with: { generate: 3 } }] }
  Invalid:
    steps:
      - uses: records
        with: { columns: { n: text }, records: [{ n: twelve }] }
      - uses: derive
        with: { compute: { m: "n::integer" } }
  Upstream:
    steps: [{ uses: sql.read, with: { connection: nowhere, table: t, columns: { id: integer } } }]
  Timeout:
    timeout: 1s
    steps: [{ uses: records, with: { generate: 2000000000 } }, { uses: aggregate, with: { compute: { n: count() } } }]
  Endless:
    steps: [{ uses: records, with: { generate: 9000000000 } }, { uses: aggregate, with: { compute: { n: count() } } }]
  Failed:
    steps: [{ uses: documents.delete, with: { connection: documents, collection: things, columns: { n: integer }, where: n > 0, atMost: 1 } }]
  Unknown: { steps: [{ uses: records, with: { generate: 3 } }, { uses: filter, with: { where: indx > 9 } }] }
  Parameter:
    params: { day: { type: date } }
    steps: [{ uses: records, with: { generate: 1 } }]
---
kind: connection
name: documents
type: embedded
---
kind: chainset
name: fill
chains:
  Fill:
    steps:
      - uses: records
        with: { generate: 3, compute: { n: index } }
      - uses: documents.write
        with: { connection: documents, collection: things, key: [n], mode: upsert }
`;

describe('exit codes', { concurrency: 3 }, () => {
  let folder: string;
  let store: StoreLook;

  before(async () => {
    folder = await copyShop(cleanUp, [
      {
        file: 'workspace.yaml',
        from: 'setup: [setup.LoadProducts, setup.LoadCustomers, setup.LoadOrders, setup.LoadPrices, setup.LoadStock, setup.LoadEmployees]\n',
        to: 'setup: [fill.Fill]\n',
      },
      {
        file: 'upkeep.yaml',
        from: 'kind: chainset\nname: upkeep',
        to: `${outcomes.trim()}\n---\nkind: chainset\nname: upkeep`,
      },
    ]);
    store = await lookIntoStore(cleanUp, folder);
    const first = await millrace(['run', 'ends.Ok'], { folder });
    assert.equal(first.exit, 0, first.err);
  });

  const cases = [
    { typed: ['run', 'ends.Ok'], exit: 0, err: /^ok · 3 records/m },
    { typed: ['run', 'ends.Empty'], exit: 0, err: /^empty · 0 records/m },
    { typed: ['run', 'ends.Invalid'], exit: 1, err: /^invalid .*\nerror derive#2: .*twelve.*\[cast_failed\]/m },
    { typed: ['run', 'ends.Upstream'], exit: 3, err: /^upstream .*\nerror .*nowhere.*\[connection_failed\]\n {4}\S/m },
    { typed: ['run', 'ends.Timeout'], exit: 3, err: /^timeout .*\nerror .*\[timeout\]\n {4}\S/m },
    { typed: ['run', 'ends.Failed'], exit: 1, err: /^failed .*\nerror .*\[at_most\]\n {4}\S/m },
    { typed: ['run', 'ends.Parameter', '--param', 'day=tomorrow'], exit: 1, err: /day.*tomorrow/ },
    { typed: ['run', 'ends.Parameter'], exit: 1, err: /day/ },
    { typed: ['run', 'ends.Parameter', '--param', 'dya=2026-03-01'], exit: 2, err: /did you mean 'day'/i },
    { typed: ['run', 'ends.Nothing'], exit: 1, err: /There is no chain 'ends.Nothing'/ },
    { typed: ['run', 'ends.Unknown'], exit: 2, err: /'indx'.*upkeep\.yaml:\d+.*\n.*Did you mean 'index'/ },
    {
      typed: ['run', 'ends.Broken'],
      exit: 2,
      err: /'ends\.Broken' has problems: 'steps' is missing.*upkeep\.yaml:\d+/,
    },
    { typed: ['run', 'ends.Ok', '--papam', 'x=1'], exit: 2, err: /Did you mean '--param'/ },
    { typed: ['rum', 'ends.Ok'], exit: 2, err: /did you mean 'run'/i },
  ];
  for (const { typed, exit, err } of cases) {
    test(`${typed.join(' ')}: ${exit}`, async () => {
      const ended = await millrace(typed, { folder });
      assert.equal(ended.exit, exit, ended.err);
      assert.match(ended.err, err);
    });
  }

  test('run ends.Endless, and Ctrl+C: 130', async () => {
    const command = begin(['run', 'ends.Endless'], { folder });
    await until('it runs', async () => {
      const rows = await store.query("select 1 from millrace.runs where chain = 'ends.Endless' and state = 'running'");
      return rows.length > 0;
    });
    command.signal('SIGINT');
    const { exit, err } = await command.ended;
    assert.equal(exit, 130, err);
    assert.match(err, /^cancelled /m);
    const [run] = await store.query<{ outcome: string }>(
      "select outcome from millrace.runs where chain = 'ends.Endless'",
    );
    assert.equal(run?.outcome, 'cancelled');
  });
});
