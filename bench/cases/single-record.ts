import type { DataRecord } from '../../src/model/value.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { watchedContext } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { loadChain, onlySegment } from '../loaded-chain.ts';
import { inTurns } from '../timing.ts';

const calls = 50_000;
const record: DataRecord = { id: 7, region: 'north', amount: 5, price: 12.5 };

const chain = loadChain({ id: 'integer', region: 'text', amount: 'integer', price: 'number' }, [
  `{ uses: filter, with: { where: "amount > 3 and region <> 'south'" } }`,
  `{ uses: derive, with: { compute: { total: amount * price, label: "region || '-' || id::text", large: amount >= 10 } } }`,
]);
const relation = onlySegment(chain);

async function* one(): AsyncGenerator<readonly DataRecord[]> {
  yield [record];
}

async function ours(): Promise<number> {
  const { context } = watchedContext();
  let count = 0;
  for (let call = 0; call < calls; call++) {
    for await (const batch of runSegment(relation, [{ stream: one }], context)) count += batch.length;
  }
  return count;
}

interface Order {
  readonly id: number | null;
  readonly region: string | null;
  readonly amount: number | null;
  readonly price: number | null;
}

/** What a person would write for this one chain: a field may be null, and what is worked out of it then is, too. */
function byHand({ id, region, amount, price }: Order): DataRecord | undefined {
  if (amount === null || !(amount > 3) || region === null || region === 'south') return undefined;
  return {
    id,
    region,
    amount,
    price,
    total: price === null ? null : amount * price,
    label: id === null ? null : `${region}-${id}`,
    large: amount >= 10,
  };
}

async function* streamed(input: AsyncIterable<readonly DataRecord[]>): AsyncGenerator<readonly DataRecord[]> {
  for await (const batch of input) {
    yield batch.map((each) => byHand(each as unknown as Order)).filter((each) => each !== undefined);
  }
}

async function peer(): Promise<number> {
  let count = 0;
  for (let call = 0; call < calls; call++) for await (const batch of streamed(one())) count += batch.length;
  return count;
}

async function bare(): Promise<number> {
  let count = 0;
  for (let call = 0; call < calls; call++) count += String(byHand(record as unknown as Order)?.['label']).length;
  return count;
}

/** One record through a loaded chain. */
export const bench = defineCase({
  title: 'One record through filter and three derived fields',
  method: `A chain that was read from its text, checked and compiled before is run ${calls} times, each time over a stream of one record: a filter of two conditions, then three derived fields (a product, a text, a comparison). Beside it, in turns, the same by hand with the same regard to nulls: as an async generator over the same stream, and as a plain function call without any stream. Medians of 9 rounds; the ratios are of processor time.`,
  async run() {
    const rounds = await inTurns(9, { ours, peer, bare });
    return [
      { what: 'one record through the chain', value: rounds.median('ours') * (1e6 / calls), unit: 'µs' },
      { what: 'the same, processor time', value: rounds.processor('ours') * (1e6 / calls), unit: 'µs', target: 5 },
      {
        what: 'by hand over the same stream, processor time',
        value: rounds.processor('peer') * (1e6 / calls),
        unit: 'µs',
      },
      {
        what: 'by hand by a function call, processor time',
        value: rounds.processor('bare') * (1e6 / calls),
        unit: 'µs',
      },
      { what: 'ratio to the stream by hand', value: rounds.ratio('ours', 'peer'), unit: 'x', target: 20 },
      { what: 'ratio to the function call', value: rounds.ratio('ours', 'bare'), unit: 'x' },
    ];
  },
});
