/**
 * Literals of numbers: `12` is an integer, `1.50` an exact decimal(3,2), `1e3` a number. Whole literals beyond 64 bits are
 * decimals. docs/decisions/expression-literals.md says how they meet fields of other types.
 */
import { fitsInteger, integer, integerRange } from '../model/integer.ts';
import { isDecimal, ExactDecimal } from '../model/value.ts';
import { maximumPrecision, types, type ValueType } from '../model/value-type.ts';
import type { Span, Syntax } from './ast.ts';
import { syntaxFault } from './expression-problem.ts';
import type { Token } from './lexer.ts';

type Literal = Syntax & { readonly kind: 'literal' };

function decimalLiteral(digits: string, at: Span): Literal {
  const [before = '', after = ''] = digits.split('.');
  const leading = before.replace(/^0+/, '');
  const precision = Math.max(1, leading.length + after.length);
  if (precision > maximumPrecision) {
    throw syntaxFault(
      `the number has ${precision} digits, more than ${maximumPrecision}`,
      at,
      'Write it with an exponent, such as 1e40.',
    );
  }
  const type: ValueType = { kind: 'decimal', precision, scale: after.length };
  return { kind: 'literal', value: new ExactDecimal(digits), type, at };
}

function integerLiteral(digits: string, at: Span): Literal {
  if (digits.length > maximumPrecision) return decimalLiteral(digits, at);
  const value = BigInt(digits);
  return fitsInteger(value)
    ? { kind: 'literal', value: integer(value), type: types.integer, at }
    : decimalLiteral(digits, at);
}

/** The literal of a token of kind `integer`, `decimal` or `number`. Throws a SyntaxFault. */
export function numberLiteral(token: Token): Literal {
  if (token.kind === 'integer') return integerLiteral(token.value, token.at);
  if (token.kind === 'decimal') return decimalLiteral(token.value, token.at);
  const value = Number(token.value);
  if (!Number.isFinite(value)) throw syntaxFault(`${token.value} is larger than any number`, token.at);
  return { kind: 'literal', value, type: types.number, at: token.at };
}

/** The literal with its sign turned, if `operand` is a literal number: so that -9223372036854775808 is an integer. */
export function negatedLiteral(operand: Syntax, at: Span): Literal | undefined {
  if (operand.kind !== 'literal') return undefined;
  const { value, type } = operand;
  if (type.kind === 'decimal' && isDecimal(value)) {
    const negated = value.negated();
    const inRange =
      negated.greaterThanOrEqualTo(integerRange.min.toString()) &&
      negated.lessThanOrEqualTo(integerRange.max.toString());
    return type.scale === 0 && inRange
      ? { kind: 'literal', value: integer(BigInt(negated.toFixed(0))), type: types.integer, at }
      : { kind: 'literal', value: negated, type, at };
  }
  if (type.kind === 'integer' && (typeof value === 'number' || typeof value === 'bigint')) {
    // The least integer has no counterpart: that is a problem where it is computed, and not one of the text.
    const negated = -BigInt(value);
    return negated > integerRange.max ? undefined : { kind: 'literal', value: integer(negated), type, at };
  }
  return type.kind === 'number' && typeof value === 'number' ? { kind: 'literal', value: -value, type, at } : undefined;
}
