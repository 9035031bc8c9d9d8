import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

const shape = {
  id: 'text',
  flag: 'boolean',
  whole: 'integer',
  ratio: 'number',
  price: 'decimal(12,2)',
  wide: 'decimal(38,10)',
  day: 'date',
  clock: 'time',
  at: 'timestamp',
  local: 'datetime',
  bytes: 'binary',
  items: 'list(record{sku: text, price: decimal(8,2)})',
  place: 'record{city: text, zip: integer}',
};

const records = [
  {
    id: '0042 "ünï"; ☕, =1\nx',
    flag: true,
    whole: '9223372036854775807',
    ratio: 0.1,
    price: '-4.50',
    wide: '1234567890123456789012345678.0123456789',
    day: '2026-03-01',
    clock: '08:30:00.000001',
    at: '2026-03-01T08:30:00.123456Z',
    local: '1850-01-01T00:00:00',
    bytes: 'AAEC/w==',
    items: [{ sku: '01', price: '1.50' }, null],
    place: { city: 'São Paulo', zip: 1 },
  },
  Object.fromEntries(Object.keys(shape).map((name) => [name, null])),
];

describe('what a step writes, its reader reads back exactly', () => {
  const formats: readonly (readonly [format: string, file: string, write: object, read: object])[] = [
    ['csv', 'data/x.csv', { defuse: false }, {}],
    [
      'csv',
      'data/x.tsv',
      { defuse: false, delimiter: 'tab', quotes: 'always', newline: 'crlf', bom: true, null: 'NULL' },
      { nulls: ['NULL'] },
    ],
    ['json', 'data/x.json', {}, {}],
    ['csv', 'data/x.csv.gz', { defuse: false }, {}],
    ['csv', 'data/packed.csv', { defuse: false, compression: 'zstd' }, { compression: 'zstd' }],
    ['json', 'data/x.ndjson', {}, {}],
    ['json', 'data/x.ndjson.zst', {}, {}],
    ['json', 'data/x.json.gz', {}, {}],
    ['parquet', 'data/x.parquet', {}, {}],
    ['parquet', 'data/snappy.parquet', { compression: 'snappy' }, {}],
  ];
  for (const [format, file, write, read] of formats) {
    it(`${format}: ${file}`, async () => {
      const written = await runSteps({
        input: { shape, records },
        steps: [{ uses: `${format}.write`, with: { file, ...write } }],
      });
      assert.deepEqual([written.end.outcome, written.end.problem], ['ok', undefined]);
      assert.deepEqual(written.records, records);
      const back = await runSteps({
        files: { [file]: written.files.get(file)! },
        steps: [{ uses: `${format}.read`, with: { file, columns: shape, ...read } }],
      });
      assert.deepEqual([back.end.problem, back.records], [undefined, records]);
    });
  }

  it('several thousand records', async () => {
    const many = Array.from({ length: 5000 }, (_, n) => ({ n, text: `value ${n}` }));
    const columns = { n: 'integer', text: 'text' };
    for (const format of ['csv', 'json', 'parquet', 'excel'] as const) {
      const file = `data/x.${format === 'excel' ? 'xlsx' : format}`;
      const written = await runSteps({
        input: { shape: columns, records: many },
        steps: [{ uses: `${format}.write`, with: { file } }],
      });
      const back = await runSteps({
        files: { [file]: written.files.get(file)! },
        steps: [{ uses: `${format}.read`, with: { file, columns } }],
      });
      assert.deepEqual(back.records, many, format);
    }
  });

  it('a single field that may be null', async () => {
    const lone = { shape: { a: 'text' }, records: [{ a: null }, { a: 'x' }, { a: null }] };
    for (const [format, file] of [
      ['csv', 'data/x.csv'],
      ['json', 'data/x.ndjson'],
      ['parquet', 'data/x.parquet'],
    ] as const) {
      const written = await runSteps({ input: lone, steps: [{ uses: `${format}.write`, with: { file } }] });
      const back = await runSteps({
        files: { [file]: written.files.get(file)! },
        steps: [{ uses: `${format}.read`, with: { file, columns: lone.shape } }],
      });
      assert.deepEqual(back.records, lone.records, format);
    }
  });

  it('no records', async () => {
    const columns = { n: 'integer' };
    for (const format of ['csv', 'json', 'parquet', 'excel'] as const) {
      const file = `data/x.${format === 'excel' ? 'xlsx' : format}`;
      const written = await runSteps({
        input: { shape: columns, records: [] },
        steps: [{ uses: `${format}.write`, with: { file } }],
      });
      assert.equal(written.end.outcome, 'empty', `${format} ${JSON.stringify(written.end.problem)}`);
      const back = await runSteps({
        files: { [file]: written.files.get(file)! },
        steps: [{ uses: `${format}.read`, with: { file, columns } }],
      });
      assert.deepEqual([back.end.outcome, back.records], ['empty', []], format);
    }
  });
});

