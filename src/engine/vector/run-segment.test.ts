import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, it } from 'node:test';
import { assertRecords, withScratch } from '../../../test/engine/both-engines.ts';
import { Chain, recordsOf, streamOf, watchedContext, type Watched } from '../../../test/engine/relations.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Batch, DataRecord } from '../../model/value.ts';
import type { RelationContext } from '../row/relation-context.ts';
import { openDuckDb } from '../../duckdb/duckdb.ts';
import { runSegment, type SegmentLeaf } from './run-segment.ts';
import { readableRelation } from './segment-parts.ts';
import { peekedRecords, segmentEngine } from './segment-plan.ts';

const fields = { id: 'integer', region: 'text', amount: 'integer' };

async function* numbers(count: number, size = 1024): AsyncGenerator<Batch> {
  for (let start = 0; start < count; start += size) {
    const records: DataRecord[] = [];
    for (let id = start; id < Math.min(count, start + size); id++)
      records.push({ id, region: `r${id % 50}`, amount: id % 7 });
    yield records;
  }
}

async function run(chain: Chain, leaves: readonly SegmentLeaf[], options: Partial<RelationContext> = {}) {
  return withScratch(async (scratch) => {
    const watched = watchedContext({ scratch: () => Promise.resolve(scratch), ...options });
    return { ...watched, records: await recordsOf(runSegment(chain.relation, leaves, watched.context)) };
  });
}

const engineOf = ({ meters }: Watched, uses: string) => meters.get(uses)?.engine;
const counts = ({ meters }: Watched, uses: string) => [meters.get(uses)?.recordsIn, meters.get(uses)?.recordsOut];

