import { MillraceError } from '../core/errors.ts';
import { ExactDecimal, isDecimal, type Value } from '../model/value.ts';
import { formatType, type ValueType } from '../model/value-type.ts';

type DecimalType = ValueType & { readonly kind: 'decimal' };
type Exact = InstanceType<typeof ExactDecimal>;

/** Makes the whole numbers as which DuckDB keeps the decimals of a type; `overflow` for one with too many digits. */
export function decimalScaler(type: DecimalType): (value: Value) => number | bigint {
  const { precision = 38, scale = 0 } = type;
  const limit = 10n ** BigInt(precision);
  const shortLimit = 10 ** Math.min(precision, 15);
  return (value) => {
    const exact = isDecimal(value) ? value : new ExactDecimal(String(value));
    const short = shortScaled(exact, scale);
    if (short !== undefined && short < shortLimit && short > -shortLimit) return short;
    const digits = BigInt(exact.toFixed(scale).replace('.', ''));
    if (digits < limit && digits > -limit) return digits;
    throw new MillraceError('overflow', `${exact.toFixed()} does not fit into ${formatType(type)}.`, {
      hint: 'Declare a wider decimal.',
    });
  };
}

const wordDigits = 7;
const wordBase = 10 ** wordDigits;

/**
 * A decimal of one or two of its words of seven digits, times a power of ten; undefined for a longer one, and where that is
 * no safe whole number. Up to 14 digits are exact in a double, and so is the power; a quotient that is not whole stays so
 * far from the next whole number that rounding does not hide it.
 */
function shortScaled({ d: words, e, s: sign }: Exact, scale: number): number | undefined {
  const [first = 0, second] = words;
  const fractionWords = words.length - Math.floor(e / wordDigits) - 1;
  if (words.length > 2 || fractionWords < 0 || fractionWords > 3) return undefined;
  const digits = second === undefined ? first : first * wordBase + second;
  const shift = scale - wordDigits * fractionWords;
  const scaled = shift >= 0 ? digits * 10 ** shift : digits / 10 ** -shift;
  return Number.isSafeInteger(scaled) ? sign * scaled + 0 : undefined;
}
