/**
 * Input that is wrong while chains run: on a real server, each ends in the right outcome with a message that says where
 * and what to do, and nothing half-written stands under a final name.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import pg from 'pg';
import { type Caller, ended, type RunAnswer, signIn, startServer, until } from './server.ts';
import { createCleanUp, lookIntoStore, type StoreLook, temporaryFolder } from './shop.ts';

const cleanUp = createCleanUp();
after(() => cleanUp.dispose());

const execute = promisify(execFile);

/** Reads `data/NAME.csv` and writes what it read in every format, into folders that other runs have written to before. */
const copyCsv = (name: string, more = ''): string => `
  ${name}:
    steps:
      - uses: csv.read
        with: { file: "data/${name}.csv", columns: { id: integer, name: text, price: "decimal(12,2)" }${more} }
      - { uses: csv.write, with: { file: data/kept/out.csv } }
      - { uses: json.write, with: { file: data/kept/out.ndjson } }
      - { uses: excel.write, with: { file: data/kept/out.xlsx } }
      - { uses: parquet.write, with: { file: data/kept/out.parquet } }`;

const workspace = `
kind: workspace
name: bad
zone: Asia/Singapore
---
kind: connection
name: books
type: postgresql
url: embedded:books
---
kind: connection
name: shop
type: embedded
---
kind: chainset
name: bad
chains:
  MakeParquet:
    steps:
      - { uses: records, with: { generate: 200000, compute: { id: index, name: "'n' || index::text" } } }
      - { uses: parquet.write, with: { file: data/whole.parquet } }
  HalfParquet:
    steps:
      - { uses: parquet.read, with: { file: data/half.parquet, columns: { id: integer, name: text } } }
      - { uses: csv.write, with: { file: data/kept/out.csv } }
  NoParquet:
    steps:
      - { uses: parquet.read, with: { file: data/none.parquet, columns: { id: integer, name: text } } }
  Endless:
    steps:
      - { id: rows, uses: sql.read, with: { connection: books, table: endless, columns: { n: integer } } }
      - { uses: csv.write, with: { file: data/kept/out.csv } }
  MakeDocuments:
    steps:
      - { uses: records, with: { generate: 60000, compute: { n: index } } }
      - { uses: documents.write, with: { connection: shop, collection: many, mode: insert } }
  Documents:
    steps:
      - { id: documents, uses: documents.read, with: { connection: shop, collection: many, columns: { n: integer } } }
      - { uses: derive, with: { compute: { m: "range(0, 1000)" } } }
      - { uses: unnest, with: { field: m } }
      - { uses: csv.write, with: { file: data/kept/out.csv } }
  LateFault:
    steps:
      - { uses: records, with: { generate: 300000, compute: { n: "case when index = 299999 then 'x' else '1' end" } } }
      - { uses: derive, with: { compute: { n: "n::integer" } } }
      - { uses: csv.write, with: { file: data/kept/out.csv } }
  FullCsv: { steps: [{ uses: records, with: { generate: 500000 } }, { uses: csv.write, with: { file: data/full/out.csv } }] }
  FullJson: { steps: [{ uses: records, with: { generate: 500000 } }, { uses: json.write, with: { file: data/full/out.ndjson } }] }
  FullExcel: { steps: [{ uses: records, with: { generate: 500000 } }, { uses: excel.write, with: { file: data/full/out.xlsx } }] }
  FullParquet: { steps: [{ uses: records, with: { generate: 500000, compute: { t: "md5(index::text)" } } }, { uses: parquet.write, with: { file: data/full/out.parquet } }] }
  Good:
    steps:
      - { uses: records, with: { generate: 2 } }
${['good', 'ragged', 'short', 'encodings', 'unclosed', 'wide', 'values', 'header'].map((name) => copyCsv(name)).join('')}
`;

const good = 'id,name,price\n1,tea,4.50\n2,mug,9.00\n';

/** Many good lines, and then one that is not: it comes when much has been written already. */
const manyLines = (last: string, count = 20_000): string =>
  `id,name,price\n${Array.from({ length: count }, (_, at) => `${at + 1},tea,4.50\n`).join('')}${last}\n`;

const kept = ['out.csv', 'out.ndjson', 'out.parquet', 'out.xlsx'];