describe('runSegment chooses the engine', () => {
  const grouped = () => Chain.input(fields).aggregate({ region: 'region' }, { n: 'count()', s: 'sum(amount)' });

  it('few records stay in the row engine', async () => {
    const result = await run(grouped(), [{ stream: () => numbers(1000) }]);
    assert.equal(result.records.length, 50);
    assert.equal(engineOf(result, 'aggregate'), 'row');
    assert.deepEqual(counts(result, 'aggregate'), [1000, 50]);
  });

  it('many records go to DuckDB, those already collected included', async () => {
    const count = peekedRecords + 5000;
    const result = await run(grouped(), [{ stream: () => numbers(count) }]);
    assert.equal(engineOf(result, 'aggregate'), 'vector');
    assert.deepEqual(counts(result, 'aggregate'), [count, 50]);
    const total = result.records.reduce((sum, { n }) => sum + Number(n), 0);
    assert.equal(total, count);
  });

  it('records that are large go to DuckDB before there are many', async () => {
    const large = () =>
      streamOf(Array.from({ length: 300 }, (_, id) => ({ id, region: 'x'.repeat(100_000), amount: 1 })));
    const result = await run(Chain.input(fields).sort('-id'), [{ stream: large }], { memory: 32 * 1024 * 1024 });
    assert.equal(engineOf(result, 'sort'), 'vector');
    assert.deepEqual([result.records.length, result.records[0]?.['id']], [300, 299]);
  });

  it('both give the same', async () => {
    const few = await run(grouped(), [{ stream: () => numbers(2000) }]);
    const many = await run(grouped(), [{ stream: () => numbers(2000) }], { budget: { rows: 100 } });
    assert.equal(engineOf(many, 'aggregate'), 'vector');
    const { shape } = grouped().relation;
    assertRecords(many.records, few.records, { shape, ordered: false });
  });

  it('a segment that does not block never starts DuckDB', async () => {
    const chain = Chain.input(fields).filter('amount > 3').derive({ x: 'amount + 1' });
    const scratch = () => assert.fail('DuckDB was started');
    const result = await run(chain, [{ stream: () => numbers(peekedRecords * 2) }], { scratch });
    assert.equal(engineOf(result, 'filter'), 'row');
  });

  it('a limit before a blocking step stops its source, rather than filling up DuckDB', async () => {
    let closed = false;
    const endless = async function* () {
      try {
        for (let id = 0; ; id += 2) yield [{ id }, { id: id + 1 }];
      } finally {
        closed = true;
      }
    };
    const chain = Chain.input(fields).derive({ x: 'id * 2' }).limit('3').sort('-id');
    const result = await run(chain, [{ stream: endless }]);
    assert.deepEqual(
      result.records.map(({ x }) => x),
      [4, 2, 0],
    );
    assert.ok(closed);
    assert.deepEqual(
      ['project', 'limit', 'sort'].map((uses) => counts(result, uses)),
      [
        [4, 4],
        [4, 3],
        [3, 3],
      ],
    );
  });

  it('a join collects both sides; the larger one decides', async () => {
    const chain = Chain.input(fields).join(Chain.input({ region: 'text', name: 'text' }, 1), {
      on: { region: 'region' },
      take: { name: 'name' },
    });
    const names = [
      { region: 'r1', name: 'one' },
      { region: 'r2', name: 'two' },
    ];
    const leaves = [{ stream: () => numbers(5000) }, { stream: () => streamOf(names) }];
    const row = await run(chain, leaves);
    const vector = await run(chain, leaves, { budget: { rows: 1000 } });
    assert.deepEqual([engineOf(row, 'join'), engineOf(vector, 'join')], ['row', 'vector']);
    assertRecords(vector.records, row.records, { shape: chain.relation.shape, ordered: false });
    assert.deepEqual(
      [counts(row, 'join'), counts(vector, 'join')],
      [
        [5002, 200],
        [5002, 200],
      ],
    );
  });

  /** A record of each thousand fails, after which everything is held. */
  const mended = () =>
    Chain.input(fields)
      .onError('reject')
      .derive({ x: "concat(case when id % 1000 = 0 then 'x' end, id)::integer" })
      .onError('fail');

  const mending: readonly { name: string; chain: Chain; engines: readonly string[]; first: DataRecord }[] = [
    {
      name: 'a sort',
      chain: mended().sort('-x'),
      engines: ['row', 'vector'],
      first: { id: 2999, region: 'r49', amount: 3, x: 2999 },
    },
    {
      name: 'a sort with a step over it that puts aside as well',
      chain: mended().sort('-x').onError('skip').derive({ y: '(x * 9000000000000000000) + 1', x: 'x' }),
      engines: ['row', 'vector'],
      first: { id: 1, region: 'r1', amount: 1, x: 1, y: 9_000_000_000_000_000_001n },
    },
    {
      name: 'an aggregation of all',
      chain: mended().aggregate({}, { n: 'count()', most: 'max(x)' }),
      engines: ['row', 'vector'],
      first: { n: 2997, most: 2999 },
    },
  ];

  for (const { name, chain, first, engines } of mending) {
    it(`what puts records aside keeps what comes after it from no disk: ${name}`, async () => {
      const few = await run(chain, [{ stream: () => numbers(3000) }]);
      const many = await run(chain, [{ stream: () => numbers(3000) }], { budget: { rows: 100 } });
      const held = chain.relation.op === 'aggregate' ? 'aggregate' : 'sort';
      for (const result of [few, many]) {
        assert.deepEqual(result.records[0], first);
        assert.equal(result.failures.filter(({ onError }) => onError === 'reject').length, 3);
      }
      assert.equal(few.records.length, many.records.length);
      assert.deepEqual([engineOf(few, held), engineOf(many, held)], engines);
      assert.deepEqual(counts(many, held)[0], 2997);
    });
  }

  it('a problem that waits to be read is not brought up by what puts records aside after it', async () => {
    const chain = Chain.input(fields)
      .derive({ bad: 'case when id = 5 then region::integer else 1 end' })
      .onError('skip')
      .derive({ x: "concat(case when id = 7 then 'x' end, id)::integer" })
      .onError('fail')
      .filter('id <> 5')
      .sort('-x');
    const result = await run(chain, [{ stream: () => numbers(100) }]);
    assert.deepEqual([result.records.length, result.failures.length, engineOf(result, 'sort')], [98, 1, 'row']);
  });

  it('a limit after what puts records aside still stops its source', async () => {
    const endless = async function* () {
      for (let id = 1; ; id += 2) yield [{ id }, { id: id + 1 }];
    };
    const result = await run(mended().limit('3').sort('-id'), [{ stream: endless }]);
    assert.deepEqual(
      result.records.map(({ x }) => x),
      [3, 2, 1],
    );
  });

  it('what puts records aside itself stays in the row engine, within its budget', async () => {
    const chain = Chain.input(fields).onError('skip').derive({ x: 'region::integer' }).sort('x');
    assert.match(segmentEngine(chain.relation).why, /aside/);
    const result = await run(chain, [{ stream: () => numbers(100) }]);
    assert.deepEqual([result.records.length, result.failures.length], [0, 100]);
    const sorted = Chain.input(fields).onError('skip').sort('amount::text::integer');
    await assert.rejects(run(sorted, [{ stream: () => numbers(100) }], { budget: { rows: 10 } }), { code: 'limit' });
  });

  it('a source that is not read to its end is closed', async () => {
    let closed = 0;
    const source = () =>
      streamOf(
        Array.from({ length: 5000 }, (_, id) => ({ id })),
        100,
        () => {
          closed += 1;
        },
      );
    const failing = Chain.input({ id: 'integer' }).sort('1 / (id - 700) + (id * 10000000000000000)');
    await run(failing, [{ stream: source }]).catch(() => undefined);
    assert.equal(closed, 1);
  });
});

