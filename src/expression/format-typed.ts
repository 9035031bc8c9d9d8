import { formatValue } from '../model/value-codec.ts';
import { formatDate, formatDatetime, formatInterval, formatTime, formatTimestamp } from '../model/value-text.ts';
import {
  DateValue,
  Interval,
  isDecimal,
  isRecord,
  LocalDateTime,
  TimeValue,
  Timestamp,
  type Value,
} from '../model/value.ts';
import { formatType, types, type ValueType } from '../model/value-type.ts';
import type { Typed, TypedAggregate, TypedBound, TypedFrame, TypedOrder, TypedWindow } from './typed.ts';

const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A name as it stands in expressions, quoted where it must be. */
function formatName(name: string): string {
  const plain = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u.test(name) && !reservedNames.has(name.toLowerCase());
  return plain ? name : `"${name.replaceAll('"', '""')}"`;
}

/** Words that cannot stand for a field without quotes. */
const reservedNames = new Set([
  ...['and', 'or', 'not', 'in', 'between', 'like', 'is', 'div', 'case', 'when', 'then', 'else', 'end'],
  ...['true', 'false', 'null', 'distinct', 'order'],
]);

/** A decimal literal has the type that its digits say; any other type is added. */
function formatDecimal(digits: string, type: ValueType): string {
  const [whole = '', places = ''] = digits.replace('-', '').split('.');
  const precision = Math.max(1, whole.replace(/^0+/, '').length + places.length);
  const isOwn = type.kind === 'decimal' && type.precision === precision && places.length > 0;
  return isOwn ? digits : `${digits}::${formatType(type)}`;
}

function formatObject(value: Exclude<Value, null> & object, type: ValueType): string {
  if (isDecimal(value)) return formatDecimal(formatValue(value, type), type);
  if (value instanceof DateValue) return `date '${formatDate(value)}'`;
  if (value instanceof TimeValue) return `time '${formatTime(value)}'`;
  if (value instanceof Timestamp) return `timestamp '${formatTimestamp(value)}'`;
  if (value instanceof LocalDateTime) return `datetime '${formatDatetime(value)}'`;
  if (value instanceof Interval) return `interval '${formatInterval(value)}'`;
  if (value instanceof Uint8Array) return `${quote(formatValue(value, type))}::binary`;
  if (isRecord(value)) {
    const partType = (name: string): ValueType =>
      (type.kind === 'record' && type.fields.find((field) => field.name === name)?.type) || types.any;
    const parts = Object.entries(value).map(
      ([name, part]) => `${formatName(name)}: ${formatLiteral(part ?? null, partType(name))}`,
    );
    return `{${parts.join(', ')}}`;
  }
  const item = type.kind === 'list' ? type.item : types.any;
  return `[${(value as readonly Value[]).map((part) => formatLiteral(part, item)).join(', ')}]`;
}

/** A value as a literal of the language. */
export function formatLiteral(value: Value, type: ValueType): string {
  if (value === null) return type.kind === 'null' ? 'null' : `null::${formatType(type)}`;
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'object') return formatObject(value, type);
  const text = String(value);
  // With an exponent it reads as a number again, and not as a decimal.
  return type.kind === 'number' && !text.includes('e') ? `${text}e0` : text;
}

function formatOrder(keys: readonly TypedOrder[]): string {
  return keys.map(({ by, descending }) => `${formatTyped(by)}${descending ? ' desc' : ''}`).join(', ');
}

function formatAggregate({ name, args, distinct, filter, orderBy }: TypedAggregate): string {
  const order = orderBy.length > 0 ? ` order by ${formatOrder(orderBy)}` : '';
  const where = filter === undefined ? '' : ` filter (where ${formatTyped(filter)})`;
  return `${name}(${distinct ? 'distinct ' : ''}${args.map(formatTyped).join(', ')}${order})${where}`;
}

