import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { withScratch } from '../../../test/engine/both-engines.ts';
import { recordsOf, streamOf } from '../../../test/engine/relations.ts';
import { MillraceError } from '../../core/errors.ts';
import {
  type Batch,
  type BatchStream,
  type DataRecord,
  DateValue,
  ExactDecimal,
  Timestamp,
} from '../../model/value.ts';
import { approximateSize } from '../vector/approximate-size.ts';
import { holdRecords, SpillingRecords } from './kept-records.ts';

const mixed = (id: number): DataRecord => ({
  id,
  text: `record ${id}`,
  day: new DateValue(id),
  at: new Timestamp(BigInt(id) * 1_000_000n),
  price: new ExactDecimal(`${id}.25`),
  bytes: Uint8Array.of(id % 256),
  list: [id, null, { deep: [true] }],
});
const many = Array.from({ length: 5000 }, (_, id) => mixed(id));

describe('records that wait', () => {
  const cases: readonly (readonly [name: string, memory: number, files: number])[] = [
    ['in memory where there is room', 1e9, 0],
    ['in memory and on disk', 200_000, 1],
    ['all on disk', 0, 1],
  ];
  for (const [name, memory, files] of cases) {
    test(`${name}: they come back as they were, as often as need be`, () =>
      withScratch(async (scratch) => {
        const kept = new SpillingRecords({ memory, scratch: () => Promise.resolve(scratch) });
        assert.equal(await kept.take(streamOf(many, 700)), undefined);
        assert.equal((await readdir(scratch)).length, files);
        assert.deepEqual(await recordsOf(kept.read()), many);
        assert.deepEqual(await recordsOf(kept.read()), many);
        await kept.drop();
        assert.deepEqual(await readdir(scratch), []);
      }));
  }

  test('whatever their number and sizes, none is lost or moved', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ maxLength: 40 }), { maxLength: 30 }), { maxLength: 20 }),
        fc.nat({ max: 4000 }),
        (texts, memory) =>
          withScratch(async (scratch) => {
            const batches: Batch[] = texts.map((batch) => batch.map((text) => ({ text })));
            const kept = new SpillingRecords({ memory, scratch: () => Promise.resolve(scratch) });
            for (const batch of batches) await kept.add(batch);
            assert.deepEqual(await recordsOf(kept.read()), batches.flat());
            await kept.drop();
          }),
      ),
      { numRuns: 50 },
    ));

  test('a batch of wide records is read back in pieces', () =>
    withScratch(async (scratch) => {
      const wide: Batch = Array.from({ length: 300 }, (_, id) => ({ id, text: 'x'.repeat(100_000) }));
      const kept = new SpillingRecords({ memory: 0, scratch: () => Promise.resolve(scratch) });
      await kept.add(wide);
      let records = 0;
      for await (const batch of kept.read()) {
        assert.ok(approximateSize(batch) < 5 * 2 ** 20);
        records += batch.length;
      }
      assert.equal(records, 300);
      await kept.drop();
    }));

  test('what the stream fails with is given; what keeping them fails with is thrown, and the stream closed', async () => {
    const broken = new MillraceError('timeout', 'gone');
    const failing = async function* (): BatchStream {
      yield many.slice(0, 10);
      throw broken;
    };
    const kept = new SpillingRecords({
      memory: 1e6,
      scratch: () => Promise.reject(new MillraceError('disk_full', 'full')),
    });
    assert.equal((await kept.take(failing()))?.error, broken);
    let closed = 0;
    const stream = streamOf(many, 1000, () => (closed += 1));
    await assert.rejects(kept.take(stream), { code: 'disk_full' });
    assert.equal(closed, 1);
  });

  const ends: readonly (readonly [name: string, use: (held: AsyncGenerator<Batch>) => Promise<unknown>])[] = [
    ['were read', (held) => recordsOf(held)],
    [
      'are not wanted any more',
      async (held) => {
        await held.next();
        await held.return(undefined);
      },
    ],
  ];
  for (const [name, use] of ends) {
    test(`held ones leave nothing behind when they ${name}`, () =>
      withScratch(async (scratch) => {
        await use(holdRecords(streamOf(many, 100), { memory: 1000, scratch: () => Promise.resolve(scratch) }));
        assert.deepEqual(await readdir(scratch), []);
      }));
  }

  test('held ones leave nothing behind when their source fails', () =>
    withScratch(async (scratch) => {
      const failing = async function* (): BatchStream {
        yield* streamOf(many, 100);
        assert.equal((await readdir(scratch)).length, 1);
        throw new MillraceError('timeout', 'gone');
      };
      const held = holdRecords(failing(), { memory: 1000, scratch: () => Promise.resolve(scratch) });
      await assert.rejects(recordsOf(held), { code: 'timeout' });
      assert.deepEqual(await readdir(scratch), []);
      assert.ok(existsSync(scratch));
    }));
});
