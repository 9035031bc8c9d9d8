import type { Shape, ValueType } from '../model/value-type.ts';

/** A name as DuckDB reads it, whatever characters it has. */
export function sqlIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text as an SQL literal; undefined for one with a zero byte, which SQL text cannot hold. */
export function sqlText(text: string): string | undefined {
  return text.includes('\u0000') ? undefined : `'${text.replaceAll("'", "''")}'`;
}

const scalarTypes = {
  // A column that only ever holds null needs some type.
  null: 'VARCHAR',
  boolean: 'BOOLEAN',
  text: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  date: 'DATE',
  time: 'TIME',
  timestamp: 'TIMESTAMPTZ',
  datetime: 'TIMESTAMP',
  interval: 'INTERVAL',
  binary: 'BLOB',
  any: 'JSON',
} as const;

/** DuckDB does not tell names apart by case, and knows no empty struct. */
function structType(fields: Shape): string | undefined {
  const names = new Set(fields.map((field) => field.name.toLowerCase()));
  if (fields.length === 0 || names.size < fields.length) return undefined;
  const parts = fields.map(({ name, type }) => {
    const inner = duckType(type);
    return inner && `${sqlIdentifier(name)} ${inner}`;
  });
  return parts.every((part) => part !== undefined) ? `STRUCT(${parts.join(', ')})` : undefined;
}

/** The type as DuckDB calls it; undefined where it has none: a bare decimal, an empty record. */
export function duckType(type: ValueType): string | undefined {
  switch (type.kind) {
    case 'decimal':
      return type.precision === undefined ? undefined : `DECIMAL(${type.precision},${type.scale ?? 0})`;
    case 'list': {
      const item = duckType(type.item);
      return item && `${item}[]`;
    }
    case 'record':
      return structType(type.fields);
    default:
      return scalarTypes[type.kind];
  }
}

/** True where DuckDB groups as it compares. Intervals such as 30 days and 1 month are equal, but within a list or record it tells them apart. */
export function groupsAsEqual(type: ValueType, nested = false): boolean {
  if (type.kind === 'list') return groupsAsEqual(type.item, true);
  if (type.kind === 'record') return type.fields.every((field) => groupsAsEqual(field.type, true));
  return !nested || type.kind !== 'interval';
}
