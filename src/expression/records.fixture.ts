/** Records with every type, for the tests that run expressions over records. */
import assert from 'node:assert/strict';
import { parseType } from '../model/type-parser.ts';
import { fromJson } from '../model/value-codec.ts';
import type { DataRecord } from '../model/value.ts';
import type { Shape } from '../model/value-type.ts';
import { checkExpression } from './checker.ts';
import { environment } from './closure.ts';
import { functionRegistry } from './functions/registry.ts';
import type { Scope } from './scope.ts';
import type { Typed } from './typed.ts';

/** A shape from written types. */
export function shapeOf(written: Record<string, string>): Shape {
  return Object.entries(written).map(([name, text]) => {
    const { type } = parseType(text);
    assert.ok(type, text);
    return { name, type };
  });
}

/** The shape of the records. */
export const shape = shapeOf({
  id: 'integer',
  a: 'integer',
  b: 'integer',
  n: 'number',
  m: 'number',
  price: 'decimal(12,2)',
  tax: 'decimal(5,3)',
  ok: 'boolean',
  name: 'text',
  digits: 'text',
  day: 'date',
  at: 'timestamp',
  local: 'datetime',
  clock: 'time',
  span: 'interval',
  bytes: 'binary',
  tags: 'list(text)',
  items: 'list(record{sku: text, quantity: integer})',
  customer: 'record{city: text, "post code": text}',
  body: 'any',
});

const rows = [
  {
    id: 1,
    a: 5,
    b: 3,
    n: 1.5,
    m: 0,
    price: '12.50',
    tax: '0.075',
    ok: true,
    name: 'Tea',
    digits: ' 42 ',
    day: '2026-03-01',
    at: '2026-03-01T08:30:00Z',
    local: '2026-03-01T08:30:00',
    clock: '08:30:00',
    span: 'P1D',
    bytes: 'AQI=',
    tags: ['x', 'y'],
    items: [
      { sku: 'a', quantity: 2 },
      { sku: 'b', quantity: 7 },
    ],
    customer: { city: 'Rome', 'post code': '00100' },
    body: { a: { b: 1 }, c: null },
  },
  {
    id: 2,
    a: -7,
    b: 0,
    n: -2.5,
    m: 1e300,
    price: '-0.05',
    tax: '1.500',
    ok: false,
    name: "it's",
    digits: '4x',
    day: '1969-12-31',
    at: '1969-12-31T23:59:59.999999Z',
    local: '0099-01-01T00:00:00',
    clock: '23:59:59.5',
    span: 'P1M',
    bytes: '',
    tags: [],
    items: [],
    customer: { city: null, 'post code': '' },
    body: [1, 2],
  },
  {
    id: 3,
    a: '9007199254740993',
    b: '-9223372036854775808',
    n: 1e300,
    m: 1e300,
    price: '9999999999.99',
    tax: '-99.999',
    ok: null,
    name: '\u{1F600}z',
    digits: '2026-02-29',
    day: '2024-02-29',
    at: '2024-02-29T12:00:00Z',
    local: '2024-02-29T12:00:00',
    clock: '00:00:00',
    span: 'PT1H',
    bytes: '/w==',
    tags: ['\uFFFF', null],
    items: [{ sku: null, quantity: null }],
    customer: null,
    body: 'text',
  },
  { id: 4 },
];

/** One ordinary record, one of limits and oddities, one of extremes, one of nulls. */
export const records: DataRecord[] = rows.map((row) => fromJson(row, { kind: 'record', fields: shape }) as DataRecord);

const parameters = shapeOf({ p: 'integer', town: 'text', nothing: 'text' });
/** Parameters with values. */
export const env = environment({ parameters: { p: 3, town: 'Rome', nothing: null } });

/** What expressions over the records may name. */
export const scope: Scope = {
  fields: shape,
  parameters,
  context: [],
  aggregates: 'none',
  windows: true,
  functions: functionRegistry(),
};

/** The typed tree of an expression that must be right. */
export function check(expression: string, over: Partial<Scope> = {}): Typed {
  const { typed, problems } = checkExpression(expression, { ...scope, ...over });
  assert.ok(
    typed,
    `${expression}: ${problems.map((problem) => `${problem.message} ${problem.hint ?? ''}`).join('; ')}`,
  );
  return typed;
}
