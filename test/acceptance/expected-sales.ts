/** The sales of a day by category, computed from the shop's generator a second time and in whole cents: no line of it is the product's. */

/** A line of the report, in text as the report writes it. */
export interface SalesLine {
  readonly category: string;
  readonly revenue: string;
  readonly orders: number;
}

/** Category and price in cents of the products by number, as `setup.yaml` lists them. */
const products: readonly (readonly [category: string, cents: number])[] = [
  ['tea', 1250],
  ['tea', 990],
  ['tea', 1800],
  ['tea', 740],
  ['tea', 2480],
  ['coffee', 1400],
  ['coffee', 1750],
  ['coffee', 1520],
  ['coffee', 1690],
  ['mugs', 900],
  ['mugs', 1950],
  ['mugs', 2900],
  ['pots', 3400],
  ['pots', 7900],
  ['pots', 4250],
  ['sweets', 680],
  ['sweets', 540],
  ['sweets', 890],
  ['sweets', 760],
  ['gifts', 5000],
  ['gifts', 4500],
  ['accessories', 1120],
  ['accessories', 3800],
  ['accessories', 2730],
];

const next = (seed: number): number => Number((BigInt(seed) * 48271n) % 2147483647n);

/** An order of the shop. */
export interface ShopOrder {
  readonly id: string;
  /** How many days before the set-up it was made, and how many seconds after midnight in Singapore. */
  readonly daysBefore: number;
  readonly seconds: number;
  readonly items: readonly { readonly category: string; readonly cents: number; readonly quantity: number }[];
}

/** Order number `number`, from 1. */
function shopOrder(number: number): ShopOrder {
  const r1 = next(number + 42);
  const r2 = next(r1);
  const r3 = next(r2);
  const r4 = next(r3);
  const items = Array.from({ length: 1 + (r3 % 4) }, (_, line) => {
    const [category, cents] = products[(r2 + line * 7919 + (r4 % 7)) % 24] ?? ['', 0];
    return { category, cents, quantity: 1 + ((r1 + line * 31) % 3) };
  });
  return {
    id: `O${String(number).padStart(6, '0')}`,
    daysBefore: 1 + (r1 % 90),
    seconds: 28_800 + (r2 % 50_400),
    items,
  };
}

/** The orders of a shop with so many. */
export function shopOrders(count = 20_000): ShopOrder[] {
  return Array.from({ length: count }, (_, at) => shopOrder(at + 1));
}

const inCents = (cents: number): string => (cents / 100).toFixed(2);

/** The sales of the day so many days before the set-up, the largest first; every order counts, whatever its status. */
export function expectedSales(daysBefore: number, orders: readonly ShopOrder[] = shopOrders()): SalesLine[] {
  const found = new Map<string, { cents: number; orders: Set<string> }>();
  for (const { id, items } of orders.filter((order) => order.daysBefore === daysBefore)) {
    for (const { category, cents, quantity } of items) {
      const sum = found.get(category) ?? { cents: 0, orders: new Set() };
      found.set(category, { cents: sum.cents + cents * quantity, orders: sum.orders.add(id) });
    }
  }
  return [...found]
    .sort(([a, { cents: left }], [b, { cents: right }]) => right - left || (a < b ? -1 : 1))
    .map(([category, { cents, orders }]) => ({ category, revenue: inCents(cents), orders: orders.size }));
}
