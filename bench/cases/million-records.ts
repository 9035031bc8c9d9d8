import type { DataRecord } from '../../src/model/value.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { watchedContext } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { loadChain, onlySegment } from '../loaded-chain.ts';
import { inTurns } from '../timing.ts';

const count = 1_000_000;
const perBatch = 1024;
const regions = ['north', 'south', 'east', 'west'];

interface Order {
  readonly id: number;
  readonly region: string | null;
  readonly amount: number | null;
  readonly price: number | null;
  readonly note: string;
}

/** One in fifty amounts is null. */
function order(id: number): Order {
  const amount = id % 50 === 0 ? null : id % 13;
  return { id, region: regions[id % 4] ?? null, amount, price: (id % 97) / 4, note: `note ${id % 1000}` };
}

/** Made before anything is measured. */
function madeBatches(): readonly (readonly Order[])[] {
  const batches: Order[][] = [];
  for (let start = 0; start < count; start += perBatch) {
    batches.push(Array.from({ length: Math.min(perBatch, count - start) }, (_, at) => order(start + at)));
  }
  return batches;
}

const relation = onlySegment(
  loadChain({ id: 'integer', region: 'text', amount: 'integer', price: 'number', note: 'text' }, [
    `{ uses: filter, with: { where: "amount > 3 and region <> 'south'" } }`,
    `{ uses: derive, with: { compute: { total: amount * price, label: "region || '-' || id::text", large: amount >= 10 } } }`,
  ]),
);

function byHand(batch: readonly Order[]): DataRecord[] {
  const results: DataRecord[] = [];
  for (const { id, region, amount, price, note } of batch) {
    if (amount === null || !(amount > 3) || region === null || region === 'south') continue;
    const total = price === null ? null : amount * price;
    results.push({ id, region, amount, price, note, total, label: `${region}-${id}`, large: amount >= 10 });
  }
  return results;
}

/** The records that come out, and a look into each, so that nothing can be left undone. */
interface Sum {
  records: number;
  letters: number;
}

function look(batch: readonly DataRecord[], sum: Sum): void {
  sum.records += batch.length;
  for (const record of batch) sum.letters += (record['label'] as string).length;
}

/** Records in memory through the row engine. */
export const bench = defineCase({
  title: '1,000,000 records through filter and derive in the row engine',
  method: `${count} records of five fields in batches of ${perBatch}, made before, go through a filter of two conditions, which keeps a good half, and three derived fields (a product, a text of two fields, a comparison), on one thread; what comes out is looked at and let go. By hand is one loop over the same batches, with the same regard to nulls, making the same records of eight fields. In turns; medians of 7 rounds, by the clock and, since others work on the machine, by processor time, of which the ratio is, too.`,
  async run() {
    const batches = madeBatches();
    async function* stream(): AsyncGenerator<readonly DataRecord[]> {
      yield* batches as unknown as readonly (readonly DataRecord[])[];
    }
    const ours = async (): Promise<Sum> => {
      const sum = { records: 0, letters: 0 };
      const { context } = watchedContext();
      for await (const batch of runSegment(relation, [{ stream }], context)) look(batch, sum);
      return sum;
    };
    const peer = async (): Promise<Sum> => {
      const sum = { records: 0, letters: 0 };
      for (const batch of batches) look(byHand(batch), sum);
      return sum;
    };
    const [mine, wanted] = [await ours(), await peer()];
    if (mine.records !== wanted.records || mine.letters !== wanted.letters)
      throw new RangeError('Not the same records.');
    const rounds = await inTurns(7, { ours, peer });
    return [
      { what: 'records per second', value: count / rounds.median('ours'), unit: '/s' },
      {
        what: 'records per second of processor time',
        value: count / rounds.processor('ours'),
        unit: '/s',
        target: 1e6,
        atLeast: true,
      },
      { what: 'by hand, records per second of processor time', value: count / rounds.processor('peer'), unit: '/s' },
      {
        what: 'ratio to hand-written JavaScript',
        value: rounds.ratio('peer', 'ours'),
        unit: 'x',
        target: 0.25,
        atLeast: true,
      },
    ];
  },
});
