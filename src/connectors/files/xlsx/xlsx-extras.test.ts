import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { Workbook } from '@cj-tech-master/excelts';
import { installChartSupport } from '@cj-tech-master/excelts/chart';
import { type DataRecord, DateValue, ExactDecimal } from '../../../model/value.ts';
import { types, type ValueType } from '../../../model/value-type.ts';
import type { ChartLook, SheetColumn, SheetLayout } from './sheet-layout.ts';
import { tableNameProblem, tableStyleProblem } from './table-part.ts';
import { XlsxWriter } from './xlsx-writer.ts';

let folder: string;
before(async () => {
  installChartSupport();
  folder = await mkdtemp(path.join(tmpdir(), 'xlsx-extras-'));
});
after(() => rm(folder, { recursive: true }));

const money: ValueType = { kind: 'decimal', precision: 12, scale: 2 };

function column(field: string, type: ValueType, more: Partial<SheetColumn> = {}): SheetColumn {
  return { field, type, header: field, format: undefined, width: undefined, hidden: false, total: false, ...more };
}

const columns = [
  column('category', types.text),
  column('day', types.date),
  column('revenue', money, { header: "Rev [#] 'x'" }),
  column('orders', types.integer),
  column('url', types.text),
];

const rows: readonly DataRecord[] = ['tea', 'mug <&>', 'pot'].map((category, at) => ({
  category,
  day: new DateValue(20_000 + at),
  revenue: new ExactDecimal(`${at + 1}2.50`),
  orders: at + 3,
  url: at === 1 ? 'javascript:alert(1)' : `https://example.com/?a=1&b=${at}`,
}));

const chart: ChartLook = {
  type: 'column',
  x: 'category',
  y: ['revenue', 'orders'],
  title: 'A & B',
  stacked: false,
  at: undefined,
  width: 480,
  height: 288,
};

interface Written {
  readonly file: string;
  readonly parts: ReadonlyMap<string, string>;
}

async function write(
  name: string,
  sheets: readonly (Partial<SheetLayout> & { readonly rows?: readonly DataRecord[] })[],
  limit?: number,
): Promise<Written> {
  const file = path.join(folder, `${name}.xlsx`);
  const onFault = (_record: DataRecord, error: unknown): never => {
    throw error;
  };
  const writer = await XlsxWriter.create(file, { onFault, ...(limit === undefined ? {} : { rows: limit }) });
  for (const { rows: given = rows, ...layout } of sheets) {
    await writer.sheet({ name: 'Sales', columns, zone: 'UTC', ...layout });
    await writer.write(given);
  }
  await writer.finish();
  return { file, parts: partsOf(await readFile(file)) };
}

function partsOf(zip: Buffer): Map<string, string> {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const parts = new Map<string, string>();
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left -= 1) {
    const name = zip.toString('utf8', at + 46, at + 46 + zip.readUInt16LE(at + 28));
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    parts.set(name, inflateRawSync(zip.subarray(start, start + zip.readUInt32LE(at + 20))).toString('utf8'));
    at += 46 + zip.readUInt16LE(at + 28) + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return parts;
}

