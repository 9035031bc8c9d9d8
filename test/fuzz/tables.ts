/** Random tables: a shape with every type of the value model, and records for it. */
import { parseType } from '../../src/model/type-parser.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { listOf, type Shape, types, type ValueType } from '../../src/model/value-type.ts';
import type { Dice } from './dice.ts';
import { randomPresent } from './value-pools.ts';

/** Records of a shape. */
export interface Table {
  readonly shape: Shape;
  readonly records: readonly DataRecord[];
}

function typeOf(text: string): ValueType {
  const { type } = parseType(text);
  if (type === undefined) throw new TypeError(`${text} is no type`);
  return type;
}

/** What every table has, so that no function lacks something to be called with. */
const fixed: Shape = Object.entries({
  ok: 'boolean',
  i: 'integer',
  k: 'integer',
  n: 'number',
  m: 'number',
  t: 'text',
  s: 'text',
  day: 'date',
  clock: 'time',
  at: 'timestamp',
  local: 'datetime',
  span: 'interval',
  bytes: 'binary',
  li: 'list(integer)',
  lt: 'list(text)',
  ln: 'list(number)',
  lm: 'list(number)',
  r: 'record{a: integer, "B c": text, d: date}',
  q: 'record{a: integer, b: text}',
  v: 'record{a: integer, b: integer}',
  lr: 'list(record{sku: text, q: integer, p: decimal(9,2)})',
}).map(([name, text]) => ({ name, type: typeOf(text) }));

/** A decimal of any precision and scale; often one that people use. */
export function randomDecimalType(dice: Dice): ValueType {
  if (dice.percent(55))
    return typeOf(dice.pick(['decimal(9,2)', 'decimal(12,2)', 'decimal(5,3)', 'decimal(18,4)', 'decimal(38,0)']));
  const precision = dice.pick([1, 2, 4, 5, 9, 10, 18, 19, 27, 37, 38]);
  return {
    kind: 'decimal',
    precision,
    scale: dice.pick([0, Math.min(1, precision), Math.min(2, precision), precision >> 1, precision]),
  };
}

const furtherItems: readonly ValueType[] = [
  ...[types.boolean, types.date, types.time, types.timestamp, types.datetime, types.interval, types.binary],
  ...['list(integer)', 'list(text)', 'record{a: integer, b: number}'].map(typeOf),
];

/** The fields of a table: all types, and what differs from table to table. */
export function randomShape(dice: Dice): Shape {
  return [
    { name: 'id', type: types.integer },
    ...fixed,
    { name: 'd', type: randomDecimalType(dice) },
    { name: 'e', type: randomDecimalType(dice) },
    { name: 'ld', type: listOf(randomDecimalType(dice)) },
    { name: 'lx', type: listOf(dice.pick(furtherItems)) },
  ];
}

/** Fields of whole eighths: see `inexact.ts`. */
export const eighths = { number: 'm', list: 'lm' } as const;

function fieldValue(dice: Dice, { name, type }: Shape[number]): Value {
  const eighth = (): number => dice.between(-4000, 4000) / 8;
  if (dice.percent(18)) return null;
  if (name === eighths.number) return eighth();
  if (name !== eighths.list) return randomPresent(dice, type);
  return Array.from({ length: dice.below(5) }, () => (dice.percent(15) ? null : eighth()));
}

/** Records of a shape, numbered in `id`. */
export function randomRecords(dice: Dice, shape: Shape, count: number): DataRecord[] {
  return Array.from({ length: count }, (_, id) =>
    Object.fromEntries(shape.map((field) => [field.name, field.name === 'id' ? id : fieldValue(dice, field)])),
  );
}

/** A table of so many records at most. */
export function randomTable(dice: Dice, most = 24): Table {
  const shape = randomShape(dice);
  return { shape, records: randomRecords(dice, shape, dice.between(most >> 1, most)) };
}
