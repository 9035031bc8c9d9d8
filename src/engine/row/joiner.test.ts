import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { batchSize, type DataRecord } from '../../model/value.ts';
import { Chain, type JoinHow, streamOf, watchedContext } from '../../../test/engine/relations.ts';
import { runRelation } from './compile-relation.ts';

/** The sizes of the batches of a join, and its pairs. */
async function joined(how: JoinHow, left: readonly DataRecord[], right: readonly DataRecord[]) {
  const chain = Chain.input({ id: 'integer', k: 'integer' }).join(Chain.input({ k: 'integer', v: 'integer' }, 1), {
    on: { k: 'k' },
    take: { v: 'v' },
    ...how,
  });
  const { context } = watchedContext();
  const sizes: number[] = [];
  const pairs: string[] = [];
  for await (const batch of runRelation(chain.relation, [streamOf(left, 2), streamOf(right, 500)], context)) {
    sizes.push(batch.length);
    for (const { id, v } of batch) pairs.push(`${String(id)}-${String(v)}`);
  }
  return { sizes, pairs };
}

const partners = (k: number, count: number): DataRecord[] => Array.from({ length: count }, (_, v) => ({ k, v }));
const left = [
  { id: 1, k: 1 },
  { id: 2, k: 2 },
  { id: 3, k: 1 },
  { id: 4, k: null },
];

describe('a record with many partners', () => {
  for (const count of [batchSize - 1, batchSize, batchSize + 1, 2 * batchSize, 3000]) {
    it(`${count}: gives every pair once, in batches of the usual size`, async () => {
      const { sizes, pairs } = await joined({ type: 'left' }, left, partners(1, count));
      assert.ok(Math.max(...sizes) <= batchSize, `a batch of ${Math.max(...sizes)}`);
      const wanted = [1, 3].flatMap((id) => partners(1, count).map(({ v }) => `${id}-${String(v)}`));
      assert.deepEqual(pairs.toSorted(), [...wanted, '2-null', '4-null'].toSorted());
    });
  }

  it('and a condition: gives those that pass, and itself alone where none does', async () => {
    const { pairs } = await joined({ type: 'left', where: 'right.v >= 2998 and left.id < 3' }, left, partners(1, 3000));
    assert.deepEqual(pairs, ['1-2998', '1-2999', '2-null', '3-null', '4-null']);
  });

  it('is there once for `semi`, and not for `anti`', async () => {
    const of = async (type: 'semi' | 'anti') => (await joined({ type, take: {} }, left, partners(1, 3000))).pairs;
    assert.deepEqual(await of('semi'), ['1-undefined', '3-undefined']);
    assert.deepEqual(await of('anti'), ['2-undefined', '4-undefined']);
  });
});
