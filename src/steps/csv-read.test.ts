import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

const columns = { id: 'text', quantity: 'integer' };
const read = (settings: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  uses: 'csv.read',
  with: { file: 'data/orders.csv', columns, ...settings },
  ...more,
});

describe('csv.read', () => {
  it('counts what it reads', async () => {
    const text = 'id,quantity\n1,2\n';
    const run = await runSteps({ files: { 'data/orders.csv': text }, steps: [read()] });
    assert.deepEqual(run.records, [{ id: '1', quantity: 2 }]);
    assert.equal(run.end.steps[0]?.bytesIn, text.length);
  });

  it('names the file and line of a ragged line, and what to do', async () => {
    const text = `id,quantity\n${'1,2\n'.repeat(1040)}1,2,3,4\n`;
    const run = await runSteps({ files: { 'data/orders.csv': text }, steps: [read()] });
    assert.deepEqual([run.end.outcome, run.end.problem?.code], ['invalid', 'file_malformed']);
    assert.equal(run.end.problem?.message, 'data/orders.csv:1042: 4 fields where the header has 2.');
    assert.match(run.end.problem?.hint ?? '', /ragged: reject/);
  });

  it('puts wrong values aside where the step says so', async () => {
    const text = 'id,quantity\n1,two\n2,3\n';
    const run = await runSteps({ files: { 'data/orders.csv': text }, steps: [read({}, { onError: 'reject' })] });
    assert.deepEqual([run.end.outcome, run.records], ['ok', [{ id: '2', quantity: 3 }]]);
    assert.deepEqual(
      run.rejects.map(({ code, record }) => [code, record]),
      [['cast_failed', { id: '1', quantity: 'two' }]],
    );
    assert.equal(run.end.rejected, 1);
  });

  it('reads the files of a pattern in order, each with its own header', async () => {
    const files = { 'data/b.csv': 'quantity;id\n2;b\n', 'data/a.csv': 'id,quantity\na,1\n' };
    const run = await runSteps({ files, steps: [read({ file: 'data/*.csv' })] });
    assert.deepEqual(run.records, [
      { id: 'a', quantity: 1 },
      { id: 'b', quantity: 2 },
    ]);
    const bad = { ...files, 'data/c.csv': 'id,quantity\nc,x\n' };
    const failed = await runSteps({ files: bad, steps: [read({ file: 'data/*.csv' })] });
    assert.match(failed.end.problem?.message ?? '', /^data\/c\.csv:2: "x" in column quantity is not integer/);
  });

  it('takes the file from a parameter', async () => {
    const run = await runSteps({
      files: { 'data/orders-2026-03-01.csv': 'id,quantity\n1,2\n' },
      params: { day: { type: 'date' } },
      parameters: { day: '2026-03-01' },
      steps: [read({ file: 'data/orders-${$day}.csv' })],
    });
    assert.deepEqual([run.end.problem, run.records.length], [undefined, 1]);
  });

  it('gives the same with relational steps behind it, whoever runs them', async () => {
    const text = `id,quantity\n${Array.from({ length: 30_000 }, (_, n) => `"k${n % 3}",${n}`).join('\n')}\n`;
    const steps = [
      read(),
      { uses: 'aggregate', with: { by: ['id'], compute: { total: 'sum(quantity)' } } },
      { uses: 'sort', with: { by: ['id'] } },
    ];
    const run = await runSteps({ files: { 'data/orders.csv': text }, steps });
    assert.deepEqual(run.records, [
      { id: 'k0', total: 149985000 },
      { id: 'k1', total: 149995000 },
      { id: 'k2', total: 150005000 },
    ]);
  });

  describe('a large file', () => {
    const rows = 300_000;
    const body = Array.from({ length: rows }, (_, n) => `"key ""${n % 3}""",${n}`).join('\n');
    const sum = { uses: 'aggregate', with: { by: ['id'], compute: { total: 'sum(quantity)', n: 'count()' } } };
    const steps = [read(), sum, { uses: 'sort', with: { by: ['id'] } }];

    it('is scanned by the vector engine', async () => {
      const run = await runSteps({ files: { 'data/orders.csv': `id,quantity\n${body}\n` }, steps });
      assert.equal(run.end.problem, undefined);
      assert.deepEqual(run.records[1], { id: 'key "1"', total: 14999950000, n: 100000 });
      assert.equal(run.end.steps[1]?.engine, 'vector');
      assert.equal(run.end.steps[0]?.bytesIn, body.length + 13);
    });

    it('with a ragged line is read row by row, and says which line it is', async () => {
      const run = await runSteps({ files: { 'data/orders.csv': `id,quantity\n${body}\nx,1,2\n` }, steps });
      assert.equal(run.end.problem?.message, `data/orders.csv:${rows + 2}: 3 fields where the header has 2.`);
    });

    it('with bad values gives the good ones where the step says so', async () => {
      const files = { 'data/orders.csv': `id,quantity\n${body}\nx,many\n` };
      const run = await runSteps({ files, steps: [read({}, { onError: 'reject' }), ...steps.slice(1)] });
      const rejected = run.rejects.map(({ record }) => record);
      assert.deepEqual(
        [run.end.problem, run.records.length, rejected],
        [undefined, 3, [{ id: 'x', quantity: 'many' }]],
      );
    });
  });

  const missing: readonly (readonly [name: string, file: string, code: string])[] = [
    ['a file that is not there', 'data/none.csv', 'file_not_found'],
    ['a pattern that nothing matches', 'data/none-*.csv', 'file_not_found'],
    ['a way out of the workspace', 'data/../../etc/passwd', 'file_outside'],
  ];
  for (const [name, file, code] of missing) {
    it(name, async () => {
      const run = await runSteps({ files: { 'data/x': '' }, steps: [read({ file })] });
      assert.equal(run.end.problem?.code, code);
    });
  }

  const faults: readonly (readonly [name: string, settings: Record<string, unknown>, message: RegExp])[] = [
    ['no columns', { columns: {} }, /No column is declared/],
    ['a type that does not exist', { columns: { a: 'string' } }, /Here it is called text/],
    ['a delimiter of two characters', { delimiter: '||' }, /The delimiter is one character/],
    ['a quote that is the delimiter', { delimiter: ';', quote: ';' }, /the same character/],
    ['an unknown encoding', { encoding: 'utf8-mb4' }, /encoding 'utf8-mb4' is not known/],
    ['a size without unit', { maxRecord: '16' }, /size such as 16mb/],
    ['a word for ragged', { ragged: 'skip' }, /fail/],
    ['an unknown parameter in the file', { file: 'data/${$dya}.csv' }, /dya/],
  ];
  for (const [name, settings, message] of faults) {
    it(`refuses ${name}`, () => assert.match(checkSteps({ steps: [read(settings)] }).join('\n'), message));
  }
});
