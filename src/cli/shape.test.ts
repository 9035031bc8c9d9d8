/** `millrace shape`: what it says of a chain whose columns nobody wrote yet, and that what it writes can be pasted. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';

let folder: string;

async function millrace(...typed: readonly string[]) {
  const terminal = captureTerminal({ folder });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

/** A source alone in a chain. */
function chain(name: string, uses: string, settings: Readonly<Record<string, unknown>>): string {
  return `  ${name}: { params: { day: { type: date, optional: true } }, steps: [${JSON.stringify({ uses, with: settings })}] }\n`;
}

const records = `
      - uses: records
        with:
          columns: { id: integer, code: text, price: "decimal(9,3)", rate: number, valid: date, at: timestamp, ok: boolean, tags: list(text) }
          records:
            - { id: 1, code: "007", price: "2.125", rate: 0.5, valid: 2026-03-01, at: "2026-03-01T08:30:00Z", ok: true, tags: [a] }
            - { id: 2, code: "12", price: "30", rate: 2, valid: null, at: "2026-03-02T00:00:00Z", ok: null, tags: [] }
`;

const definitions = `
kind: connection
name: erp
type: postgresql
url: embedded:shape_erp
---
kind: connection
name: shop
type: embedded
---
kind: connection
name: gone
type: postgresql
url: postgres://nobody@127.0.0.1:1/none
---
kind: chainset
name: write
chains:
  Files:
    steps:${records}
      - { uses: parquet.write, with: { file: data/made.parquet } }
      - { uses: excel.write, with: { file: data/made.xlsx } }
  Tables:
    steps:${records}
      - { uses: select, with: { fields: [id, code, price, valid, at] } }
      - { uses: sql.write, with: { connection: erp, table: goods, mode: upsert, key: [id], create: true } }
      - { uses: documents.write, with: { connection: shop, collection: goods, mode: upsert, key: [id] } }
---
kind: chainset
name: read
chains:
`;

const csv = `id,zip,price,ordered,at,ok,card,none,mixed
1,01234,4.50,2026-03-01,2026-03-01T08:00:00Z,true,1234567890123456,,1
2,99999,1234.5,,2026-03-01T08:00:00+08:00,false,,n/a,2
3,10000,3,2026-03-03,,,1,,x
`;

