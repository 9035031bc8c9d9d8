/** From the texts in which a database writes totals and counts to the values of aggregates. */
import { MillraceError } from '../../core/errors.ts';
import { inDecimalType } from '../../expression/functions/decimal-operator.ts';
import { ExactDecimal, type Value } from '../../model/value.ts';
import type { ValueType } from '../../model/value-type.ts';

/** The mean of a total: what `avg` gives here. */
export function meanOf(total: string | null, count: string | null, type: ValueType): Value {
  const number = Number(count ?? 0);
  if (total === null || number === 0) return null;
  return type.kind === 'decimal'
    ? inDecimalType(new ExactDecimal(total).div(number), type)
    : Number(BigInt(total)) / number;
}

/** A value that is not as it was asked for, which is a fault of ours. */
export function unreadable(name: string, text: string): MillraceError {
  return new MillraceError('internal', `The database gave ${text.slice(0, 40)} for ${name}.`);
}
