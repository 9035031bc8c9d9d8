/** The types of PostgreSQL by oid, and which of ours read them without loss. */
import { listOf, types, type ValueType } from '../../model/value-type.ts';
import type { ColumnClass, ColumnType } from './sql-dialect.ts';

/** oid, oid of the array, name, class. */
const known: readonly (readonly [number, number, string, ColumnClass])[] = [
  [16, 1000, 'boolean', 'boolean'],
  [21, 1005, 'smallint', 'integer'],
  [23, 1007, 'integer', 'integer'],
  [20, 1016, 'bigint', 'integer'],
  [26, 1028, 'oid', 'integer'],
  [700, 1021, 'real', 'single'],
  [701, 1022, 'double precision', 'float'],
  [1700, 1231, 'numeric', 'numeric'],
  [25, 1009, 'text', 'text'],
  [1043, 1015, 'varchar', 'text'],
  [1042, 1014, 'char', 'other'],
  [18, 1002, '"char"', 'other'],
  [19, 1003, 'name', 'other'],
  [2950, 2951, 'uuid', 'uuid'],
  [1082, 1182, 'date', 'date'],
  [1083, 1183, 'time', 'time'],
  [1114, 1115, 'timestamp without time zone', 'datetime'],
  [1184, 1185, 'timestamptz', 'timestamp'],
  [1186, 1187, 'interval', 'interval'],
  [17, 1001, 'bytea', 'binary'],
  [114, 199, 'json', 'json'],
  [3802, 3807, 'jsonb', 'json'],
];

const byOid = new Map<number, ColumnType>(
  known.flatMap(([oid, arrayOid, name, of]) => [
    [oid, { of, array: false, name }],
    [arrayOid, { of, array: true, name: `${name}[]` }],
  ]),
);

/** The type behind an oid; enums, ranges, addresses and what extensions bring come as text. */
export function columnType(oid: number): ColumnType {
  return byOid.get(oid) ?? { of: 'other', array: false, name: `the type with oid ${oid}` };
}

const readAs: Readonly<Record<ColumnClass, readonly ValueType['kind'][]>> = {
  boolean: ['boolean'],
  integer: ['integer', 'number', 'decimal'],
  // Its shortest text is not the number that the database compares with.
  single: ['number', 'decimal', 'integer'],
  bits: ['text'],
  float: ['number', 'decimal', 'integer'],
  numeric: ['decimal', 'number', 'integer'],
  text: ['text'],
  'long text': ['text'],
  uuid: ['text'],
  other: ['text'],
  date: ['date'],
  time: ['time'],
  datetime: ['datetime'],
  timestamp: ['timestamp'],
  interval: ['interval'],
  binary: ['binary'],
  json: ['any', 'record', 'list', 'text'],
};

/** What a column can be declared as, the best first. */
export function readableAs({ of, array }: ColumnType): readonly ValueType['kind'][] {
  return array ? ['list'] : [...readAs[of], ...(of === 'json' ? [] : (['any'] as const))];
}

/** The items of a list of lists of ..: an array of arrays has the same type as a flat one. */
export function itemOf(type: ValueType): ValueType {
  return type.kind === 'list' ? itemOf(type.item) : type;
}

/** True when a column can be read as a type. */
export function isReadable(column: ColumnType, type: ValueType): boolean {
  if (column.array)
    return type.kind === 'any' || (type.kind === 'list' && isReadable({ ...column, array: false }, itemOf(type)));
  return readableAs(column).includes(type.kind);
}

/** The type that reads a column best; `modifier` holds precision and scale of a numeric. */
export function bestType(column: ColumnType, modifier: number): ValueType {
  if (column.array) return listOf(bestType({ ...column, array: false }, modifier));
  const [kind = 'text'] = readableAs(column);
  if (kind !== 'decimal') return { kind } as ValueType;
  if (modifier < 4) return types.decimal;
  const precision = ((modifier - 4) >> 16) & 0xffff;
  const scale = (modifier - 4) & 0x7ff;
  return precision <= 38 && scale <= precision ? { kind: 'decimal', precision, scale } : types.decimal;
}