const sources =
  chain('Csv', 'csv.read', { file: 'data/orders.csv', nulls: ['', 'n/a'] }) +
  chain('Bare', 'csv.read', { file: 'data/bare-*.csv', header: false, delimiter: ';' }) +
  chain('Headless', 'csv.read', { file: 'data/twice.csv' }) +
  chain('Only', 'csv.read', { file: 'data/only.csv' }) +
  chain('Empty', 'csv.read', { file: 'data/empty.csv' }) +
  chain('Ragged', 'csv.read', { file: 'data/quote.csv' }) +
  chain('ByDay', 'csv.read', { file: 'data/orders-${$day}.csv' }) +
  chain('Json', 'json.read', { file: 'data/orders.json', path: 'data.items' }) +
  chain('Lines', 'json.read', { file: 'data/empty.csv' }) +
  chain('Numbers', 'json.read', { file: 'data/numbers.json' }) +
  chain('Excel', 'excel.read', { file: 'data/made.xlsx' }) +
  chain('Sheet', 'excel.read', { file: 'data/made.xlsx', sheet: 'Shet1' }) +
  chain('Parquet', 'parquet.read', { file: 'data/made.parquet' }) +
  chain('Half', 'parquet.read', { file: 'data/half.parquet' }) +
  chain('Table', 'sql.read', { connection: 'erp', table: 'goods', where: 'id > 1', sort: ['id'] }) +
  chain('Query', 'sql.read', {
    connection: 'erp',
    query: 'select count(*) as n, max(price) as top from goods where valid = :day',
    params: { day: '=$day' },
  }) +
  chain('NoTable', 'sql.read', { connection: 'erp', table: 'godos' }) +
  chain('Neither', 'sql.read', { connection: 'erp' }) +
  chain('Gone', 'sql.read', { connection: 'gone', table: 'goods' }) +
  chain('Unknown', 'sql.read', { connection: 'ero', table: 'goods' }) +
  chain('Documents', 'documents.read', { connection: 'shop', collection: 'goods' }) +
  chain('NoFile', 'csv.read', { delimiter: ';' }) +
  `  Both:
    steps:
      - { uses: csv.read, id: orders, with: { file: data/nothing.csv } }
      - { uses: filter, with: { where: id > 3 } }
      - uses: join
        with: { source: { steps: [{ uses: json.read, with: { file: data/orders.json, path: data.items } }] }, on: left.id = right.id }
`;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-shape-'));
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'workspace.yaml'), 'kind: workspace\nname: shapes\n');
  await writeFile(join(folder, 'all.yaml'), definitions + sources);
  const files: Readonly<Record<string, string>> = {
    'orders.csv': csv,
    'orders-2026-03-01.csv': csv,
    'bare-1.csv': 'tea;05;1.5\n',
    'bare-2.csv': 'mug;07;1\n',
    'twice.csv': 'a,b,a,\n1,2,3,4\n',
    'only.csv': 'a,b\n',
    'empty.csv': '',
    'quote.csv': 'a,b\n1,"2\n',
    'orders.json':
      '{"data":{"items":[{"id":9007199254740993,"lines":[{"sku":"01","n":2.25}]},{"id":2,"day":"2026-03-01"}]}}',
    'numbers.json': '[1, 2]',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, 'data', name), text);
  for (const name of ['Files', 'Tables']) {
    const made = await millrace('run', `write.${name}`);
    assert.equal(made.exit, 0, made.err);
  }
  const whole = await readFile(join(folder, 'data/made.parquet'));
  await writeFile(join(folder, 'data/half.parquet'), whole.subarray(0, whole.length / 2));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Written {
  readonly title: string;
  readonly columns: Readonly<Record<string, string>>;
}

/** What was said of the only source. */
function written(out: string): Written {
  const [, title = '', yaml = ''] = /\n\n(.+):\n(columns:\n(?: {2}.+\n)+)/.exec(out) ?? assert.fail(out);
  return { title, columns: (parse(yaml) as Written).columns };
}

const made = { id: 'integer', code: 'text', valid: 'date', ok: 'boolean' };