/** Fails unless every element is closed by its own name, attributes are quoted, and no `&` or `<` stands bare. */
function assertWellFormed(name: string, xml: string): void {
  const open: string[] = [];
  const rest = xml.replace(/^<\?xml [^?]*\?>\s*/, '');
  const token = /<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<&]*(?:&(?:amp|lt|gt|quot|#\d+);[^"<&]*)*")*)\s*(\/?)>|([^<]+)/gy;
  let read = 0;
  for (const [found, closing, element = '', , empty, text] of rest.matchAll(token)) {
    read += found.length;
    if (text !== undefined) assert.doesNotMatch(text, /&(?!(?:amp|lt|gt|quot|#\d+);)/, name);
    else if (closing === '/') assert.equal(open.pop(), element, name);
    else if (empty !== '/') open.push(element);
  }
  assert.equal(read, rest.length, `${name}: ${rest.slice(read, read + 80)}`);
  assert.deepEqual(open, [], name);
}

/** Fails unless all that relations lead to is there and has a type. */
function assertWhole(parts: ReadonlyMap<string, string>): void {
  const contents = parts.get('[Content_Types].xml') ?? '';
  for (const [name, xml] of parts) {
    assertWellFormed(name, xml);
    if (!name.endsWith('.rels')) {
      if (name !== '[Content_Types].xml') assert.ok(contents.includes(`PartName="/${name}"`), name);
      for (const [, id] of xml.matchAll(/ r:id="(\w+)"/g))
        assert.ok(parts.get(relationsOf(name))?.includes(`Id="${id}"`), `${name} ${id}`);
      continue;
    }
    const home = path.posix.dirname(path.posix.dirname(name));
    for (const [, target = '', mode = ''] of xml.matchAll(/Target="([^"]*)"( TargetMode="External")?/g))
      if (mode === '') assert.ok(parts.has(path.posix.join(home, target)), `${name}: ${target}`);
  }
}

function relationsOf(name: string): string {
  return path.posix.join(path.posix.dirname(name), '_rels', `${path.posix.basename(name)}.rels`);
}

async function readBack(file: string) {
  const workbook = new Workbook();
  await workbook.xlsx.readFile(file);
  return workbook;
}

describe('tables', () => {
  it('are read back with their columns, and have the totals as their last row', async () => {
    const totals = columns.map((each) => ({ ...each, total: each.field === 'revenue' || each.field === 'orders' }));
    const { file, parts } = await write('table', [
      { columns: totals, table: { name: undefined, style: 'medium2' } },
      { name: 'Plain rows' },
    ]);
    assertWhole(parts);
    const [table] = (await readBack(file)).getWorksheet('Sales')!.getTables();
    assert.deepEqual(
      [table!.name, table!.ref.split(':')[0], parts.get('xl/tables/table1.xml')!.match(/ ref="([^"]*)"/)![1]],
      ['Sales', 'A1', 'A1:E5'],
    );
    const sheet = parts.get('xl/worksheets/sheet1.xml')!;
    assert.match(sheet, /<f>SUBTOTAL\(109,Sales\[Rev '\['#'\] ''x''\]\)<\/f><v>67\.50<\/v>/);
    assert.match(sheet, /<f>SUBTOTAL\(109,Sales\[orders\]\)<\/f><v>12<\/v>/);
    assert.doesNotMatch(sheet, /<autoFilter/);
    assert.match(parts.get('xl/worksheets/sheet2.xml')!, /<autoFilter ref="A1:E4"\/>/);
  });

  it('without records have the empty row that Excel asks for', async () => {
    const summed = columns.map((each) => ({ ...each, total: each.field === 'orders' }));
    const table = { name: 'Nothing', style: 'none' };
    const { parts, file } = await write('empty', [
      { table, rows: [] },
      { name: 'Summed', table, columns: summed, rows: [] },
    ]);
    assertWhole(parts);
    assert.match(parts.get('xl/tables/table1.xml')!, / displayName="Nothing" ref="A1:E2" /);
    assert.match(parts.get('xl/tables/table2.xml')!, / displayName="Nothing_2" ref="A1:E3" totalsRowCount="1"/);
    assert.equal((await readBack(file)).worksheets.length, 2);
  });

  it('go on with a name of their own where a sheet goes on, and sums that are no formulas stand below', async () => {
    const summed = columns.map((each) => ({ ...each, total: each.field === 'orders' }));
    const { parts } = await write('long', [{ table: { name: 'T.1', style: 'dark3' }, columns: summed }], 3);
    assertWhole(parts);
    const names = ['table1', 'table2'].map((part) => / name="([^"]*)"/.exec(parts.get(`xl/tables/${part}.xml`)!)![1]);
    assert.deepEqual(names, ['T.1', 'T.1_2']);
    assert.match(parts.get('xl/worksheets/sheet2.xml')!, /<f>SUM\('Sales'!D2:D3,D2:D2\)<\/f>/);
    assert.match(parts.get('xl/tables/table2.xml')!, / ref="A1:E2" totalsRowShown="0"/);
  });

  const names: readonly (readonly [name: string, says: RegExp | undefined])[] = [
    ['Sales', undefined],
    ['_x', undefined],
    ['Ümsatz.2026', undefined],
    ['Sales 2026', /not one/],
    ['1st', /not one/],
    ['AB12', /name of a cell/],
    ['R1C1', /name of a cell/],
    ['c', /name of a cell/],
    ['x'.repeat(256), /at most 255/],
  ];
  for (const [name, says] of names) {
    it(`the name ${name.slice(0, 20)} is ${says === undefined ? 'taken' : 'refused'}`, () => {
      const problem = tableNameProblem(name);
      if (says === undefined) assert.equal(problem, undefined);
      else assert.match(problem ?? '', says);
    });
  }

  it('have styles of Excel only', () => {
    for (const good of ['none', 'light1', 'light21', 'medium28', 'dark11'])
      assert.equal(tableStyleProblem(good), undefined);
    for (const bad of ['light22', 'dark12', 'medium0', 'TableStyleMedium2', ''])
      assert.match(tableStyleProblem(bad) ?? '', /There is no table style/);
  });
});

describe('charts', () => {
  it('of every type stand beside the records, with the values that they show', async () => {
    const charts: ChartLook[] = [
      { ...chart, stacked: true },
      { ...chart, type: 'bar', y: ['orders'], at: 'B20' },
      { ...chart, type: 'line', x: 'day', title: undefined },
      { ...chart, type: 'pie', y: ['revenue'] },
    ];
    const { parts, file } = await write('charts', [
      { charts },
      { name: "Bob's", charts: [chart], table: { name: undefined, style: 'light1' } },
    ]);
    assertWhole(parts);
    const xml = [1, 2, 3, 4, 5].map((at) => parts.get(`xl/charts/chart${at}.xml`)!);
    assert.match(xml[0]!, /<c:barDir val="col"\/><c:grouping val="stacked"\/>.*<c:overlap val="100"\/>/);
    assert.match(xml[0]!, /<a:t>A &amp; B<\/a:t>/);
    assert.match(xml[1]!, /<c:barDir val="bar"\/>.*<c:orientation val="maxMin"\/>/);
    assert.match(
      xml[2]!,
      /<c:lineChart>.*<c:f>'Sales'!\$B\$2:\$B\$4<\/c:f><c:numCache><c:formatCode>yyyy\\-mm\\-dd<\/c:formatCode>/,
    );
    assert.match(xml[3]!, /<c:pieChart>.*<c:pt idx="1"><c:v>mug &lt;&amp;&gt;<\/c:v><\/c:pt>.*<c:v>22\.50<\/c:v>/);
    assert.match(xml[4]!, /<c:f>'Bob''s'!\$C\$2:\$C\$4<\/c:f>/);
    const drawing = parts.get('xl/drawings/drawing1.xml')!;
    const places = [...drawing.matchAll(/<xdr:col>(\d+)<.*?<xdr:row>(\d+)</g)].map(([, at, row]) => [at, row]);
    assert.deepEqual(places, [
      ['6', '1'],
      ['1', '19'],
      ['6', '17'],
      ['6', '33'],
    ]);
    const kinds = (await readBack(file)).worksheets.map((sheet) =>
      sheet.getCharts().map((found) => found.chartTypes.map(({ type }) => type).join()),
    );
    assert.deepEqual(kinds, [['bar', 'bar', 'line', 'pie'], ['bar']]);
  });

  it('of more records than one can see are a limit, said before the memory is full', async () => {
    const many = Array.from({ length: 10_001 }, (_, orders) => ({ category: 'tea', orders, revenue: null }));
    await assert.rejects(write('many', [{ charts: [chart], rows: many }]), { code: 'limit', message: /10000 records/ });
  });

  it('of no records are drawn empty', async () => {
    const { parts } = await write('none', [{ charts: [chart], rows: [] }]);
    assertWhole(parts);
    assert.match(parts.get('xl/charts/chart1.xml')!, /\$A\$2:\$A\$2<\/c:f><c:strCache><c:ptCount val="0"\/>/);
  });
});

describe('links, frozen columns and filters', () => {
  it('cells lead to addresses of the web and of mail, and to nothing else', async () => {
    const linked = columns.map((each) => (each.field === 'category' ? { ...each, link: 'url' } : each));
    const { parts, file } = await write('links', [{ columns: linked }]);
    assertWhole(parts);
    const sheet = parts.get('xl/worksheets/sheet1.xml')!;
    assert.deepEqual(
      [...sheet.matchAll(/<hyperlink ref="(\w+)"/g)].map(([, at]) => at),
      ['A2', 'A4'],
    );
    const read = (await readBack(file)).getWorksheet('Sales')!;
    assert.equal(read.getCell('A2').hyperlink, 'https://example.com/?a=1&b=0');
    assert.equal(read.getCell('A2').text, 'tea');
    assert.equal(read.getCell('A3').hyperlink, undefined);
  });

  it('columns stay in view, and the filter can be left out', async () => {
    const { parts, file } = await write('frame', [{ frozenColumns: 2, filter: false }]);
    assertWhole(parts);
    const [view] = (await readBack(file)).getWorksheet('Sales')!.views;
    assert.partialDeepStrictEqual(view, { state: 'frozen', xSplit: 2, ySplit: 1, topLeftCell: 'C2' });
    assert.doesNotMatch(parts.get('xl/worksheets/sheet1.xml')!, /<autoFilter/);
    assert.doesNotMatch(parts.get('xl/workbook.xml')!, /_FilterDatabase/);
  });
});
