import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { Workbook } from '@cj-tech-master/excelts';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

/** A workbook as people make them: by another program, with formulas, dates, errors and a title above the table. */
async function peoplesWorkbook(): Promise<Uint8Array> {
  const workbook = new Workbook();
  workbook.addWorksheet('Cover').getCell('A1').value = 'Prices of 2026';
  const sheet = workbook.addWorksheet('Prices');
  sheet.getCell('B1').value = 'Our prices';
  sheet.getRow(3).values = ['', ' sku ', 'price', 'valid', 'changed', 'active', 'note'];
  sheet.getRow(4).values = [
    '',
    'tea',
    4.5,
    new Date('2026-03-01T00:00:00Z'),
    new Date('2026-03-01T08:30:00Z'),
    true,
    42,
  ];
  sheet.getRow(5).values = [
    '',
    7,
    { formula: 'C4*3', result: 13.500000000000002 },
    '2026-04-01',
    null,
    1,
    { richText: [{ text: 'rich ' }, { text: 'text' }] },
  ];
  sheet.getRow(6).values = [];
  sheet.getRow(7).values = ['', 'mug', { error: '#N/A' }, null, null, null, null];
  sheet.getRow(8).values = ['', 'pot', 'cheap', null, null, null, null];
  return new Uint8Array(await workbook.xlsx.writeBuffer());
}

const columns = {
  sku: 'text',
  price: 'decimal(12,2)',
  valid: 'date',
  changed: 'timestamp',
  active: 'boolean',
  note: 'text',
};
const read = (settings: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  uses: 'excel.read',
  with: { file: 'data/prices.xlsx', sheet: 'prices', range: 'B3:G', columns, ...settings },
  ...more,
});

describe('excel.read', () => {
  let files: Record<string, Uint8Array>;
  before(async () => {
    files = { 'data/prices.xlsx': await peoplesWorkbook() };
  });

  it('reads what people made: formulas by their results, dates, mixed cells; bad cells put aside', async () => {
    const run = await runSteps({ files, zone: 'Asia/Singapore', steps: [read({}, { onError: 'reject' })] });
    assert.deepEqual([run.end.outcome, run.end.problem], ['ok', undefined]);
    assert.deepEqual(run.records, [
      { sku: 'tea', price: '4.50', valid: '2026-03-01', changed: '2026-03-01T00:30:00Z', active: true, note: '42' },
      { sku: '7', price: '13.50', valid: '2026-04-01', changed: null, active: true, note: 'rich text' },
    ]);
    assert.deepEqual(
      run.rejects.map(({ code, reason }) => [code, reason]),
      [
        ['cast_failed', 'data/prices.xlsx!C7: #N/A in column price is not decimal(12,2).'],
        ['cast_failed', 'data/prices.xlsx!C8: "cheap" in column price is not decimal(12,2).'],
      ],
    );
  });

  it('ends at a bad cell where nothing else is said', async () => {
    const run = await runSteps({ files, steps: [read()] });
    assert.deepEqual([run.end.outcome, run.end.problem?.code], ['invalid', 'cast_failed']);
  });

  it('reads a part without a header, by place', async () => {
    const run = await runSteps({
      files,
      steps: [read({ range: 'B4:C5', header: false, columns: { name: 'any', price: 'number' } })],
    });
    assert.deepEqual(run.records, [
      { name: 'tea', price: 4.5 },
      { name: 7, price: 13.500000000000002 },
    ]);
  });

  const problems: readonly (readonly [name: string, settings: Record<string, unknown>, message: RegExp])[] = [
    ['a sheet that is not there', { sheet: 'Price' }, /has no sheet "Price"/],
    ['a column that is not there', { columns: { prize: 'number' } }, /has no column "prize" in row 3/],
    ['a part without anything', { range: 'B50:G' }, /has no row of headings/],
    ['another kind of file', { file: 'data/x.csv' }, /data\/x\.csv is no readable Excel workbook/],
  ];
  for (const [name, settings, message] of problems) {
    it(name, async () => {
      const run = await runSteps({
        files: { ...files, 'data/x.csv': new TextEncoder().encode('a,b\n1,2\n') },
        steps: [read(settings)],
      });
      assert.equal(run.end.problem?.code, 'file_malformed');
      assert.match(run.end.problem.message, message);
    });
  }

  it('refuses a range that is none, when checked', () => {
    assert.match(checkSteps({ steps: [read({ range: 'G3:B' })] }).join('\n'), /'G3:B' is no range of cells/);
  });
});