function formatBound(bound: TypedBound): string {
  if (bound.kind === 'current') return 'current row';
  if (bound.kind === 'unbounded') return `unbounded ${bound.direction}`;
  const { offset, direction } = bound;
  return `${formatLiteral(offset, offset instanceof Interval ? types.interval : types.integer)} ${direction}`;
}

/** `rows between 2 preceding and current row`. */
function formatFrame({ unit, start, end }: TypedFrame): string {
  return `${unit} between ${formatBound(start)} and ${formatBound(end)}`;
}

function formatWindow({ call, partitionBy, orderBy, frame }: TypedWindow): string {
  const parts: string[] = [];
  if (partitionBy.length > 0) parts.push(`partition by ${partitionBy.map(formatTyped).join(', ')}`);
  if (orderBy.length > 0) parts.push(`order by ${formatOrder(orderBy)}`);
  if (frame !== undefined) parts.push(formatFrame(frame));
  return `${formatTyped(call)} over (${parts.join(' ')})`;
}

const infix = new Set(['+', '-', '*', '/', 'div', '%', '||', '=', '<>', '<', '<=', '>', '>=', 'in', 'like']);

function formatCall(name: string, args: readonly Typed[]): string {
  const texts = args.map(formatTyped);
  const [a = '', b = '', c = ''] = texts;
  if (infix.has(name)) return `(${a} ${name} ${b})`;
  if (name === 'negate') return `(-${a})`;
  if (name === 'not') return `(not ${a})`;
  if (name === 'is null' || name === 'is not null') return `(${a} ${name})`;
  if (name === 'between') return `(${a} between ${b} and ${c})`;
  return name === 'index' ? `${a}[${b}]` : `${name}(${texts.join(', ')})`;
}

function formatCase({ branches, otherwise }: Typed & { kind: 'case' }): string {
  const parts = branches.map(({ when, result }) => `when ${formatTyped(when)} then ${formatTyped(result)}`);
  return `case ${parts.join(' ')}${otherwise === undefined ? '' : ` else ${formatTyped(otherwise)}`} end`;
}

function formatLambda({ slots, body }: Typed & { kind: 'lambda' }): string {
  const names = slots.map((slot) => `x${slot}`);
  return `${names.length === 1 ? names[0] : `(${names.join(', ')})`} -> ${formatTyped(body)}`;
}

/** A typed tree as an expression, with every conversion visible: for `explain`, and to tell equal trees. */
export function formatTyped(typed: Typed): string {
  switch (typed.kind) {
    case 'literal':
      return formatLiteral(typed.value, typed.type);
    case 'field':
      return formatName(typed.name);
    case 'parameter':
      return `$${formatName(typed.name)}`;
    case 'context':
      return `@${formatName(typed.name)}`;
    case 'local':
      return `x${typed.slot}`;
    case 'slot':
      return `#${typed.slot}`;
    case 'member':
      return `${formatTyped(typed.target)}.${formatName(typed.name)}`;
    case 'list':
      return `[${typed.items.map(formatTyped).join(', ')}]`;
    case 'record':
      return `{${typed.fields.map(({ name, value }) => `${formatName(name)}: ${formatTyped(value)}`).join(', ')}}`;
    case 'and':
    case 'or':
      return `(${formatTyped(typed.left)} ${typed.kind} ${formatTyped(typed.right)})`;
    case 'case':
      return formatCase(typed);
    case 'coalesce':
      return `coalesce(${typed.args.map(formatTyped).join(', ')})`;
    case 'cast':
      return `${typed.lenient ? 'try_cast' : 'cast'}(${formatTyped(typed.operand)} as ${formatType(typed.type)})`;
    case 'lambda':
      return formatLambda(typed);
    case 'call':
      return formatCall(typed.name, typed.args);
    case 'aggregate':
      return formatAggregate(typed);
    case 'window-call':
      return `${typed.name}(${typed.args.map(formatTyped).join(', ')})`;
    case 'window':
      return formatWindow(typed);
  }
}
