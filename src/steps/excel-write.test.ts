import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

const input = {
  shape: { sku: 'text', revenue: 'decimal(12,2)', orders: 'integer', at: 'timestamp' },
  records: [
    { sku: '0042', revenue: '12.50', orders: 3, at: '2026-03-01T16:30:00Z' },
    { sku: '=cmd', revenue: null, orders: '12345678901234567', at: null },
  ],
};

describe('excel.write', () => {
  it('writes a file of the run, passes records on, and excel.read reads them back', async () => {
    const run = await runSteps({
      input,
      zone: 'Asia/Singapore',
      steps: [{ uses: 'excel.write', with: { file: 'sales-${@today}.xlsx', sheet: 'Sales', totals: ['revenue'] } }],
    });
    assert.deepEqual([run.end.outcome, run.end.problem], ['ok', undefined]);
    assert.deepEqual(run.records, input.records);
    assert.deepEqual(run.published, ['sales-2026-03-01.xlsx']);
    assert.deepEqual(
      run.effects.map(({ summary }) => summary),
      [{ file: 'sales-2026-03-01.xlsx', records: 2 }],
    );
    const back = await runSteps({
      files: { 'data/sales.xlsx': run.files.get('sales-2026-03-01.xlsx')! },
      zone: 'Asia/Singapore',
      steps: [{ uses: 'excel.read', with: { file: 'data/sales.xlsx', range: 'A1:D3', columns: input.shape } }],
    });
    assert.deepEqual(back.records, input.records);
  });

  it('writes several sheets', async () => {
    const run = await runSteps({
      input,
      steps: [
        {
          uses: 'excel.write',
          with: {
            file: 'data/book.xlsx',
            sheet: 'One',
            sheets: [{ sheet: 'Two', source: { steps: [{ uses: 'records', with: { records: [{ note: 'x' }] } }] } }],
          },
        },
      ],
    });
    assert.equal(run.end.outcome, 'ok', JSON.stringify(run.end.problem));
    const back = await runSteps({
      files: { 'data/book.xlsx': run.files.get('data/book.xlsx')! },
      steps: [{ uses: 'excel.read', with: { file: 'data/book.xlsx', sheet: 'Two', columns: { note: 'text' } } }],
    });
    assert.deepEqual(back.records, [{ note: 'x' }]);
  });

  it('draws a table, charts and links, and excel.read reads past them', async () => {
    const look = {
      table: { name: 'Sales', style: 'light9' },
      charts: [{ type: 'line', x: 'at', y: ['revenue', 'orders'] }],
      columns: { sku: { link: 'sku' } },
      freeze: 1,
    };
    const run = await runSteps({ input, steps: [{ uses: 'excel.write', with: { file: 'data/book.xlsx', ...look } }] });
    assert.equal(run.end.outcome, 'ok', JSON.stringify(run.end.problem));
    const back = await runSteps({
      files: { 'data/book.xlsx': run.files.get('data/book.xlsx')! },
      steps: [{ uses: 'excel.read', with: { file: 'data/book.xlsx', columns: input.shape } }],
    });
    assert.deepEqual([back.end.problem, back.records], [undefined, input.records]);
  });

  it('a run that fails leaves no file under the name', async () => {
    const run = await runSteps({
      files: { 'data/in.csv': `n\n${'1\n'.repeat(5000)}x\n` },
      steps: [
        { uses: 'csv.read', with: { file: 'data/in.csv', columns: { n: 'integer' } } },
        { uses: 'excel.write', with: { file: 'data/out.xlsx' } },
      ],
    });
    assert.equal(run.end.problem?.code, 'cast_failed');
    assert.deepEqual([...run.files.keys()], ['data/in.csv']);
    assert.deepEqual(run.published, []);
  });

  it('a dry run publishes nothing below data/', async () => {
    const run = await runSteps({
      input,
      dryRun: true,
      steps: [{ uses: 'excel.write', with: { file: 'data/out.xlsx' } }],
    });
    assert.equal(run.end.outcome, 'ok');
    assert.ok(run.effects.every(({ performed }) => !performed) && run.effects.length === 1);
    assert.ok(!run.files.has('out.xlsx') && run.files.size === 1 && !run.published.includes('out.xlsx'));
  });

  it('a text that no cell holds is put aside where the step says so', async () => {
    const records = [{ t: 'x'.repeat(40_000) }, { t: 'ok' }];
    const run = await runSteps({
      input: { shape: { t: 'text' }, records },
      steps: [{ uses: 'excel.write', with: { file: 'a.xlsx' }, onError: 'reject' }],
    });
    assert.deepEqual([run.end.outcome, run.rejects.length], ['ok', 1]);
    assert.match(run.rejects[0]!.reason, /does not fit into a cell/);
  });

  const faults: readonly (readonly [name: string, settings: Record<string, unknown>, message: RegExp])[] = [
    ['an unknown field', { columns: { revenu: { format: '0' } } }, /There is no field 'revenu'.*revenue/],
    ['a total of text', { totals: ['sku'] }, /'sku' is text, which has no sum/],
    ['a sheet name', { sheet: 'a/b' }, /none of \[ \] : \* \? \/ \\ is allowed/],
    ['a format', { columns: { revenue: { format: '0 "x' } } }, /a quote without its partner/],
    ['a link that is no text', { columns: { sku: { link: 'orders' } } }, /'orders' is integer; an address is text/],
    ['a table name', { table: { name: 'A1' } }, /the name of a cell/],
    ['a table style', { table: { style: 'loud' } }, /There is no table style 'loud': light1 to light21/],
    [
      'equal headings of a table',
      { table: true, columns: { sku: { header: 'Orders' } } },
      /Two columns have the heading "orders"/,
    ],
    ['a filter beside a table', { table: true, filter: false }, /A table has filters of its own/],
    ['a chart of text', { charts: [{ x: 'at', y: ['sku'] }] }, /'sku' is text; a chart draws numbers/],
    ['a chart over nothing', { charts: [{ x: 'on', y: ['orders'] }] }, /There is no field 'on'/],
    ['a pie of two', { charts: [{ type: 'pie', x: 'sku', y: ['orders', 'revenue'] }] }, /A pie shows one field/],
    ['a place that is no cell', { charts: [{ x: 'sku', y: ['orders'], at: '2H' }] }, /'2H' is not the name of a cell/],
    ['too many columns in view', { freeze: 4 }, /There are 4 columns; not all can stay in view/],
    ['an ending', { file: 'sales.xls' }, /does not end with \.xlsx/],
    ['a zone', { zone: 'Asia/Singapur' }, /There is no time zone/],
    ['an unknown key', { column: {} }, /column/],
  ];
  for (const [name, settings, message] of faults) {
    it(`refuses ${name}`, () => {
      const problems = checkSteps({ input, steps: [{ uses: 'excel.write', with: { file: 'a.xlsx', ...settings } }] });
      assert.match(problems.join('\n'), message);
    });
  }
});
