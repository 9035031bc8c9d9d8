import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { readFileSync } from 'node:fs';
import { MillraceError } from '../../../core/errors.ts';
import { parseType } from '../../../model/type-parser.ts';
import type { DataRecord } from '../../../model/value.ts';
import { fromJson } from '../../../model/value-codec.ts';
import type { Shape } from '../../../model/value-type.ts';
import { parseCellRange, wholeSheet } from './cell-range.ts';
import { formatProblem, partName, sheetNameProblem } from './sheet-layout.ts';
import type { SheetColumn } from './sheet-layout.ts';
import { readXlsx, type SheetFormat } from './xlsx-reader.ts';
import { XlsxWriter } from './xlsx-writer.ts';

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xlsx-'));
});
after(() => rm(folder, { recursive: true }));

const signal = new AbortController().signal;

function shapeOf(fields: Record<string, string>): Shape {
  return Object.entries(fields).map(([name, type]) => ({ name, type: parseType(type).type! }));
}

function records(shape: Shape, rows: readonly Record<string, unknown>[]): DataRecord[] {
  return rows.map((row) => fromJson(row, { kind: 'record', fields: shape }) as DataRecord);
}

function columnsOf(shape: Shape, looks: Record<string, Partial<SheetColumn>> = {}): SheetColumn[] {
  return shape.map(({ name, type }) => ({
    field: name,
    type,
    header: name,
    format: undefined,
    width: undefined,
    hidden: false,
    total: false,
    ...looks[name],
  }));
}

interface Sheet {
  readonly name?: string;
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly DataRecord[];
  readonly zone?: string;
}

async function writeBook(name: string, sheets: readonly Sheet[], limit?: number): Promise<string> {
  const path = join(folder, name);
  const onFault = (_record: DataRecord, error: unknown): void => {
    throw error;
  };
  const writer = await XlsxWriter.create(path, { onFault, ...(limit === undefined ? {} : { rows: limit }) });
  for (const { name: sheet = 'Records', columns, rows, zone = 'UTC' } of sheets) {
    await writer.sheet({ name: sheet, columns, zone });
    for (let at = 0; at < rows.length; at += 700) await writer.write(rows.slice(at, at + 700));
  }
  await writer.finish();
  return path;
}

async function readBook(path: string, columns: Shape, more: Partial<SheetFormat> = {}): Promise<DataRecord[]> {
  const format: SheetFormat = { sheet: undefined, range: wholeSheet, header: true, columns, zone: 'UTC', ...more };
  const faults = {
    fail: (_record: DataRecord, error: unknown): void => {
      throw error;
    },
    reject: () => assert.fail('rejected'),
  };
  const found: DataRecord[] = [];
  for await (const batch of readXlsx({ path, name: 'book.xlsx', signal }, format, faults)) found.push(...batch);
  return found;
}

/** Reads a part by the archive's own directory, independently of writer and library. */
function part(path: string, name: string): string {
  const bytes = readFileSync(path);
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = bytes.readUInt32LE(end + 16);
  for (let entry = bytes.readUInt16LE(end + 10); entry > 0; entry -= 1) {
    const length = bytes.readUInt16LE(at + 28);
    const found = bytes.toString('utf8', at + 46, at + 46 + length);
    const offset = bytes.readUInt32LE(at + 42);
    if (found === name) {
      const start = offset + 30 + bytes.readUInt16LE(offset + 26) + bytes.readUInt16LE(offset + 28);
      assert.equal(bytes.readUInt32LE(offset + 18), bytes.readUInt32LE(at + 20), 'both headers have the size');
      return inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20))).toString('utf8');
    }
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return assert.fail(`no part ${name}`);
}

/** The cell of a place: its element as it stands in the XML. */
function cellXml(sheet: string, place: string): string {
  return new RegExp(`<c r="${place}"[^>]*(?:/>|>.*?</c>)`).exec(sheet)?.[0] ?? '';
}