describe('runSegment with sources that DuckDB reads', () => {
  async function withCsv<T>(
    work: (leaf: SegmentLeaf, options: Partial<RelationContext>, folder: string) => Promise<T>,
  ): Promise<T> {
    return withScratch(async (folder) => {
      const data = path.join(folder, 'data');
      await mkdir(data);
      const file = path.join(data, 'orders.csv');
      await writeFile(
        file,
        `id,region,amount\n${Array.from({ length: 100 }, (_, id) => `${id},r${id % 5},${id % 7}`).join('\n')}\n`,
      );
      const scan = () =>
        Promise.resolve(
          `read_csv(['${file}'], header = true, columns = {'id': 'BIGINT', 'region': 'VARCHAR', 'amount': 'INTEGER'})`,
        );
      return work({ stream: () => assert.fail('was to be scanned'), scan }, { folders: [data] }, folder);
    });
  }

  it('a file is read by DuckDB, also without a blocking step', () =>
    withCsv(async (leaf, options) => {
      const result = await run(Chain.scan(fields).filter('amount = 6').project({ id: 'id' }), [leaf], options);
      assert.deepEqual(
        result.records.map(({ id }) => id),
        Array.from({ length: 14 }, (_, n) => n * 7 + 6),
      );
      assert.equal(engineOf(result, 'filter'), 'vector');
    }));

  it('the row engine does what SQL cannot, on top of what it can', () =>
    withCsv(async (leaf, options) => {
      const chain = Chain.scan(fields)
        .aggregate({ region: 'region' }, { n: 'count()' })
        .onError('skip')
        .derive({ x: '(region)::integer' });
      assert.equal(segmentEngine(chain.relation).engine, 'row');
      const result = await run(chain, [leaf], options);
      assert.deepEqual([engineOf(result, 'aggregate'), engineOf(result, 'project')], ['vector', 'row']);
      assert.deepEqual([counts(result, 'project'), result.failures.length], [[5, 0], 5]);
    }));

  it('a source whose records are given is not scanned', async () => {
    const chain = Chain.scan(fields).filter('amount = 6');
    const result = await run(chain, [{ stream: () => numbers(14) }]);
    assert.deepEqual(
      result.records.map(({ id }) => id),
      [6, 13],
    );
    assert.equal(segmentEngine(readableRelation(chain.relation, [false])).engine, 'row');
  });

  it('a source that cannot be scanned after all is read, in the engine that suits it', async () => {
    const leaf = { stream: () => numbers(14), scan: () => Promise.resolve(undefined) };
    const result = await run(Chain.scan(fields).filter('amount = 6').sort('-id'), [leaf]);
    assert.deepEqual(
      result.records.map(({ id }) => id),
      [13, 6],
    );
    assert.equal(engineOf(result, 'sort'), 'row');
  });

  it('a scan that cannot start is the problem of its step', async () => {
    const missing = new MillraceError('file_not_found', 'There is no file.');
    const leaf = { stream: () => assert.fail('was to be scanned'), scan: () => Promise.reject(missing) };
    const chain = Chain.scan(fields);
    await assert.rejects(run(chain.sort('id'), [leaf]), { code: 'file_not_found', step: chain.relation.step.name });
  });

  it('files outside of its folders are out of reach, and it cannot be told otherwise', () =>
    withCsv(async (leaf, _options, folder) => {
      await assert.rejects(run(Chain.scan(fields).sort('id'), [leaf], { folders: [] }), { code: 'file_outside' });
      using db = await openDuckDb({ memory: 1e8, scratch: folder, folders: [], signal: new AbortController().signal });
      await assert.rejects(db.run('SET enable_external_access = true'), MillraceError);
      await assert.rejects(db.run("COPY (SELECT 1) TO '/tmp/millrace-escape.csv'"), { code: 'file_outside' });
      await assert.rejects(db.run("ATTACH '/tmp/millrace-escape.db'"), { code: 'file_outside' });
      await assert.rejects(db.run('INSTALL httpfs'), MillraceError);
    }));

  const broken: readonly [string, string, string][] = [
    ['a file that is not there', "read_csv(['FOLDER/none.csv'])", 'file_not_found'],
    [
      'a line that does not fit',
      "read_csv(['FOLDER/ragged.csv'], columns = {'id': 'BIGINT', 'region': 'VARCHAR', 'amount': 'BIGINT'})",
      'file_malformed',
    ],
    ['a Parquet file cut in half', "read_parquet(['FOLDER/half.parquet'])", 'file_malformed'],
  ];
  for (const [name, sql, code] of broken) {
    it(name, () =>
      withCsv(async (_leaf, options, folder) => {
        const data = path.join(folder, 'data');
        await writeFile(path.join(data, 'ragged.csv'), 'id,region,amount\n1,a,2\n2,b\n3,c,x,9\n');
        await writeFile(path.join(data, 'half.parquet'), 'PAR1 and then nothing');
        const leaf = {
          stream: () => assert.fail('was to be scanned'),
          scan: () => Promise.resolve(sql.replace('FOLDER', data)),
        };
        await assert.rejects(run(Chain.scan(fields).sort('id'), [leaf], options), (error) => {
          assert.ok(error instanceof MillraceError);
          assert.equal(error.code, code, error.message);
          assert.match(error.step ?? '', /^scan#/);
          return true;
        });
      }),
    );
  }
});

describe('runSegment in DuckDB', () => {
  it('is stopped by the signal, with what it was stopped for', () =>
    withScratch(async (scratch) => {
      const controller = new AbortController();
      const watched = watchedContext({
        signal: controller.signal,
        scratch: () => Promise.resolve(scratch),
        budget: { rows: 10 },
      });
      const chain = Chain.input({ id: 'integer' })
        .join(Chain.input({ id: 'integer' }, 1), { on: {}, where: 'left.id * 3 < right.id % 1000' })
        .aggregate({}, { n: 'count()' });
      const leaf = { stream: () => numbers(150_000) };
      setTimeout(() => controller.abort(new MillraceError('timeout', 'too slow')), 300);
      await assert.rejects(recordsOf(runSegment(chain.relation, [leaf, leaf], watched.context)), { code: 'timeout' });
    }));

  it('an error in the middle of the result is an error, not the end', () =>
    withScratch(async (scratch) => {
      using db = await openDuckDb({ memory: 1e9, scratch, folders: [], signal: new AbortController().signal });
      const sql = "SELECT CASE WHEN i = 1000000 THEN CAST('x' AS BIGINT) ELSE i END AS c0 FROM range(2000000) AS t(i)";
      let count = 0;
      await assert.rejects(
        async () => {
          for await (const chunk of db.query(sql)) count += chunk.rowCount;
        },
        { code: 'cast_failed' },
      );
      assert.ok(count > 0);
    }));

  it('spills when it has more to hold than memory', async () => {
    const wide = async function* () {
      for (let start = 0; start < 400_000; start += 1000) {
        yield Array.from({ length: 1000 }, (_, at) => ({
          id: ((start + at) * 7919) % 400_009,
          text: `${'x'.repeat(300)}${start + at}`,
        }));
      }
    };
    const chain = Chain.input({ id: 'integer', text: 'text' }).sort('id');
    const result = await run(chain, [{ stream: wide }], { memory: 128 * 1024 * 1024 });
    assert.equal(result.records.length, 400_000);
    assert.ok(result.records.every(({ id }, at) => at === 0 || Number(id) > Number(result.records[at - 1]?.['id'])));
  });
});