describe('input that is wrong', () => {
  let folder: string;
  let person: Caller;
  let store: StoreLook;
  let address: string;
  let before_: Map<string, Buffer>;

  const start = async (chain: string): Promise<string> => {
    const { status, body } = await person.post<RunAnswer>(`/chainsets/bad/chains/${chain}/run`, {});
    assert.equal(status, 202, JSON.stringify(body));
    return body.id;
  };
  const perform = async (chain: string): Promise<RunAnswer> => ended(person, await start(chain));

  /** What an earlier run wrote is there as it was, and beside it nothing else, no draft either. */
  const assertNothingTouched = async (): Promise<void> => {
    const folders = join(folder, 'data', 'kept');
    assert.deepEqual((await readdir(folders)).sort(), kept);
    for (const name of kept) assert.deepEqual(await readFile(join(folders, name)), before_.get(name), name);
  };

  before(async () => {
    folder = await temporaryFolder(cleanUp);
    await mkdir(join(folder, 'data', 'kept'), { recursive: true });
    await writeFile(join(folder, 'bad.yaml'), workspace);
    const server = await startServer(folder, {
      environment: { MILLRACE_CONCURRENCY: '2', MILLRACE_LOG_LEVEL: 'warn' },
      add: cleanUp.add,
    });
    cleanUp.add(async () => {
      assert.equal(await server.end('SIGTERM'), 0);
    });
    ({ address } = server);
    person = await signIn(server);
    store = await lookIntoStore(cleanUp, folder);
    await writeFile(join(folder, 'data', 'good.csv'), good);
    const { outcome, problems } = await perform('good');
    assert.equal(outcome, 'ok', JSON.stringify(problems));
    before_ = new Map(
      await Promise.all(kept.map(async (name) => [name, await readFile(join(folder, 'data', 'kept', name))] as const)),
    );
  });

  const files: readonly { chain: string; content: string | Buffer; code: string; message: RegExp }[] = [
    {
      chain: 'ragged',
      content: manyLines('20001,tea,4.50,more'),
      code: 'file_malformed',
      message: /ragged\.csv.*20,?002/,
    },
    { chain: 'short', content: manyLines('20001,tea'), code: 'file_malformed', message: /short\.csv.*20,?002/ },
    {
      chain: 'encodings',
      content: Buffer.concat([
        Buffer.from(manyLines('20001,käse,4.50')),
        Buffer.from('20002,k\u00e4se,4.50\n', 'latin1'),
      ]),
      code: 'file_malformed',
      message: /encodings\.csv.*(20,?003|utf-8)/i,
    },
    {
      chain: 'unclosed',
      content: manyLines(`20001,"tea,4.50\n${'x'.repeat(20 * 1024 * 1024)}`),
      code: 'limit',
      message: /unclosed\.csv.*(20,?002|16)/,
    },
    { chain: 'values', content: manyLines('20001,tea,cheap'), code: 'cast_failed', message: /cheap/ },
    { chain: 'header', content: 'id,title\n1,tea\n', code: 'file_malformed', message: /header\.csv.*(name|price)/ },
  ];
  for (const { chain, content, code, message } of files) {
    test(`CSV, ${chain}`, async () => {
      await writeFile(join(folder, 'data', `${chain}.csv`), content);
      const { outcome, problems, files: left } = await perform(chain);
      assert.equal(problems[0]?.code, code, JSON.stringify(problems));
      assert.equal(outcome, code === 'limit' ? 'failed' : 'invalid');
      assert.match(problems[0].message, message);
      assert.ok(problems[0].message.length < 1000);
      assert.match(problems[0].hint ?? '', /\S/);
      assert.deepEqual(left, []);
      await assertNothingTouched();
    });
  }

  test('CSV, a field of 50 MB', async () => {
    const file = createWriteStream(join(folder, 'data', 'wide.csv'));
    file.write('id,name,price\n1,"');
    for (let megabyte = 0; megabyte < 50; megabyte += 1) file.write('a'.repeat(1024 * 1024));
    await new Promise((resolve) => file.end('",4.50\n', () => resolve(undefined)));
    const { outcome, problems } = await perform('wide');
    assert.deepEqual([outcome, problems[0]?.code], ['failed', 'limit'], JSON.stringify(problems));
    assert.match(problems[0]?.message ?? '', /wide\.csv.*(line|record|16)/i);
    assert.match(problems[0]?.hint ?? '', /maxRecord/);
    await assertNothingTouched();
  });

  test('Parquet, cut in half', async () => {
    assert.equal((await perform('MakeParquet')).outcome, 'ok');
    const whole = await readFile(join(folder, 'data', 'whole.parquet'));
    await writeFile(join(folder, 'data', 'half.parquet'), whole);
    await truncate(join(folder, 'data', 'half.parquet'), Math.floor(whole.length / 2));
    const { outcome, problems } = await perform('HalfParquet');
    assert.deepEqual([outcome, problems[0]?.code], ['invalid', 'file_malformed'], JSON.stringify(problems));
    assert.match(problems[0]?.message ?? '', /half\.parquet/);
    assert.match(problems[0]?.hint ?? '', /\S/);
    await assertNothingTouched();
  });

  test('Parquet, not there', async () => {
    const { outcome, problems } = await perform('NoParquet');
    assert.deepEqual([outcome, problems[0]?.code], ['not-found', 'file_not_found'], JSON.stringify(problems));
    assert.match(problems[0]?.message ?? '', /data\/none\.parquet/);
  });

  test('a value that fails after 300,000 records', async () => {
    const { outcome, problems } = await perform('LateFault');
    assert.deepEqual([outcome, problems[0]?.code], ['invalid', 'cast_failed'], JSON.stringify(problems));
    await assertNothingTouched();
  });

  test('a database that goes away in mid-read', async () => {
    await store.query('create database books').catch(() => undefined);
    const books = new pg.Client({ connectionString: store.url('books') });
    await books.connect();
    await books.query('create table ten_thousand as select n::integer from generate_series(1, 10000) as n');
    await books.query('create view endless as select a.n from ten_thousand a cross join ten_thousand b');
    const run = await start('Endless');
    await until('records come', async () => {
      const { body } = await person.get<{ steps: { step: string; recordsOut: number }[] }>(`/runs/${run}`);
      return (body.steps[0]?.recordsOut ?? 0) > 0;
    });
    const killed = await books.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
    );
    assert.ok((killed.rowCount ?? 0) > 0);
    await books.end();
    const { outcome, problems } = await ended(person, run);
    assert.deepEqual([outcome, problems[0]?.code], ['upstream', 'connection_failed'], JSON.stringify(problems));
    assert.match(problems[0]?.message ?? '', /books/);
    assert.match(problems[0]?.hint ?? '', /\S/);
    await assertNothingTouched();
  });

  test('the own documents that cannot be read on', async () => {
    assert.equal((await perform('MakeDocuments')).outcome, 'ok');
    const run = await start('Documents');
    await until('records come', async () => {
      const { body } = await person.get<{ steps: { recordsOut: number }[] }>(`/runs/${run}`);
      return (body.steps[0]?.recordsOut ?? 0) > 0;
    });
    const killed = await store.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'fetch%'",
    );
    assert.ok(killed.length > 0);
    const { outcome, problems } = await ended(person, run);
    assert.deepEqual([outcome, problems[0]?.code], ['upstream', 'connection_failed'], JSON.stringify(problems));
    assert.match(problems[0]?.message ?? '', /shop|many/);
    await assertNothingTouched();
  });

  test('a full disk', { skip: process.getuid?.() === 0 ? false : 'only root may mount a small disk' }, async (t) => {
    const disk = join(folder, 'data', 'full');
    await mkdir(disk);
    const mounted = await execute('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).then(
      () => true,
      () => false,
    );
    if (!mounted) return t.skip('no disk can be mounted here');
    cleanUp.add(async () => {
      await execute('umount', [disk]);
    });
    for (const chain of ['FullCsv', 'FullJson', 'FullExcel', 'FullParquet']) {
      const { outcome, problems } = await perform(chain);
      assert.deepEqual([outcome, problems[0]?.code], ['failed', 'disk_full'], `${chain}: ${JSON.stringify(problems)}`);
      assert.match(problems[0]?.message ?? '', /no room/i);
      assert.match(problems[0]?.hint ?? '', /Free some space/);
      assert.deepEqual(await readdir(disk), [], chain);
    }
  });

  test('the server is well after all that', async () => {
    assert.equal((await perform('Good')).outcome, 'ok');
    assert.equal((await fetch(`${address}/health`)).status, 200);
    await assertNothingTouched();
  });
});
