import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { environment } from '../../expression/closure.ts';
import { batchSize, type DataRecord } from '../../model/value.ts';
import { makeRecords, seededRandom } from './made-records.ts';

const whole = fc.integer({ min: 0, max: 2 ** 40 });

async function made(count: number, seed = 1): Promise<{ records: DataRecord[]; batches: number[] }> {
  const records: DataRecord[] = [];
  const batches: number[] = [];
  const fields = [
    { name: 'id', closure: ({ index }: DataRecord) => index ?? null },
    { name: 'a', closure: ({ random }: DataRecord) => random ?? null },
    { name: 'b', closure: ({ random }: DataRecord) => random ?? null },
    { name: 'left', closure: undefined },
  ];
  for await (const batch of makeRecords({ count, seed, fields }, environment())) {
    records.push(...batch);
    batches.push(batch.length);
  }
  return { records, batches };
}

describe('seeded random numbers', () => {
  it('lie between 0 and 1, and are the same for the same three', () => {
    fc.assert(
      fc.property(whole, whole, fc.integer({ min: 0, max: 1000 }), (seed, index, place) => {
        const number = seededRandom(seed, index, place);
        assert.ok(number >= 0 && number < 1);
        assert.equal(seededRandom(seed, index, place), number);
      }),
    );
  });

  it('fall evenly, whatever the seed and field', () => {
    for (const [seed, place] of [
      [1, 0],
      [1, 1],
      [2, 0],
      [-7, 3],
    ] as const) {
      const counts = Array.from({ length: 10 }, () => 0);
      for (let index = 1; index <= 20_000; index += 1) {
        const at = Math.floor(seededRandom(seed, index, place) * 10);
        counts[at] = (counts[at] ?? 0) + 1;
      }
      for (const count of counts) assert.ok(count > 1800 && count < 2200, counts.join(', '));
    }
  });
});

describe('made records', () => {
  it('count from 1, in batches, with a random number of its own for each field, and null for what is not made', async () => {
    const { records, batches } = await made(batchSize + 2);
    assert.deepEqual(batches, [batchSize, 2]);
    assert.deepEqual([records[0]?.['id'], records.at(-1)?.['id']], [1, batchSize + 2]);
    assert.ok(records.every(({ a, b, left }) => a !== b && left === null));
  });

  it('are the same in every run, and others for another seed', async () => {
    assert.deepEqual(await made(50), await made(50));
    assert.notDeepEqual((await made(50)).records, (await made(50, 2)).records);
    assert.deepEqual(await made(0), { records: [], batches: [] });
  });
});