describe('the columns of a source', () => {
  const cases: readonly (readonly [name: string, title: RegExp, columns: Readonly<Record<string, string>>])[] = [
    [
      'Csv',
      /^data\/orders\.csv for csv\.read#1, from all of its 3 records$/,
      {
        id: 'integer',
        zip: 'text',
        price: 'decimal(12,2)',
        ordered: 'date',
        at: 'timestamp',
        ok: 'boolean',
        card: 'text',
        none: 'text',
        mixed: 'text',
      },
    ],
    ['Bare', /bare-1\.csv \(the first of 2 files\)/, { column1: 'text', column2: 'text', column3: 'decimal(12,1)' }],
    ['Only', /from its header alone, as there are no records$/, { a: 'text', b: 'text' }],
    ['Json', /2 records$/, { id: 'integer', lines: 'list(record{sku: text, n: decimal(12,2)})', day: 'date' }],
    [
      'Excel',
      /made\.xlsx .* 2 records$/,
      { ...made, price: 'decimal(12,3)', rate: 'decimal(12,1)', at: 'datetime', tags: 'text' },
    ],
    [
      'Parquet',
      /from its own schema$/,
      { ...made, price: 'decimal(9,3)', rate: 'number', at: 'timestamp', tags: 'list(text)' },
    ],
    [
      'Table',
      /^goods of erp for sql\.read#1, as the database has them$/,
      { id: 'integer', code: 'text', price: 'decimal(9,3)', valid: 'date', at: 'timestamp' },
    ],
    ['Query', /^the query of erp/, { n: 'integer', top: 'decimal' }],
    [
      'Documents',
      /^goods of shop .* first documents, 1000 at most$/,
      { _id: 'text', id: 'integer', code: 'text', price: 'decimal', valid: 'text', at: 'timestamp' },
    ],
  ];
  for (const [name, title, columns] of cases) {
    test(name, async () => {
      const { exit, out, err } = await millrace('shape', `read.${name}`);
      assert.equal(exit, 0, err);
      const found = written(out);
      assert.match(found.title, title);
      assert.deepEqual(found.columns, columns);
      await pasted(name, found.columns);
    });
  }

  /** A chain with these columns is right, and reads all there is. */
  async function pasted(name: string, columns: Readonly<Record<string, string>>): Promise<void> {
    const line = sources.split('\n').find((each) => each.trimStart().startsWith(`${name}:`)) ?? assert.fail();
    const text = line.replace('"with":{', `"with":{"columns":${JSON.stringify(columns)},`);
    await writeFile(join(folder, 'pasted.yaml'), `kind: chainset\nname: pasted\nchains:\n${text}\n`);
    try {
      const { exit, err } = await millrace('run', `pasted.${name}`);
      assert.equal(exit, 0, err);
    } finally {
      await rm(join(folder, 'pasted.yaml'));
    }
  }

  test('as many records are looked at as were asked for', async () => {
    const { out } = await millrace('shape', 'Csv', '--sample', '2');
    assert.match(written(out).title, /from its first 2 records$/);
    assert.equal(written(out).columns['mixed'], 'integer');
    assert.match(out, /rounded to the places that were seen: give price more/);
    const whole = await millrace('shape', 'Csv', '--sample', '3');
    assert.match(whole.out, /from all of its 3 records/);
    assert.doesNotMatch(whole.out, /rounded/);
  });

  test('columns that cannot be declared are named', async () => {
    const { out } = await millrace('shape', 'Headless');
    assert.deepEqual(written(out).columns, { b: 'integer' });
    assert.match(out, /The heading "a" stands there twice.*\nA column without a heading is left out\./);
  });

  test('a file whose name depends on a parameter', async () => {
    const { exit, out, err } = await millrace('shape', 'ByDay', '--param', 'day=2026-03-01');
    assert.equal(exit, 0, err);
    assert.match(out, /data\/orders-2026-03-01\.csv for csv\.read#1/);
  });
});

describe('what keeps a source from being looked at', () => {
  const cases: readonly (readonly [name: string, exit: number, says: RegExp])[] = [
    ['ByDay', 1, /no file 'data\/orders-\.csv'.*\n.*give them: --param day=\.\./],
    ['Empty', 1, /data\/empty\.csv is empty; not even a header is there/],
    ['Ragged', 1, /data\/quote\.csv:\d: a quote is opened and never closed/],
    ['Numbers', 1, /data\/numbers\.json:1: a number stands where a record is expected/],
    ['Sheet', 1, /has no sheet "Shet1"/],
    ['Half', 1, /data\/half\.parquet /],
    ['NoTable', 3, /godos/],
    ['Neither', 2, /Say either `table` or `query`/],
    ['Gone', 3, /connection gone/],
    ['Unknown', 2, /There is no connection 'ero'.*\n.*Did you mean 'erp'/],
    ['NoFile', 2, /steps\[0\]\.with\.file: 'file' is missing/],
  ];
  for (const [name, exit, says] of cases) {
    test(name, async () => {
      const result = await millrace('shape', `read.${name}`);
      assert.match(result.err, says);
      assert.equal(result.exit, exit, result.err);
      assert.doesNotMatch(result.out, /columns:/);
    });
  }

  test('a file with no records and no header says nothing of its fields', async () => {
    assert.match((await millrace('shape', 'Lines')).out, /data\/empty\.csv for json\.read#1 is empty\./);
  });

  test('one source that is not there does not hide the others, nested ones too', async () => {
    const { exit, out, err } = await millrace('shape', 'Both');
    assert.equal(exit, 1);
    assert.match(err, /no file 'data\/nothing\.csv'/);
    assert.match(out, /data\/orders\.json for json\.read#1, from all of its 2 records/);
  });
});

test('a chain without columns says which command writes them', async () => {
  const { out, err } = await millrace('validate');
  assert.match(out + err, /'columns' is missing[^\n]*\n +Run `millrace shape read\.Csv`, which writes them\./);
});