describe('what is written comes back the same', () => {
  const cases: readonly (readonly [name: string, type: string, values: readonly unknown[]])[] = [
    ['leading zeros', 'text', ['0042', '007', '00']],
    ['text that looks like a number or a date', 'text', ['1e5', '2026-03-01', '1/2', 'TRUE', '']],
    ['formulas', 'text', ['=1+1', '+4912', '-cmd', '@SUM(A1)', '=HYPERLINK("http://x")', '\t=1', '\r\n=1']],
    ['unicode and markup', 'text', ['ünï ☕ 東京 👩‍🚀', '<b>&amp;"quoted"</b>', "it's", ' spaces ', 'two\nlines']],
    ['what Excel escapes', 'text', ['_x0041_', 'cr\rlf', '_x', 'a_xZZZZ_']],
    [
      'integers',
      'integer',
      [0, -1, 42, 999_999_999_999_999, '1000000000000000', '9007199254740993', '-9223372036854775808'],
    ],
    ['decimals', 'decimal(38,10)', ['0', '0.1', '-12.5000000001', '1234567890123456789012345678.0123456789']],
    ['money', 'decimal(12,2)', ['4.50', '9999999999.99', '-0.01']],
    ['bare decimals', 'decimal', ['1.10', '123456789012345678901234567890.12345678']],
    ['numbers', 'number', [0.1, -1e300, 5e-324, 1e21, 123456.789]],
    ['booleans', 'boolean', [true, false]],
    ['dates', 'date', ['2026-03-01', '1900-03-01', '9999-12-31', '1900-02-28', '0001-01-01']],
    ['datetimes', 'datetime', ['2026-03-01T08:30:00', '1999-12-31T23:59:59.999', '1850-01-01T00:00:00']],
    ['timestamps', 'timestamp', ['2026-03-01T08:30:00.25Z', '2000-01-01T00:00:00Z', '1800-01-01T00:00:00.000001Z']],
    ['times', 'time', ['00:00:00', '08:30:00', '23:59:59.999']],
    ['intervals', 'interval', ['P1M2DT3S']],
    ['bytes', 'binary', ['AAEC/w==']],
    ['lists and records', 'list(record{sku: text, price: decimal(8,2)})', [[{ sku: '01', price: '1.50' }], []]],
  ];
  for (const [name, type, values] of cases) {
    it(name, async () => {
      const shape = shapeOf({ key: 'integer', value: type });
      const rows = records(
        shape,
        [...values, null].map((value, key) => ({ key, value })),
      );
      const path = await writeBook(`${name}.xlsx`, [{ columns: columnsOf(shape), rows }]);
      assert.deepEqual(await readBook(path, shape), rows);
    });
  }

  it('in a zone, across its changes', async () => {
    const shape = shapeOf({ at: 'timestamp' });
    const rows = records(shape, [
      { at: '2026-03-29T00:59:59Z' },
      { at: '2026-03-29T01:00:00Z' },
      { at: '2026-07-01T12:00:00Z' },
    ]);
    const zone = 'Europe/Berlin';
    const path = await writeBook('zone.xlsx', [{ columns: columnsOf(shape), rows, zone }]);
    assert.deepEqual(await readBook(path, shape, { zone }), rows);
    assert.match(
      cellXml(part(path, 'xl/worksheets/sheet1.xml'), 'A4'),
      /<v>46204\.58333333333\d*<\/v>/,
      'July shows 14:00',
    );
  });
});

