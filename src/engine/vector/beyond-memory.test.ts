import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import { withScratch } from '../../../test/engine/both-engines.ts';
import { Chain, recordsOf, streamOf, watchedContext } from '../../../test/engine/relations.ts';
import { MillraceError } from '../../core/errors.ts';
import type { BatchStream, DataRecord } from '../../model/value.ts';
import { runSegment } from './run-segment.ts';

const count = 400_000;
const size = 600;

/** About 240 MB, more than the least that DuckDB is given; keys in no order. */
async function* wide(seed: number): BatchStream {
  for (let start = 0; start < count; start += 500)
    yield Array.from({ length: 500 }, (_, at): DataRecord => {
      const key = ((start + at + seed) * 7919) % count;
      return { key, text: `${key} `.padEnd(size, 'x') };
    });
}

const fields = { key: 'integer', text: 'text' };
const input = (slot = 0): Chain => Chain.input(fields, slot);

/** A chain, whether what it gives is in order, and the sum of which fields are to be right. */
const chains: Readonly<Record<string, { readonly chain: Chain; readonly sorted?: boolean; readonly inputs?: number }>> =
  {
    sort: { chain: input().sort('key'), sorted: true },
    'a join of two streams': {
      chain: input().join(input(1), { on: { key: 'key' }, take: { other: 'text' } }),
      inputs: 2,
    },
    'a group for each record': { chain: input().aggregate({ text: 'text' }, { key: 'max(key)', n: 'count()' }) },
    'a window': { chain: input().derive({ before: 'lag(key) over (order by key)' }) },
  };

describe('what does not fit into memory', () => {
  for (const [name, { chain, sorted = false, inputs = 1 }] of Object.entries(chains)) {
    test(`${name} goes to the run folder, and every record comes back`, () =>
      withScratch(async (scratch) => {
        const { context } = watchedContext({ memory: 2 ** 20, scratch: () => Promise.resolve(scratch) });
        const leaves = Array.from({ length: inputs }, (_, slot) => ({ stream: () => wide(slot) }));
        let [records, sum, last, inOrder] = [0, 0, -1, true];
        let spilled: readonly string[] = [];
        for await (const batch of runSegment(chain.relation, leaves, context)) {
          if (records === 0) spilled = await readdir(scratch);
          records += batch.length;
          for (const { key, text } of batch) {
            assert.equal(String(text).length, size);
            inOrder &&= Number(key) > last;
            last = Number(key);
            sum += last;
          }
        }
        assert.deepEqual([records, sum], [count, (count * (count - 1)) / 2]);
        assert.notEqual(spilled.length, 0);
        if (sorted) assert.ok(inOrder);
        // What it put there goes with it, not only with the run.
        assert.deepEqual(await readdir(scratch), []);
      }));
  }
});

describe('what outgrows the budget of the row engine', () => {
  const few = Array.from({ length: 200 }, (_, id) => ({ id, one: 1 }));
  const shape = { id: 'integer', one: 'integer' };
  const product = Chain.input(shape)
    .join(Chain.input(shape, 1), { on: { one: 'one' }, take: { other: 'id' } })
    .sort('-id', 'other');

  test('is begun anew in DuckDB from the records at hand, and counted once', () =>
    withScratch(async (scratch) => {
      let opened = 0;
      const stream = (): BatchStream => {
        opened += 1;
        return streamOf(few, 50);
      };
      const watched = watchedContext({ budget: { rows: 1000 }, scratch: () => Promise.resolve(scratch) });
      const records = await recordsOf(runSegment(product.relation, [{ stream }, { stream }], watched.context));
      assert.equal(opened, 2);
      assert.equal(records.length, 200 * 200);
      assert.deepEqual([records[0]?.['id'], records[0]?.['other'], records.at(-1)?.['other']], [199, 0, 199]);
      const { engine, recordsOut } = watched.meters.get('sort') ?? {};
      assert.deepEqual([engine, recordsOut], ['vector', 200 * 200]);
      assert.equal(watched.meters.get('join')?.recordsIn, 400);
    }));

  test('ends with a limit that names the step and what keeps it from the disk, where only the row engine can do it', async () => {
    const chain = Chain.input({ id: 'integer', amount: 'decimal' }).sort('-id');
    const wideText = Chain.input({ id: 'integer', text: 'text' }).onError('skip').sort('text::integer');
    const texts = Array.from({ length: 100 }, (_, id) => ({ id, text: `${id}`.padStart(100_000, '0') }));
    const cases = [
      {
        relation: chain.relation,
        records: few,
        limits: { budget: { rows: 100 } },
        says: /more than 100 records.*no type for the field amount/,
      },
      {
        relation: wideText.relation,
        records: texts,
        limits: { memory: 2 ** 20 },
        says: /more than 1\.0 MB.*puts records aside/,
      },
    ];
    for (const { relation, records, limits, says } of cases) {
      const { context } = watchedContext(limits);
      const running = recordsOf(runSegment(relation, [{ stream: () => streamOf(records) }], context));
      await assert.rejects(running, (error) => {
        assert.ok(error instanceof MillraceError);
        assert.deepEqual([error.code, error.step, error.outcome], ['limit', relation.step.name, 'failed']);
        assert.match(error.message, says);
        return true;
      });
    }
  });
});
