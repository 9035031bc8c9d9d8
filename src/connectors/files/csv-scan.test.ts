import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { openDuckDb } from '../../duckdb/duckdb.ts';
import { chunkReader } from '../../duckdb/from-duckdb.ts';
import { parseType } from '../../model/type-parser.ts';
import { toJson } from '../../model/value-codec.ts';
import type { Shape } from '../../model/value-type.ts';
import { type CsvFormat, readCsv } from './csv-reader.ts';
import { csvScan, isCsvScannable } from './csv-scan.ts';
import { plainLineEnd } from './csv-structure.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scan-'));
});
after(() => rm(folder, { recursive: true }));

const signal = new AbortController().signal;

function formatOf(fields: Record<string, string>, more: Partial<CsvFormat> = {}): CsvFormat {
  const columns: Shape = Object.entries(fields).map(([name, type]) => ({ name, type: parseType(type).type! }));
  const dialect = { delimiter: undefined, quote: '"', maxRecord: 1 << 24 };
  return { dialect, header: true, columns, nulls: [''], ragged: 'fail', ...more };
}

async function put(text: string | Buffer) {
  const path = join(folder, 'data.csv');
  await writeFile(path, text);
  return { path, name: 'data.csv', encoding: 'utf-8', signal };
}

/** What the query gives; undefined where there is none. */
async function scanned(text: string | Buffer, format: CsvFormat): Promise<unknown[] | undefined> {
  const db = await openDuckDb({ memory: 1 << 28, scratch: folder, folders: [folder], signal });
  try {
    const sql = await csvScan([await put(text)], format, db);
    if (sql === undefined) return undefined;
    const read = chunkReader(format.columns);
    const records: unknown[] = [];
    for await (const chunk of db.query(`SELECT * FROM ${sql}`)) {
      for (const record of read(chunk)) records.push(toJson(record, { kind: 'record', fields: format.columns }));
    }
    return records;
  } finally {
    db.close();
  }
}

