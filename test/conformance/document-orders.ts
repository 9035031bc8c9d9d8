/** Orders that try out every type, and a store filled with them. */
import { fromJson } from '../../src/model/value-codec.ts';
import type { DataRecord } from '../../src/model/value.ts';
import { recordOf, type Shape } from '../../src/model/value-type.ts';
import { shapeOf, writeAll } from './document-actions.ts';
import type { OpenStand, Stand } from './document-stands.ts';

/** Their shape. */
export const orders = shapeOf({
  _id: 'text',
  status: 'text',
  quantity: 'integer',
  weight: 'number',
  total: 'decimal(12,2)',
  paid: 'boolean',
  orderedAt: 'timestamp',
  day: 'date',
  customer: 'record{name: text, address: record{city: text, zip: integer}}',
  items: 'list(record{sku: text, quantity: integer, price: decimal(12,2)})',
});

/** Records from JSON. */
export function recordsOf(shape: Shape, rows: readonly unknown[]): DataRecord[] {
  return rows.map((row) => fromJson(row, recordOf(shape)) as DataRecord);
}

const rows = [
  {
    _id: 'a',
    status: 'open',
    quantity: 1,
    weight: 0.5,
    total: '10.00',
    paid: true,
    orderedAt: '2026-03-01T00:00:00Z',
    day: '2026-03-01',
    customer: { name: 'Ann', address: { city: 'Lyon', zip: 69001 } },
    items: [{ sku: 'tea', quantity: 2, price: '5.00' }],
  },
  {
    _id: 'b',
    status: 'closed',
    quantity: 5,
    weight: 1.25,
    total: '0.10',
    paid: false,
    orderedAt: '2026-03-01T23:59:59.999Z',
    day: '2026-03-02',
    customer: { name: 'Émile', address: { city: 'Zürich', zip: 8001 } },
    items: [],
  },
  {
    _id: 'c',
    status: 'Open',
    quantity: -3,
    weight: -2,
    total: '-7.50',
    paid: null,
    orderedAt: '1969-12-31T23:59:59.001Z',
    day: '0001-01-01',
    customer: { name: '\u{1F600}', address: null },
    items: null,
  },
  {
    _id: 'd',
    status: null,
    quantity: null,
    weight: null,
    total: null,
    paid: null,
    orderedAt: null,
    day: null,
    customer: null,
    items: null,
  },
  {
    _id: 'e',
    status: 'ｚ',
    quantity: 9007199254740991,
    weight: 1e300,
    total: '9999999999.99',
    paid: true,
    orderedAt: '9999-12-31T23:59:59.999Z',
    day: '9999-12-31',
    customer: { name: '', address: { city: null, zip: null } },
    items: [{ sku: null, quantity: null, price: null }],
  },
];
/** The orders. */
export const records = recordsOf(orders, rows);

/** A store that holds the orders. */
export async function filled(stand: Stand, t: Parameters<Stand['open']>[0]): Promise<OpenStand> {
  const opened = await stand.open(t);
  await writeAll(opened.store, { collection: 'orders', shape: orders, records });
  return opened;
}
