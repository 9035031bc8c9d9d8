import type { DataRecord } from '../../src/model/value.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { Chain, watchedContext } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { seconds, sideBySide } from '../timing.ts';

const calls = 50_000;
const record: DataRecord = { id: 7, region: 'north', amount: 5, price: 12.5 };

const chain = Chain.input({ id: 'integer', region: 'text', amount: 'integer', price: 'number' })
  .filter("amount > 3 and region <> 'south'")
  .derive({ total: 'amount * price', label: "region || '-' || id" });

async function* one(): AsyncGenerator<readonly DataRecord[]> {
  yield [record];
}

async function ours(): Promise<number> {
  const { context } = watchedContext();
  let count = 0;
  for (let call = 0; call < calls; call++) {
    for await (const batch of runSegment(chain.relation, [{ stream: one }], context)) count += batch.length;
  }
  return count;
}

/** What a person would write for this one chain, over the same streams of batches. */
async function* byHand(input: AsyncIterable<readonly DataRecord[]>): AsyncGenerator<readonly DataRecord[]> {
  for await (const batch of input) {
    yield batch
      .filter(
        ({ amount, region }) => amount !== null && (amount as number) > 3 && region !== null && region !== 'south',
      )
      .map((source) => ({
        ...source,
        total: (source['amount'] as number) * (source['price'] as number),
        label: `${source['region'] as string}-${source['id'] as number}`,
      }));
  }
}

async function peer(): Promise<number> {
  let count = 0;
  for (let call = 0; call < calls; call++) for await (const batch of byHand(one())) count += batch.length;
  return count;
}

/** One record through a loaded chain. */
export const bench = defineCase({
  title: 'One record through filter and derive',
  method: `A loaded chain (compiled before) is run ${calls} times over one record; the peer is a hand-written async generator over the same stream.`,
  async run() {
    await seconds(ours);
    await seconds(peer);
    const times = await sideBySide(5, ours, peer);
    return [
      { what: 'one record through filter and derive', value: (times.ours / calls) * 1e6, unit: 'µs', target: 10 },
      { what: 'the same by hand', value: (times.peer / calls) * 1e6, unit: 'µs' },
      { what: 'ratio to hand-written JavaScript', value: times.ours / times.peer, unit: 'x' },
    ];
  },
});