describe('parquet', () => {
  const many = Array.from({ length: 3000 }, (_, n) => ({ n, group: `g${n % 3}`, price: `${n}.25` }));
  const columns = { n: 'integer', group: 'text', price: 'decimal(12,2)' };
  const write = async (file: string): Promise<Buffer> => {
    const run = await runSteps({
      input: { shape: columns, records: many },
      steps: [{ uses: 'parquet.write', with: { file } }],
    });
    return run.files.get(file)!;
  };

  it('is scanned by the vector engine where relational steps follow', async () => {
    const bytes = await write('data/a.parquet');
    const run = await runSteps({
      files: { 'data/a.parquet': bytes, 'data/b.parquet': bytes },
      steps: [
        { uses: 'parquet.read', with: { file: 'data/*.parquet', columns } },
        { uses: 'aggregate', with: { by: ['group'], compute: { total: 'sum(price)', n: 'count()' } } },
        { uses: 'sort', with: { by: ['group'] } },
      ],
    });
    assert.deepEqual([run.end.problem, run.end.steps[1]?.engine], [undefined, 'vector']);
    assert.deepEqual(run.records[0], { group: 'g0', total: '2997500.00', n: 2000 });
  });

  it('a file that is cut in half, as rows and as a query', async () => {
    const bytes = await write('data/a.parquet');
    const half = bytes.subarray(0, bytes.length / 2);
    const read = { uses: 'parquet.read', with: { file: 'data/a.parquet', columns } };
    for (const steps of [[read], [read, { uses: 'aggregate', with: { compute: { n: 'count()' } } }]]) {
      const run = await runSteps({ files: { 'data/a.parquet': half }, steps });
      assert.deepEqual([run.end.outcome, run.end.problem?.code], ['invalid', 'file_malformed']);
      assert.match(run.end.problem!.message, /data\/a\.parquet/);
      assert.doesNotMatch(run.end.problem!.message, /millrace-steps/, 'no path of this machine');
      assert.match(run.end.problem!.hint!, /cut off/);
    }
  });

  const mismatches: readonly (readonly [columns: Record<string, string>, message: RegExp])[] = [
    [{ nn: 'integer' }, /has no column "nn"/],
    [{ n: 'text' }, /the column n is BIGINT, which is not read as text/],
    [{ price: 'decimal(12,1)' }, /the column price is DECIMAL\(12,2\)/],
    [{ price: 'number' }, /the column price is DECIMAL\(12,2\)/],
    [{ group: 'integer' }, /the column group is VARCHAR/],
  ];
  for (const [wanted, message] of mismatches) {
    it(`refuses ${JSON.stringify(wanted)}`, async () => {
      const files = { 'data/a.parquet': await write('data/a.parquet') };
      const run = await runSteps({
        files,
        steps: [{ uses: 'parquet.read', with: { file: 'data/a.parquet', columns: wanted } }],
      });
      assert.match(run.end.problem?.message ?? '', message);
    });
  }

  it('reads wider decimals, bare decimals and any', async () => {
    const files = { 'data/a.parquet': await write('data/a.parquet') };
    const wanted = { price: 'decimal(20,4)', n: 'any', group: 'any' };
    const run = await runSteps({
      files,
      steps: [{ uses: 'parquet.read', with: { file: 'data/a.parquet', columns: wanted } }],
    });
    assert.deepEqual(run.records[1], { price: '1.2500', n: 1, group: 'g1' });
    const bare = await runSteps({
      files,
      steps: [{ uses: 'parquet.read', with: { file: 'data/a.parquet', columns: { price: 'decimal' } } }],
    });
    assert.deepEqual(bare.records[1], { price: '1.25' });
  });

  it('refuses what it would not keep, when checked', () => {
    const input = { shape: { a: 'decimal', b: 'interval', c: 'list(decimal)', x: 'text', X: 'text' }, records: [] };
    const problems = checkSteps({ input, steps: [{ uses: 'parquet.write', with: { file: 'a.parquet' } }] }).join('\n');
    for (const message of [
      /'a' is a decimal without precision.*a::decimal\(18,2\)/,
      /'b' is an interval/,
      /'c' is a decimal/,
      /'x' and 'X' differ/,
    ]) {
      assert.match(problems, message);
    }
  });
});
