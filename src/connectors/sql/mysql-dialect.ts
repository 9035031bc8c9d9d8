/** What is MySQL's and MariaDB's own in reading rows and asking for them. */
import { LocalDateTime, Timestamp, type Value } from '../../model/value.ts';
import { parseDate, parseTime } from '../../model/value-text.ts';
import type { ValueType } from '../../model/value-type.ts';
import type { Present } from '../push-down/condition.ts';
import { readDecimal } from '../documents/document-scalars.ts';
import { mysqlTokens, parseNamedQuery } from './named-parameters.ts';
import { mysqlExact } from './mysql-exact.ts';
import { quoteMysqlName, quoteMysqlTable } from './mysql-name.ts';
import { mysqlReadableAs } from './mysql-types.ts';
import { bindMysqlParameter, isExactNumber, mysqlOperand, mysqlValue } from './mysql-values.ts';
import type { AskedColumn, ColumnType, ReadText, SqlBind, SqlColumn, SqlDialect } from './sql-dialect.ts';
import { readJson, readMicros, readWhole } from './text-readers.ts';

const isText = ({ of }: Pick<AskedColumn, 'of'>): boolean => of === 'text' || of === 'long text';

/** Compares by code point, whatever the collation says. */
const byCodePoint = (sql: string): string => `cast(convert(${sql} using utf8mb4) as binary)`;

// biome-ignore lint/suspicious/noControlCharactersInRegex: every ASCII text is meant.
const ascii = /^[\u0000-\u007f]*$/;

/** A collation takes more for equal than is, and every character set has ASCII: then the index of a column is of use. */
function isLooselyEqual(column: AskedColumn, values: readonly Present[]): boolean {
  return isText(column) && values.every((value) => typeof value === 'string' && ascii.test(value));
}

function operand(column: AskedColumn, value: Present, bind: SqlBind): string {
  const { type } = column.field;
  return isText(column) ? `cast(${bind(mysqlValue(value, type))} as binary)` : mysqlOperand(value, type, bind);
}

function compareFlag({ name }: AskedColumn, isTrue: boolean): string {
  // What is neither 0 nor 1 has to come, so that it can be told.
  return isTrue ? `${name} <> 0` : `(${name} = 0 or ${name} not in (0, 1))`;
}

const selections: Readonly<Partial<Record<ColumnType['of'], (name: string) => string>>> = {
  text: (name) => name,
  'long text': (name) => name,
  binary: (name) => `hex(${name})`,
  single: (name) => `cast(${name} + 0e0 as char)`,
  bits: (name) => `cast(${name} + 0 as char)`,
};

/** The dialect of MySQL and MariaDB. */
export const mysqlDialect: SqlDialect = {
  ...mysqlExact,
  quoteName: quoteMysqlName,
  quoteTable: quoteMysqlTable,
  parseQuery: (sql) => parseNamedQuery(sql, mysqlTokens),
  numbered: false,
  bindParameter: bindMysqlParameter,
  selected({ name, type }: SqlColumn) {
    const quoted = quoteMysqlName(name);
    return selections[type.of]?.(quoted) ?? `cast(${quoted} as char)`;
  },
  readableAs: mysqlReadableAs,
  isReadable: (column, wanted) => mysqlReadableAs(column).includes(wanted.kind),
  reader: mysqlReader,
  asks(_of, condition) {
    const values = condition.op === 'in' ? condition.values : [condition.value];
    const isOrder = condition.op === 'compare' && condition.comparison !== '=' && condition.comparison !== '<>';
    if (condition.field.type.kind === 'boolean') return condition.op === 'compare' && !isOrder;
    return values.every(isExactNumber);
  },
  compare(column, { comparison, value }, bind) {
    if (column.field.type.kind === 'boolean') return compareFlag(column, (comparison === '=') === (value === true));
    if (comparison === '=' && isLooselyEqual(column, [value]))
      return `${column.name} = ${bind(mysqlValue(value, column.field.type))}`;
    const name = isText(column) ? byCodePoint(column.name) : column.name;
    return `${name} ${comparison} ${operand(column, value, bind)}`;
  },
  among(column, values, bind) {
    if (isLooselyEqual(column, values))
      return `${column.name} in (${values.map((value) => bind(mysqlValue(value, column.field.type))).join(', ')})`;
    const name = isText(column) ? byCodePoint(column.name) : column.name;
    return `${name} in (${values.map((value) => operand(column, value, bind)).join(', ')})`;
  },
  isNull: ({ name }) => `${name} is null`,
  nullsLast: (value, descending) => `${value} is null, ${value} ${descending ? 'desc' : 'asc'}`,
  orderKey(name, of, descending) {
    if (of === 'long text') return undefined;
    const value = of === 'text' ? byCodePoint(name) : name;
    return `${name} is null, ${value} ${descending ? 'desc' : 'asc'}`;
  },
};

const flags: Readonly<Record<string, boolean>> = { '0': false, '1': true };

function readInstant(text: string): Value | undefined {
  const micros = readMicros(text);
  return micros === undefined ? undefined : new Timestamp(micros);
}

function readLocal(text: string): Value | undefined {
  const micros = readMicros(text);
  return micros === undefined ? undefined : new LocalDateTime(micros);
}

const best: Readonly<Partial<Record<ColumnType['of'], ValueType['kind']>>> = {
  'long text': 'text',
  single: 'number',
  float: 'number',
  numeric: 'decimal',
  bits: 'integer',
  other: 'text',
};

/** The reader of a column as a type. */
function mysqlReader(column: ColumnType, type: ValueType): ReadText {
  if (type.kind === 'record' || type.kind === 'list') return readJson(type);
  if (type.kind === 'any') {
    if (column.of === 'json') return readJson(type);
    return mysqlReader(column, { kind: best[column.of] ?? column.of } as ValueType);
  }
  switch (type.kind) {
    case 'boolean':
      return (text) => flags[text];
    case 'integer':
      return readWhole;
    case 'number':
      return (text) => Number(text) + 0;
    case 'decimal':
      return readDecimal(type);
    case 'date':
      return (text) => parseDate(text);
    case 'time':
      return (text) => parseTime(text);
    case 'timestamp':
      return readInstant;
    case 'datetime':
      return readLocal;
    case 'binary':
      return (text) => new Uint8Array(Buffer.from(text, 'hex'));
    default:
      return (text) => text;
  }
}
