/**
 * Reads types as they are written in definitions and casts: `text`, `decimal(12,2)`, `list(record{sku: text, "odd name": any})`.
 */
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import { maximumPrecision, scalarKinds, type Field, type ScalarKind, type ValueType } from './value-type.ts';

/** What is wrong with a written type, and where (character offset). */
export interface TypeProblem {
  readonly message: string;
  readonly hint?: string;
  readonly at: number;
}

/** A type, or what is wrong with its text. `end` is the offset after the type. */
export type TypeResult =
  | { readonly type: ValueType; readonly end: number; readonly problem?: undefined }
  | { readonly type?: undefined; readonly problem: TypeProblem };

/** Types inside types go no deeper than this. */
const deepest = 32;

/** What people write who come from databases and programming languages. */
const foreign: Readonly<Record<string, string>> = {
  string: 'text',
  varchar: 'text',
  char: 'text',
  str: 'text',
  uuid: 'text',
  int: 'integer',
  int64: 'integer',
  bigint: 'integer',
  smallint: 'integer',
  long: 'integer',
  float: 'number',
  double: 'number',
  real: 'number',
  numeric: 'decimal',
  bool: 'boolean',
  timestamptz: 'timestamp',
  instant: 'timestamp',
  datetimetz: 'timestamp',
  bytes: 'binary',
  blob: 'binary',
  bytea: 'binary',
  array: 'list(..)',
  struct: 'record{..}',
  object: 'record{..}',
  json: 'any',
  map: 'any',
  duration: 'interval',
};

/** Ends reading at the first fault; caught in this file. */
class TypeFault extends MillraceError {
  readonly problem: TypeProblem;
  constructor(message: string, at: number, hint?: string) {
    super('syntax', message);
    this.problem = hint === undefined ? { message, at } : { message, at, hint };
  }
}

/** Where reading has come to. */
interface Cursor {
  readonly text: string;
  at: number;
}

const blank = /\s*/y;
const word = /[\p{L}_][\p{L}\p{M}\p{N}_]*/uy;
const digits = /\d{1,9}/y;

function read(cursor: Cursor, pattern: RegExp): string {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? '';
  cursor.at += found.length;
  return found;
}

function take(cursor: Cursor, symbol: string): boolean {
  read(cursor, blank);
  if (!cursor.text.startsWith(symbol, cursor.at)) return false;
  cursor.at += symbol.length;
  return true;
}

function expect(cursor: Cursor, symbol: string, after: string): void {
  if (take(cursor, symbol)) return;
  const found = cursor.at < cursor.text.length ? `, not '${cursor.text[cursor.at]}'` : '';
  throw new TypeFault(`expected '${symbol}' ${after}${found}`, cursor.at);
}

function whole(cursor: Cursor, what: string): number {
  read(cursor, blank);
  const at = cursor.at;
  const found = read(cursor, digits);
  if (found === '')
    throw new TypeFault(`expected the ${what} of the decimal as a whole number`, at, 'Write decimal(12,2).');
  return Number(found);
}

function decimalType(cursor: Cursor): ValueType {
  const start = cursor.at;
  if (!take(cursor, '(')) {
    cursor.at = start;
    return { kind: 'decimal' };
  }
  const precision = whole(cursor, 'precision');
  const scale = take(cursor, ',') ? whole(cursor, 'scale') : 0;
  expect(cursor, ')', 'after the precision and scale');
  if (precision < 1 || precision > maximumPrecision) {
    throw new TypeFault(`a decimal has 1 to ${maximumPrecision} digits, not ${precision}`, start);
  }
  if (scale > precision) throw new TypeFault(`the scale ${scale} is larger than the precision ${precision}`, start);
  return { kind: 'decimal', precision, scale };
}

function fieldName(cursor: Cursor): string {
  read(cursor, blank);
  if (cursor.text[cursor.at] !== '"') {
    const name = read(cursor, word);
    if (name === '')
      throw new TypeFault("expected the name of a field, or '}'", cursor.at, 'Write record{name: type, ..}.');
    return name;
  }
  const quoted = /"(?:[^"]|"")*"/y;
  const start = cursor.at;
  const name = read(cursor, quoted);
  if (name === '') throw new TypeFault('the quoted name has no closing "', start);
  return name.slice(1, -1).replaceAll('""', '"');
}

function recordType(cursor: Cursor, depth: number): ValueType {
  expect(cursor, '{', "after 'record'");
  const fields: Field[] = [];
  if (take(cursor, '}')) return { kind: 'record', fields };
  do {
    const at = cursor.at;
    const name = fieldName(cursor);
    if (fields.some((field) => field.name === name)) throw new TypeFault(`the record has two fields '${name}'`, at);
    expect(cursor, ':', `after the field '${name}'`);
    fields.push({ name, type: readType(cursor, depth + 1) });
  } while (take(cursor, ','));
  expect(cursor, '}', 'after the fields of the record');
  return { kind: 'record', fields };
}

function listType(cursor: Cursor, depth: number): ValueType {
  expect(cursor, '(', "after 'list'");
  const item = readType(cursor, depth + 1);
  expect(cursor, ')', 'after the type of the items');
  return { kind: 'list', item };
}

function isScalar(name: string): name is ScalarKind {
  return (scalarKinds as readonly string[]).includes(name);
}

function readType(cursor: Cursor, depth: number): ValueType {
  if (depth > deepest) throw new TypeFault(`the type is nested more than ${deepest} levels deep`, cursor.at);
  read(cursor, blank);
  const at = cursor.at;
  const name = read(cursor, word).toLowerCase();
  if (name === 'decimal') return decimalType(cursor);
  if (name === 'list') return listType(cursor, depth);
  if (name === 'record') return recordType(cursor, depth);
  if (isScalar(name)) return { kind: name };
  if (name === '')
    throw new TypeFault(
      'expected a type',
      at,
      'Types are text, integer, decimal(12,2), list(text), record{a: text} and so on.',
    );
  const ours = Object.hasOwn(foreign, name) ? foreign[name] : undefined;
  const known = [...scalarKinds, 'decimal', 'list', 'record'];
  throw new TypeFault(
    `'${name}' is not a type`,
    at,
    ours === undefined ? didYouMean(name, known) : `Here it is called ${ours}.`,
  );
}

/** Reads the type that starts at `start` and says where it ends; what follows is the caller's. */
export function parseTypeAt(text: string, start: number): TypeResult {
  const cursor = { text, at: start };
  try {
    const type = readType(cursor, 0);
    return { type, end: cursor.at };
  } catch (fault) {
    if (fault instanceof TypeFault) return { problem: fault.problem };
    throw fault;
  }
}

/** Reads a text that is a type and nothing else. */
export function parseType(text: string): TypeResult {
  const result = parseTypeAt(text, 0);
  if (result.problem !== undefined) return result;
  const rest = text.slice(result.end).trimStart();
  if (rest === '') return result;
  const at = text.length - rest.length;
  return {
    problem: { message: `unexpected '${rest.slice(0, 20)}' after the type ${text.slice(0, result.end).trim()}`, at },
  };
}
