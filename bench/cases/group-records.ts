import type { DataRecord } from '../../src/model/value.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { Chain, recordsOf, watchedContext } from '../../test/engine/relations.ts';
import { defineCase } from '../define-case.ts';
import { peakMemory, residentMemory, seconds } from '../timing.ts';

const count = 100_000;

const chain = Chain.input({ id: 'integer', region: 'text', amount: 'integer', price: 'number' })
  .derive({ total: 'amount * price' })
  .aggregate({ region: 'region' }, { orders: 'count()', total: 'sum(total)', largest: 'max(total)' });

async function* generated(): AsyncGenerator<readonly DataRecord[]> {
  for (let start = 0; start < count; start += 1000) {
    yield Array.from({ length: 1000 }, (_, at) => {
      const id = start + at;
      return { id, region: `region-${id % 50}`, amount: id % 13, price: (id % 97) / 4 };
    });
  }
}

/** Records that are made on the way, not read. */
export const bench = defineCase({
  title: '100,000 generated records, derive and group by 50 keys',
  method: `${count} records are generated, one field derived and grouped by 50 keys, in a process that did nothing before: the first time, nothing is warm. Memory is the peak of the process over what it had before the first run.`,
  async run() {
    const idle = residentMemory();
    const { context } = watchedContext();
    const run = () => recordsOf(runSegment(chain.relation, [{ stream: generated }], context));
    const first = await seconds(run);
    const peak = peakMemory() - idle;
    const next = await seconds(run);
    return [
      { what: 'derive and group, first run', value: first, unit: 's', target: 0.15 },
      { what: 'derive and group, second run', value: next, unit: 's' },
      { what: 'memory over idle', value: peak, unit: 'MB', target: 256 },
    ];
  },
});
