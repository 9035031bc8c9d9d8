import type { DataRecord } from '../../src/model/value.ts';
import { runSegment } from '../../src/engine/vector/run-segment.ts';
import { Chain, recordsOf, watchedContext } from '../../test/engine/relations.ts';
import { defineCase, type Measure } from '../define-case.ts';
import { inTurns } from '../timing.ts';

const count = 100_000;
const customers = 10_000;
const perBatch = 1024;

const shape = { id: 'integer', customer: 'integer', region: 'text', amount: 'integer', price: 'number' };

interface Order {
  readonly id: number;
  readonly customer: number;
  readonly region: string | null;
  readonly amount: number | null;
  readonly price: number;
}

/** Out of order by any field but the id; one in fifty regions and amounts is null. */
function order(id: number): Order {
  const mixed = (id * 7919) % 100_003;
  const region = mixed % 50 === 0 ? null : `region-${mixed % 200}`;
  return { id, customer: mixed % 12_000, region, amount: id % 50 === 0 ? null : id % 13, price: (mixed % 9973) / 4 };
}

const orders = Array.from({ length: count }, (_, id) => order(id));
const partners = Array.from({ length: customers }, (_, id) => ({
  id,
  name: `customer ${id}`,
  city: `city ${id % 90}`,
}));

async function* batchesOf(records: readonly object[]): AsyncGenerator<readonly DataRecord[]> {
  for (let start = 0; start < records.length; start += perBatch) {
    yield records.slice(start, start + perBatch) as readonly DataRecord[];
  }
}

const leaves = [{ stream: () => batchesOf(orders) }, { stream: () => batchesOf(partners) }];

const grouped = Chain.input(shape).aggregate(
  { region: 'region' },
  { orders: 'count()', total: 'sum(price)', largest: 'max(amount)' },
);

function groupByHand(): readonly object[] {
  const groups = new Map<string | null, { orders: number; total: number | null; largest: number | null }>();
  for (const { region, price, amount } of orders) {
    let group = groups.get(region);
    if (group === undefined) {
      group = { orders: 0, total: null, largest: null };
      groups.set(region, group);
    }
    group.orders += 1;
    group.total = (group.total ?? 0) + price;
    if (amount !== null && (group.largest === null || amount > group.largest)) group.largest = amount;
  }
  return [...groups].map(([region, group]) => ({ region, ...group }));
}

const sorted = Chain.input(shape).sort('region', '-price');

/** Nulls last; the names are plain letters, so that JavaScript's order is that of code points. */
function sortByHand(): readonly object[] {
  return orders.toSorted((a, b) => {
    if (a.region !== b.region) {
      if (a.region === null) return 1;
      if (b.region === null) return -1;
      return a.region < b.region ? -1 : 1;
    }
    return b.price - a.price;
  });
}

const joined = Chain.input(shape).join(Chain.input({ id: 'integer', name: 'text', city: 'text' }, 1), {
  type: 'left',
  on: { customer: 'id' },
  take: { name: 'name', city: 'city' },
});

function joinByHand(): readonly object[] {
  const byId = new Map(partners.map((partner) => [partner.id, partner]));
  return orders.map((each) => {
    const partner = byId.get(each.customer);
    return { ...each, name: partner?.name ?? null, city: partner?.city ?? null };
  });
}

/** In turns with the same by hand; both give a list of records. */
async function measure(what: string, chain: Chain, byHand: () => readonly object[]): Promise<readonly Measure[]> {
  const { context } = watchedContext();
  const run = (): Promise<DataRecord[]> => recordsOf(runSegment(chain.relation, leaves, context));
  const [mine, wanted] = [(await run()).length, byHand().length];
  if (mine !== wanted) throw new RangeError(`${what}: ${mine} records, not ${wanted}`);
  const rounds = await inTurns(9, { ours: run, peer: async () => byHand() });
  return [
    { what: `${what}, processor time`, value: rounds.processor('ours') * 1000, unit: 'ms' },
    { what: `${what}, ratio to hand-written JavaScript`, value: rounds.ratio('ours', 'peer'), unit: 'x' },
  ];
}

/** The blocking operators of the row engine, as far as it goes before DuckDB takes over. */
export const bench = defineCase({
  title: 'Grouping, sorting and joining 100,000 records in the row engine',
  method: `${count} records of five fields in memory, out of order: grouped by 200 keys into three aggregates, sorted by a text and a falling number, and joined (left) with ${customers} records of three fields. Beside each, in turns, the same by hand with the same regard to nulls: a Map of running totals, toSorted, a Map and a spread. Medians of 9 rounds; the ratios are of processor time.`,
  async run() {
    return [
      ...(await measure('group by', grouped, groupByHand)),
      ...(await measure('sort', sorted, sortByHand)),
      ...(await measure('join', joined, joinByHand)),
    ];
  },
});