describe('the parts, read without any library', () => {
  const shape = shapeOf({
    name: 'text',
    paid: 'date',
    qty: 'integer',
    price: 'decimal(12,2)',
    long: 'integer',
    when: 'timestamp',
  });
  const rows = (): DataRecord[] =>
    records(shape, [
      {
        name: '=1+1',
        paid: '2026-03-01',
        qty: 2,
        price: '4.50',
        long: '12345678901234567',
        when: '2026-03-01T12:00:00Z',
      },
      { name: '0042', paid: null, qty: null, price: '-1.25', long: 5, when: null },
    ]);
  let path: string;
  let sheet: string;
  before(async () => {
    const looks = {
      price: { total: true, format: '#,##0.00', header: 'Price & co' },
      qty: { total: true },
      long: { total: true, hidden: true },
      name: { width: 33 },
    };
    path = await writeBook('parts.xlsx', [
      { name: "Bob's", columns: columnsOf(shape, looks), rows: rows(), zone: 'Asia/Singapore' },
    ]);
    sheet = part(path, 'xl/worksheets/sheet1.xml');
  });

  const cells: readonly (readonly [name: string, place: string, pattern: RegExp])[] = [
    ['the heading is text', 'D1', /t="inlineStr"><is><t xml:space="preserve">Price &amp; co<\/t>/],
    ['a formula-like text is text', 'A2', /t="inlineStr"><is><t xml:space="preserve">=1\+1<\/t>/],
    ['a date is its day', 'B2', /<v>46082<\/v>/],
    ['an instant is what the clocks of the zone show', 'F2', /<v>46082\.8333333333\d*<\/v>/],
    ['an integer is a number', 'C2', /^<c r="C2" s="\d+"><v>2<\/v><\/c>$/],
    ['a decimal has all its places', 'D2', /<v>4\.50<\/v>/],
    ['17 digits are text', 'E2', /t="inlineStr"><is><t xml:space="preserve">12345678901234567</],
    ['null has no cell', 'B3', /^$/],
    ['the label of the totals', 'A4', />Total</],
    ['a total is a formula with its result', 'D4', /<f>SUM\(D2:D3\)<\/f><v>3\.25<\/v>/],
    ['an integer total', 'C4', /<f>SUM\(C2:C3\)<\/f><v>2<\/v>/],
    ['the total of numbers kept as text is a value', 'E4', /12345678901234572/],
  ];
  for (const [name, place, pattern] of cells) it(name, () => assert.match(cellXml(sheet, place), pattern));

  it('no formula but the totals', () => assert.equal(sheet.match(/<f[ >]/g)?.length, 2));
  it('the header is frozen and can be filtered', () => {
    assert.match(sheet, /<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"\/>/);
    assert.match(sheet, /<autoFilter ref="A1:F3"\/>/);
    assert.match(part(path, 'xl/workbook.xml'), /_FilterDatabase" localSheetId="0" hidden="1">'Bob''s'!\$A\$1:\$F\$3</);
  });
  it('widths and hidden columns', () => {
    assert.match(sheet, /<col min="1" max="1" width="33" customWidth="1"\/>/);
    assert.match(sheet, /<col min="5" max="5" width="[\d.]+" customWidth="1" hidden="1"\/>/);
  });
  it('a quoted style for what looks like a formula', () => {
    const style = Number(/s="(\d+)"/.exec(cellXml(sheet, 'A2'))?.[1]);
    const styles = part(path, 'xl/styles.xml');
    const formats = /<cellXfs[^>]*>(.*)<\/cellXfs>/.exec(styles)![1]!.match(/<xf [^>]*\/>/g)!;
    assert.match(formats[style]!, /numFmtId="49".*quotePrefix="1"/);
    const header = Number(/s="(\d+)"/.exec(cellXml(sheet, 'A1'))?.[1]);
    assert.match(formats[header]!, /fontId="1"/, 'the header is bold');
  });
  it('an archive that unzip finds no fault with', (context) => {
    try {
      execFileSync('unzip', ['-v'], { stdio: 'ignore' });
    } catch {
      return context.skip('unzip is not installed');
    }
    assert.match(execFileSync('unzip', ['-t', path], { encoding: 'utf8' }), /No errors detected/);
  });
});

describe('more rows than a sheet can have', () => {
  it('go on in further sheets, with totals over all of them', async () => {
    const shape = shapeOf({ n: 'integer' });
    const rows = records(
      shape,
      Array.from({ length: 2500 }, (_, n) => ({ n })),
    );
    const path = await writeBook(
      'split.xlsx',
      [{ name: 'Sales', columns: columnsOf(shape, { n: { total: true } }), rows }],
      1001,
    );
    const workbook = part(path, 'xl/workbook.xml');
    assert.deepEqual(
      [...workbook.matchAll(/<sheet name="([^"]*)"/g)].map((match) => match[1]),
      ['Sales', 'Sales (2)', 'Sales (3)'],
    );
    const last = part(path, 'xl/worksheets/sheet3.xml');
    assert.match(last, /<f>SUM\('Sales'!A2:A1001,'Sales \(2\)'!A2:A1001,A2:A501\)<\/f><v>3123750<\/v>/);
    const read = await readBook(path, shape, { sheet: 'Sales (2)' });
    assert.deepEqual([read.length, read[0]?.['n'], read.at(-1)?.['n']], [1000, 1000, 1999]);
  });

  it('the totals alone may need a sheet', async () => {
    const shape = shapeOf({ n: 'integer' });
    const rows = records(shape, [{ n: 1 }, { n: 2 }]);
    const path = await writeBook('exact.xlsx', [{ columns: columnsOf(shape, { n: { total: true } }), rows }], 3);
    assert.match(part(path, 'xl/worksheets/sheet2.xml'), /<f>SUM\('Records'!A2:A3\)<\/f><v>3<\/v>/);
  });
});

it('no records give a header, and totals of 0 without a formula', async () => {
  const shape = shapeOf({ name: 'text', n: 'integer' });
  const path = await writeBook('none.xlsx', [{ columns: columnsOf(shape, { n: { total: true } }), rows: [] }]);
  const sheet = part(path, 'xl/worksheets/sheet1.xml');
  assert.match(cellXml(sheet, 'B2'), /<v>0<\/v>/);
  assert.doesNotMatch(sheet, /<f>/);
  assert.deepEqual(await readBook(path, shape, { range: parseCellRange('A1:B1')! }), []);
});

it('what XML cannot hold is written as Excel does it', async () => {
  const shape = shapeOf({ t: 'text' });
  const rows = records(shape, [{ t: 'a\u0000b\u001b \ufffe \ud800' }]);
  const sheet = part(
    await writeBook('control.xlsx', [{ columns: columnsOf(shape), rows }]),
    'xl/worksheets/sheet1.xml',
  );
  assert.match(cellXml(sheet, 'A2'), />a_x0000_b_x001B_ _xFFFE_ _xD800_</);
});

it('several sheets', async () => {
  const [first, second] = [shapeOf({ a: 'text' }), shapeOf({ b: 'integer' })];
  const path = await writeBook('several.xlsx', [
    { name: 'One', columns: columnsOf(first), rows: records(first, [{ a: 'x' }]) },
    { name: 'Two', columns: columnsOf(second), rows: records(second, [{ b: 7 }]) },
  ]);
  assert.deepEqual(await readBook(path, first), [{ a: 'x' }]);
  assert.deepEqual(await readBook(path, second, { sheet: 'two' }), [{ b: 7 }]);
  await assert.rejects(readBook(path, first, { sheet: 'Tow' }), /has no sheet "Tow"/);
});

describe('what is not a workbook', () => {
  const cases: readonly (readonly [name: string, bytes: (good: Buffer) => Buffer])[] = [
    ['text', () => Buffer.from('id;name\n1;tea\n')],
    ['an empty file', () => Buffer.alloc(0)],
    ['half of one', (good) => good.subarray(0, good.length / 2)],
  ];
  for (const [name, bytes] of cases) {
    it(name, async () => {
      const shape = shapeOf({ text: 'text' });
      const rows = records(
        shape,
        Array.from({ length: 3000 }, (_, n) => ({ text: `value ${n * 7919}` })),
      );
      const good = await writeBook('good.xlsx', [{ columns: columnsOf(shape), rows }]);
      const path = join(folder, 'bad.xlsx');
      await writeFile(path, bytes(readFileSync(good)));
      await assert.rejects(
        readBook(path, shape),
        (error) => error instanceof MillraceError && error.code === 'file_malformed',
      );
    });
  }
});

describe('sheet names', () => {
  const bad = ['', ' ', 'a'.repeat(32), 'a/b', 'a:b', '[x]', "'x", "x'", 'History', 'what?', 'a*', 'back\\slash'];
  for (const name of bad) it(`refuses ${JSON.stringify(name)}`, () => assert.ok(sheetNameProblem(name)));
  for (const name of ['Sales', 'a'.repeat(31), "Bob's", 'Übersicht 2026']) {
    it(`takes ${name}`, () => assert.equal(sheetNameProblem(name), undefined));
  }
  it('keeps numbered parts within the length', () => {
    assert.equal(partName('a'.repeat(31), 12), `${'a'.repeat(26)} (12)`);
  });
  it('refuses two of a name', async () => {
    const columns = columnsOf(shapeOf({ a: 'text' }));
    const sheets = [
      { name: 'One', columns, rows: [] },
      { name: 'ONE', columns, rows: [] },
    ];
    await assert.rejects(writeBook('twice.xlsx', sheets), /Two sheets are named/);
  });
});

describe('number formats', () => {
  for (const good of ['0.0%', '#,##0.00 "€"', '[Red]-0;0', 'yyyy\\-mm', '_(* #,##0_)']) {
    it(`takes ${good}`, () => assert.equal(formatProblem(good), undefined));
  }
  for (const bad of ['', '0 "x', '[Red 0', '0;0;0;0;0', 'x'.repeat(256)]) {
    it(`refuses ${JSON.stringify(bad.slice(0, 20))}`, () => assert.ok(formatProblem(bad)));
  }
});

it('a text that no cell can hold is a problem of its record', async () => {
  const shape = shapeOf({ t: 'text' });
  const rows: readonly DataRecord[] = [{ t: 'x'.repeat(32_768) }];
  await assert.rejects(writeBook('long.xlsx', [{ columns: columnsOf(shape), rows }]), /32768 characters does not fit/);
});