/** What reading row by row gives, or the message of its problem. */
async function byRow(text: string | Buffer, format: CsvFormat): Promise<unknown[] | string> {
  const faults = {
    fail: (_record: unknown, error: unknown): void => {
      throw error;
    },
    reject: () => assert.fail(),
  };
  const records: unknown[] = [];
  try {
    for await (const batch of readCsv(await put(text), format, faults)) {
      for (const record of batch) records.push(toJson(record, { kind: 'record', fields: format.columns }));
    }
    return records;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}

const ab = { a: 'text', b: 'text' };

describe('plain files are scanned, and give the same', () => {
  const cases: readonly (readonly [
    name: string,
    text: string,
    fields: Record<string, string>,
    more?: Partial<CsvFormat>,
  ])[] = [
    ['plain', 'a,b\n1,2\n', ab],
    ['CRLF, quotes, breaks in fields, blank lines', 'a,b\r\n"x\r\ny","say ""hi"""\r\n\r\n1,\r\n', ab],
    ['no line break at the end', 'a,b\n1,2', ab],
    ['only a header', 'a,b\n', ab],
    ['a byte order mark', '\ufeffa,b\n1,2\n', ab],
    ['semicolons, other columns', 'z;b;a\n9;2;1\n', ab],
    ['no header', '1,2\n', ab, { header: false }],
    ['no quotes', 'a,b\n"1,2"\n', ab, { dialect: { delimiter: ',', quote: '', maxRecord: 1 << 20 } }],
    ['spaces', 'a,b\n x ,\ty\n', ab],
    ['nulls', 'a,b\nNULL,\n-,3\n', { a: 'text', b: 'integer' }, { nulls: ['NULL', '-', ''] }],
    ['no nulls', 'a,b\n,""\n', ab, { nulls: [] }],
    ['comments are none', 'a,b\n#1,2\n', ab],
    [
      'types',
      'i,n,d,b,t,c,ts,l\n-1,0.1,-4.5,true,2026-03-01,08:30:00,2026-03-01T08:30:00.25+08:00,2026-03-01 00:00:00\n,,,,,,,\n999999999999999999,-12.75,0,false,0002-01-01,23:59:59.999999,9998-12-31 23:59:59Z,1850-01-01T12:00:00\n',
      {
        i: 'integer',
        n: 'number',
        d: 'decimal(12,2)',
        b: 'boolean',
        t: 'date',
        c: 'time',
        ts: 'timestamp',
        l: 'datetime',
      },
    ],
  ];
  for (const [name, text, fields, more] of cases) {
    it(name, async () => {
      const format = formatOf(fields, more);
      assert.ok(isCsvScannable(format));
      const found = await scanned(text, format);
      assert.ok(found !== undefined, 'it is scanned');
      assert.deepEqual(found, await byRow(text, format));
    });
  }
});

describe('all others are read row by row', () => {
  const cases: readonly (readonly [name: string, text: string | Buffer, fields?: Record<string, string>])[] = [
    ['too few fields', 'a,b\n1\n'],
    ['too many', 'a,b\n1,2,3\n'],
    ['a delimiter at the end', 'a,b\n1,2,\n'],
    ['mixed line ends', 'a,b\r\n1,2\n'],
    ['CR alone', 'a,b\r1,2\r'],
    ['a quote inside', 'a,b\n1,x"y\n'],
    ['something behind a quote', 'a,b\n1,"x" \n'],
    ['an open quote', 'a,b\n1,"x\n'],
    ['NUL', 'a,b\n1,\u0000\n'],
    ['not UTF-8', Buffer.from([97, 44, 98, 10, 49, 44, 0xe9, 10])],
    ['UTF-16', Buffer.from('\ufeffa,b\n1,2\n', 'utf16le')],
    ['a single column', 'a\n1\n', { a: 'text' }],
    ['a missing column', 'a,c\n1,2\n'],
    ['a column twice', 'a,b,b\n1,2,3\n'],
    ['an empty file', ''],
    ['a value that is not of its type', 'a,b\n1,x\n', { a: 'text', b: 'integer' }],
    ['an integer that DuckDB would round', 'a,b\n1,1.5\n', { a: 'text', b: 'integer' }],
    ['a decimal that has to be rounded', 'a,b\n1,1.005\n', { a: 'text', b: 'decimal(12,2)' }],
    ['a day that does not exist', 'a,b\n1,2026-02-30\n', { a: 'text', b: 'date' }],
    ['spaces around a number', 'a,b\n1, 7\n', { a: 'text', b: 'integer' }],
  ];
  for (const [name, text, fields = ab] of cases) {
    it(name, async () => assert.equal(await scanned(text, formatOf(fields)), undefined));
  }
});

it('whatever the file holds: there is no query, or one that gives the same', async () => {
  const piece = fc.constantFrom(
    'a',
    '1',
    '-2.5',
    '2026-03-01',
    ' ',
    '"',
    '""',
    ',',
    ';',
    '\n',
    '\r\n',
    '\r',
    'é',
    "'",
    '\\',
    '#',
  );
  const text = fc.array(piece, { maxLength: 24 }).map((pieces) => `a,b\n${pieces.join('')}`);
  const fields = fc.constantFrom<Record<string, string>>(
    ab,
    { a: 'integer', b: 'text' },
    { a: 'text', b: 'number' },
    { b: 'date' },
  );
  let scans = 0;
  await fc.assert(
    fc.asyncProperty(text, fields, async (content, columns) => {
      const format = formatOf(columns);
      const found = await scanned(content, format);
      if (found === undefined) return;
      scans += 1;
      assert.deepEqual(found, await byRow(content, format));
    }),
    { numRuns: 60 },
  );
  assert.ok(scans > 2, `${scans} of the files were plain`);
});

it('the structure is the same however the bytes are cut', async () => {
  const text = `a,b\r\n${'"x, ""y""\r\n",é\r\n'.repeat(20_000)}`;
  const good = await plainLineEnd(await put(text), { delimiter: ',', quote: '"', fields: 2 });
  const bad = await plainLineEnd(await put(`${text}1,2,3\r\n`), { delimiter: ',', quote: '"', fields: 2 });
  assert.deepEqual([good, bad], ['\r\n', undefined]);
});
