import { castValue, tryCastValue } from '../model/cast.ts';
import { ExactDecimal, type Value } from '../model/value.ts';
import { shortDecimal } from '../model/value-compare.ts';
import type { ValueType } from '../model/value-type.ts';
import type { Closure } from './closure.ts';
import type { Typed } from './typed.ts';

/** The digits of the longest integer. */
const integerDigits = 19;

/** True for a decimal with room for every integer. */
function holdsIntegers(type: ValueType): boolean {
  if (type.kind !== 'decimal') return false;
  return type.precision === undefined || type.precision - (type.scale ?? 0) >= integerDigits;
}

function decimalAsNumber(value: Value): Value {
  if (value === null) return null;
  return shortDecimal(value as InstanceType<typeof ExactDecimal>) ?? Number(String(value));
}

/** Conversions that run for every record of a column, without the general machinery. */
function fastConversion(from: ValueType, to: ValueType): ((value: Value) => Value) | undefined {
  if (from.kind === to.kind && !['decimal', 'list', 'record'].includes(to.kind)) return (value) => value;
  if (from.kind === 'integer' && to.kind === 'number')
    return (value) => (typeof value === 'bigint' ? Number(value) : value);
  if (to.kind === 'text' && (from.kind === 'integer' || from.kind === 'number' || from.kind === 'boolean'))
    return (value) => (value === null ? null : String(value));
  if (from.kind === 'integer' && holdsIntegers(to))
    return (value) => (value === null ? null : new ExactDecimal(typeof value === 'number' ? value : String(value)));
  if (from.kind === 'decimal' && to.kind === 'number') return decimalAsNumber;
  if (from.kind === 'null') return () => null;
  return undefined;
}

/** `x::type` over the compiled `x`. */
export function compileCast({ operand, type, lenient }: Typed & { kind: 'cast' }, value: Closure): Closure {
  const from = operand.type;
  const fast = fastConversion(from, type);
  if (fast !== undefined) return (record, env) => fast(value(record, env));
  const cast = lenient ? tryCastValue : castValue;
  return (record, env) => cast(value(record, env), from, type);
}
