/** The types of MySQL and MariaDB by what they say of a column, and which of ours read them without loss. */
import { types, type ValueType } from '../../model/value-type.ts';
import type { ColumnClass, ColumnType, SqlColumn } from './sql-dialect.ts';

/** A column as the server describes it. */
export interface MysqlField {
  readonly name: string;
  readonly columnType: number;
  readonly columnLength: number;
  readonly characterSet: number;
  readonly decimals: number;
  readonly flags: number;
  /** `json`, from a MariaDB. */
  readonly extendedFormat?: string;
  /** `uuid`, `inet6`, from a MariaDB. */
  readonly extendedTypeName?: string;
}

const unsignedFlag = 32;
const enumFlag = 256;
const setFlag = 2048;
/** The character set that means: bytes. */
const binarySet = 63;
/** Sorts look at so many bytes of a text, no more (`max_sort_length`). */
const sortedBytes = 1024;

const numbers: Readonly<Record<number, readonly [string, ColumnClass]>> = {
  0: ['decimal', 'numeric'],
  246: ['decimal', 'numeric'],
  1: ['tinyint', 'integer'],
  2: ['smallint', 'integer'],
  9: ['mediumint', 'integer'],
  3: ['int', 'integer'],
  8: ['bigint', 'integer'],
  13: ['year', 'integer'],
  4: ['float', 'single'],
  5: ['double', 'float'],
};

const others: Readonly<Record<number, readonly [string, ColumnClass]>> = {
  7: ['timestamp', 'timestamp'],
  17: ['timestamp', 'timestamp'],
  12: ['datetime', 'datetime'],
  18: ['datetime', 'datetime'],
  10: ['date', 'date'],
  14: ['date', 'date'],
  11: ['time', 'time'],
  19: ['time', 'time'],
  16: ['bit', 'bits'],
  245: ['json', 'json'],
  255: ['geometry', 'binary'],
};

function textClass(field: MysqlField): readonly [string, ColumnClass] {
  if (field.extendedFormat === 'json') return ['json', 'json'];
  // An address or a uuid is no text to the server, and compares in ways of its own.
  if (field.extendedTypeName !== undefined) return [field.extendedTypeName, 'other'];
  if ((field.flags & enumFlag) !== 0 || field.columnType === 247) return ['enum', 'text'];
  if ((field.flags & setFlag) !== 0 || field.columnType === 248) return ['set', 'text'];
  if (field.characterSet === binarySet) return ['blob', 'binary'];
  return field.columnLength > sortedBytes ? ['text', 'long text'] : ['text', 'text'];
}

function columnType(field: MysqlField): ColumnType {
  const isUnsigned = (field.flags & unsignedFlag) !== 0;
  const number = numbers[field.columnType];
  if (number !== undefined) {
    const [name, of] = number;
    if (name === 'tinyint' && field.columnLength === 1) return { of: 'boolean', array: false, name: 'tinyint(1)' };
    const isSaid = isUnsigned && name !== 'year';
    return { of, array: false, name: isSaid ? `${name} unsigned` : name };
  }
  const [name, of] = others[field.columnType] ?? textClass(field);
  return { of, array: false, name: of === 'bits' ? `bit(${field.columnLength})` : name };
}

/** Precision and scale of a decimal, where ours can have them. */
function decimalOf({ columnLength, decimals, flags }: MysqlField): ValueType {
  const sign = (flags & unsignedFlag) === 0 ? 1 : 0;
  const precision = columnLength - sign - (decimals > 0 ? 1 : 0);
  return precision > 0 && precision <= 38 && decimals <= precision
    ? { kind: 'decimal', precision, scale: decimals }
    : types.decimal;
}

function bestType(type: ColumnType, field: MysqlField): ValueType {
  if (type.of === 'numeric') return decimalOf(field);
  if (type.name === 'bigint unsigned') return { kind: 'decimal', precision: 20, scale: 0 };
  if (type.of === 'bits') return field.columnLength === 1 ? types.boolean : types.integer;
  const [kind = 'text'] = readAs[type.of] ?? [];
  return { kind } as ValueType;
}

/** A column of a source. */
export function mysqlColumn(field: MysqlField): SqlColumn {
  const type = columnType(field);
  return { name: field.name, type, best: bestType(type, field) };
}

const whole: readonly ValueType['kind'][] = ['integer', 'number', 'decimal'];
const readAs: Readonly<Partial<Record<ColumnClass, readonly ValueType['kind'][]>>> = {
  boolean: ['boolean', ...whole],
  integer: whole,
  bits: [...whole, 'boolean'],
  single: ['number', 'decimal', 'integer'],
  float: ['number', 'decimal', 'integer'],
  numeric: ['decimal', 'number', 'integer'],
  text: ['text', 'record', 'list'],
  'long text': ['text', 'record', 'list'],
  date: ['date'],
  time: ['time'],
  datetime: ['datetime'],
  timestamp: ['timestamp'],
  binary: ['binary'],
  json: ['any', 'record', 'list', 'text'],
};

/** What a column can be declared as, the best first. */
export function mysqlReadableAs({ of }: ColumnType): readonly ValueType['kind'][] {
  return [...(readAs[of] ?? ['text']), ...(of === 'json' ? [] : (['any'] as const))];
}
