/** Columns of MySQL and MariaDB for what is not applied again; see `sql-exact.ts`. */
import { decimalParts } from '../../model/decimal-type.ts';
import type { ValueType } from '../../model/value-type.ts';
import { quoteMysqlName } from './mysql-name.ts';
import { mysqlOperand, mysqlValue } from './mysql-values.ts';
import type { ColumnClass, ExactColumn, ExactDialect, SqlColumn } from './sql-dialect.ts';

/** A number as a decimal; odd where it has more digits than declared. */
function decimal(name: string, type: ValueType): ExactColumn | undefined {
  const parts = decimalParts(type);
  if (parts === undefined) return undefined;
  // Written out: with an exponent it would be a double here.
  const bound = `1${'0'.repeat(parts.precision - parts.scale)}`;
  return { of: 'numeric', value: name, odd: `(${name} <> round(${name}, ${parts.scale}) or abs(${name}) >= ${bound})` };
}

const kinds: Readonly<Partial<Record<ColumnClass, readonly ValueType['kind'][]>>> = {
  boolean: ['boolean'],
  integer: ['integer', 'decimal'],
  numeric: ['decimal'],
  float: ['number'],
  // Longer text is grouped by its first bytes only.
  text: ['text'],
  date: ['date'],
  time: ['time'],
  datetime: ['datetime'],
  timestamp: ['timestamp'],
};

function integer(name: string, { type }: SqlColumn): ExactColumn {
  const isWide = type.name === 'bigint unsigned';
  return { of: 'integer', value: name, ...(isWide ? { odd: `${name} > 9223372036854775807` } : {}) };
}

function exact(column: SqlColumn, type: ValueType): ExactColumn | undefined {
  const { of } = column.type;
  if (kinds[of]?.includes(type.kind) !== true) return undefined;
  const name = quoteMysqlName(column.name);
  switch (of) {
    case 'integer':
      return type.kind === 'decimal' ? decimal(name, type) : integer(name, column);
    case 'numeric':
      return decimal(name, type);
    case 'float':
      // One zero, not two.
      return { of, value: `(${name} + 0e0)` };
    case 'boolean':
      return { of, value: name, odd: `${name} not in (0, 1)` };
    case 'text':
      return { of, value: `cast(convert(${name} using utf8mb4) as binary)` };
    case 'time':
      return { of, value: name, odd: `(${name} < '00:00:00' or ${name} >= '24:00:00')` };
    default:
      return { of, value: name, odd: `(year(${name}) = 0 or month(${name}) = 0 or dayofmonth(${name}) = 0)` };
  }
}

/** MySQL's way of saying what is not checked again. */
export const mysqlExact: ExactDialect = {
  exact,
  exactOperand: (of, { type, value }, bind) =>
    of === 'text' ? `cast(${bind(mysqlValue(value, type))} as binary)` : mysqlOperand(value, type, bind),
  exactSum: (value) => `sum(${value})`,
  totals: { of: 'numeric', array: false, name: 'decimal' },
  counts: { of: 'integer', array: false, name: 'bigint' },
  selectedExact: (value, of) => (of === 'text' ? `convert(${value} using utf8mb4)` : `cast(${value} as char)`),
};
