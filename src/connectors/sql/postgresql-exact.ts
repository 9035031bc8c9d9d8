/** Columns of PostgreSQL for what is not applied again; see `sql-exact.ts`. */
import { decimalParts } from '../../model/decimal-type.ts';
import type { ValueType } from '../../model/value-type.ts';
import { conditionCast, postgresqlText } from './postgresql-values.ts';
import type { ColumnClass, ExactColumn, ExactDialect, SqlColumn } from './sql-dialect.ts';
import { quoteName } from './sql-name.ts';

const numberless = "('NaN', 'Infinity', '-Infinity')";

/** NaN and the infinities are read as null. */
const finite = (name: string): string => `(case when ${name} in ${numberless} then null else ${name} end)`;

const least = { date: "'0001-01-01'", datetime: "'0001-01-01'", timestamp: "'0001-01-01 00:00:00+00'" } as const;
const beyond = { date: "'10000-01-01'", datetime: "'10000-01-01'", timestamp: "'10000-01-01 00:00:00+00'" } as const;

/** A calendar type, whose infinities and far years are none of ours. */
function calendar(name: string, of: 'date' | 'datetime' | 'timestamp'): ExactColumn {
  return { of, value: name, odd: `(${name} < ${least[of]} or ${name} >= ${beyond[of]})` };
}

/** A number as a decimal; odd where it has more digits than declared. */
function decimal(sql: string, type: ValueType): ExactColumn | undefined {
  const parts = decimalParts(type);
  if (parts === undefined) return undefined;
  const { precision, scale } = parts;
  const odd = `(${sql} <> round(${sql}, ${scale}) or abs(${sql}) >= 1${'0'.repeat(precision - scale)})`;
  return { of: 'numeric', value: sql, odd };
}

const kinds: Readonly<Partial<Record<ColumnClass, readonly ValueType['kind'][]>>> = {
  boolean: ['boolean'],
  integer: ['integer', 'decimal'],
  numeric: ['decimal'],
  float: ['number'],
  text: ['text'],
  uuid: ['text'],
  date: ['date'],
  time: ['time'],
  datetime: ['datetime'],
  timestamp: ['timestamp'],
};

function exact({ name: column, type: { of } }: SqlColumn, type: ValueType): ExactColumn | undefined {
  if (kinds[of]?.includes(type.kind) !== true) return undefined;
  const name = quoteName(column);
  switch (of) {
    case 'integer':
      return type.kind === 'decimal' ? decimal(`${name}::numeric`, type) : { of, value: `${name}::bigint` };
    case 'numeric':
      return decimal(finite(name), type);
    case 'float':
      return { of, value: finite(name) };
    case 'text':
      return { of, value: `(${name} collate "C")` };
    case 'uuid':
      // In lower case its text sorts as it does itself.
      return { of: 'text', value: `(${name}::text collate "C")` };
    case 'time':
      return { of, value: name, odd: `${name} = '24:00:00'` };
    case 'date':
    case 'datetime':
    case 'timestamp':
      return calendar(name, of);
    default:
      return { of, value: name };
  }
}

/** PostgreSQL's way of saying what is not checked again. */
export const postgresqlExact: ExactDialect = {
  exact,
  exactOperand: (_of, { type, value }, bind) => `${bind(postgresqlText(value, type))}${conditionCast(value, type)}`,
  exactSum: (value) => `sum(${value}::numeric)`,
  totals: { of: 'numeric', array: false, name: 'numeric' },
  counts: { of: 'integer', array: false, name: 'bigint' },
  selectedExact: (value) => value,
};
