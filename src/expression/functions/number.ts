/** Functions of numbers. Whole numbers stay whole, decimals stay exact; what has no finite result is null. */
import { roundHalfAway } from '../../model/cast.ts';
import { decimalOf, decimalParts, roundedDecimal } from '../../model/decimal-type.ts';
import { type Integer, integer, negateInteger } from '../../model/integer.ts';
import { Decimal } from 'decimal.js';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { bareComparator } from '../../model/value-compare.ts';
import { formatType, maximumPrecision, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { example, fixed, generic } from './define.ts';
import { inDecimalType } from './decimal-operator.ts';
import { directions, roundingTo } from './number-rounding.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, decimalSql, decimalsFit, finite, literalInteger } from './sql-text.ts';

type Exact = InstanceType<typeof ExactDecimal>;

const identity = (x: Integer): Integer => x;

function numeric(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly problem?: string;
    readonly overloads: readonly Overload[];
    readonly examples: readonly FunctionExample[];
    readonly aliases?: readonly string[];
    readonly docs?: string;
  },
): FunctionDeclaration {
  return { kind: 'scalar', name, family: 'number', summary, ...form };
}

/** What rounding to whole numbers gives: one digit more can be needed before the point. */
function wholeDecimal(type: ValueType): ValueType {
  const parts = decimalParts(type);
  return decimalOf(
    parts && { precision: Math.min(maximumPrecision, Math.max(1, parts.precision - parts.scale) + 1), scale: 0 },
  );
}

type Rounding = 'round' | 'floor' | 'ceil' | 'trunc';

const roundings: Readonly<
  Record<Rounding, { readonly number: (x: number) => number; readonly decimal: Decimal.Rounding }>
> = {
  round: { number: roundHalfAway, decimal: Decimal.ROUND_HALF_UP },
  floor: { number: Math.floor, decimal: Decimal.ROUND_FLOOR },
  ceil: { number: Math.ceil, decimal: Decimal.ROUND_CEIL },
  trunc: { number: Math.trunc, decimal: Decimal.ROUND_DOWN },
};

function toWhole(name: Rounding): readonly Overload[] {
  const rounding = roundings[name];
  return [
    fixed([take.integer], types.integer, { js: identity, sql: (x) => x }),
    generic([take.decimal], {
      returns: ([type = types.decimal]) => wholeDecimal(type),
      returnsLabel: 'decimal',
      js: () => (x: Exact) => new ExactDecimal(x).toDecimalPlaces(0, rounding.decimal),
      sql: ([x], [type = types.decimal]) => {
        const parts = decimalParts(wholeDecimal(type));
        return parts && `CAST(${name}(${x}) AS ${decimalSql(parts)})`;
      },
    }),
    fixed([take.number], types.number, { js: rounding.number, sql: (x) => `${name}(${x})` }),
  ];
}

/** Ten to the power of 0 to 22, the powers that a double holds exactly. */
function powerOfTen(exponent: number): number {
  return Number(`1e${exponent}`);
}

/** By the same steps as the vector engine, so that both fall on the same side of a half. */
function roundTo(x: number, digits: Integer): number {
  const places = Math.max(-400, Math.min(400, Number(digits)));
  if (places < 0) {
    const unit = powerOfTen(-places);
    const rounded = roundHalfAway(x / unit) * unit;
    return Number.isFinite(rounded) ? rounded : 0;
  }
  const unit = powerOfTen(places);
  const rounded = roundHalfAway(x * unit) / unit;
  return Number.isFinite(rounded) ? rounded : x;
}

function roundIntegerTo(x: Integer, digits: Integer): Integer {
  if (digits >= 0) return x;
  const unit = 10n ** BigInt(Math.min(25, -Number(digits)));
  const value = BigInt(x);
  const half = value < 0n ? -unit / 2n : unit / 2n;
  return integer(((value + half) / unit) * unit);
}

function roundDecimalTo(x: Exact, digits: Integer): Exact {
  const places = Math.max(-50, Math.min(38, Number(digits)));
  const value = new ExactDecimal(x);
  if (places >= 0) return value.decimalPlaces() > places ? value.toDecimalPlaces(places, Decimal.ROUND_HALF_UP) : value;
  const unit = new ExactDecimal(10).pow(-places);
  return value.div(unit).toDecimalPlaces(0, Decimal.ROUND_HALF_UP).times(unit);
}

const roundingToDigits: readonly Overload[] = [
  fixed([take.integer, take.integer], types.integer, {
    canFail: true,
    js: roundIntegerTo,
    sql: (x, digits) => ((literalInteger(digits ?? '') ?? -1) >= 0 ? x : undefined),
  }),
  generic([take.decimal, take.integer], {
    returns: ([type = types.decimal]) => roundedDecimal(type),
    returnsLabel: 'decimal',
    canFail: true,
    js: ([type = types.decimal]) => {
      const result = roundedDecimal(type);
      return (x: Exact, digits: Integer) => inDecimalType(roundDecimalTo(x, digits), result);
    },
    sql: ([x, digits = ''], [type = types.decimal]) => {
      const places = literalInteger(digits);
      const parts = decimalParts(roundedDecimal(type));
      // With 38 digits already, or to tens and more, DuckDB's own steps could overflow where ours do not.
      if (!parts || places === undefined || places < 0 || parts.precision === maximumPrecision) return undefined;
      return `CAST(round(${x}, ${Math.min(places, 38)}) AS ${decimalSql(parts)})`;
    },
  }),
  fixed([take.number, take.integer], types.number, {
    js: roundTo,
    sql: (x, digits) => `round(${x}, ${clampSql(digits ?? '', -400, 400)}::INTEGER)`,
  }),
];

const rounding: readonly FunctionDeclaration[] = [
  numeric('round', 'The nearest whole number, or the nearest with so many decimal places; halves go away from zero.', {
    parameters: ['value', 'places'],
    problem: 'a result beyond 64 bits or 38 digits',
    docs: 'With negative digits it rounds to tens, hundreds and so on. Decimals are rounded exactly; a number such as 1.005 is stored a little below that, and rounds as it is stored.',
    overloads: [...toWhole('round'), ...roundingToDigits],
    examples: [
      example('round(2.5::number)', '3::number'),
      example('round(-2.345, 2)', "'-2.35'::decimal(5,3)"),
      example('round(1250, -2)', '1300'),
      example('round(1.239::number, 2)', '1.24::number'),
    ],
  }),
  numeric('floor', 'The largest whole number that is not larger, or the largest number with so many decimal places.', {
    parameters: ['value', 'places'],
    problem: 'a result beyond 64 bits or 38 digits',
    docs: 'Towards minus infinity: -1.5 becomes -2. Integers stay integers, decimals stay decimals. `trunc` goes towards zero.',
    overloads: [...toWhole('floor'), ...roundingTo(directions.floor)],
    examples: [
      example('floor(-1.5::number)', '-2::number'),
      example('floor(1.9)', '1::decimal(2,0)'),
      example('floor(-1.239, 2)', "'-1.24'::decimal(5,3)"),
      example('floor(-1.5)', '-2::decimal(3,0)'),
    ],
  }),
  numeric(
    'ceil',
    'The smallest whole number that is not smaller, or the smallest number with so many decimal places.',
    {
      parameters: ['value', 'places'],
      problem: 'a result beyond 64 bits or 38 digits',
      docs: 'Towards plus infinity: -1.5 becomes -1. Integers stay integers, decimals stay decimals.',
      aliases: ['ceiling'],
      overloads: [...toWhole('ceil'), ...roundingTo(directions.ceil)],
      examples: [
        example('ceil(1.2::number)', '2::number'),
        example('ceil(9.1)', '10::decimal(2,0)'),
        example('ceil(1.231::number, 2)', '1.24::number'),
        example('ceil(-1.5)', '-1::decimal(3,0)'),
      ],
    },
  ),
  numeric('trunc', 'The number without its fraction, or with so many decimal places of it.', {
    parameters: ['value', 'places'],
    problem: 'a result beyond 64 bits or 38 digits',
    docs: 'Towards zero: -1.9 becomes -1. Integers stay integers, decimals stay decimals.',
    overloads: [...toWhole('trunc'), ...roundingTo(directions.trunc)],
    examples: [
      example('trunc(-1.9::number)', '-1::number'),
      example('trunc(1.9)', '1::decimal(2,0)'),
      example('trunc(-1.239, 2)', "'-1.23'::decimal(5,3)"),
      example('trunc(1299, -2)', '1200'),
    ],
  }),
];

const signs: readonly FunctionDeclaration[] = [
  numeric('abs', 'The value without its sign.', {
    parameters: ['value'],
    problem: 'the value -9223372036854775808, whose opposite has no 64 bits',
    docs: 'It keeps the type: the absolute value of a decimal is a decimal.',
    overloads: [
      fixed([take.integer], types.integer, {
        canFail: true,
        js: (x: Integer) => (x < 0 ? negateInteger(x) : x),
        sql: (x) => `abs(${x})`,
      }),
      generic([take.decimal], {
        returns: ([type = types.decimal]) => type,
        returnsLabel: 'decimal',
        js: () => (x: Exact) => x.abs(),
        sql: ([x], [type = types.decimal]) => (decimalParts(type) ? `abs(${x})` : undefined),
      }),
      fixed([take.number], types.number, { js: Math.abs, sql: (x) => `abs(${x})` }),
    ],
    examples: [
      example('abs(-5)', '5'),
      example('abs(-1.50)', '1.50'),
      example("abs('-1.50'::decimal(5,2))", "'1.50'::decimal(5,2)"),
    ],
  }),
  numeric('sign', '-1, 0 or 1, by whether the value is below, equal to or above zero.', {
    parameters: ['value'],
    docs: 'Always an integer.',
    overloads: [
      fixed([take.integer], types.integer, {
        js: (x: Integer) => (x > 0 ? 1 : x < 0 ? -1 : 0),
        sql: (x) => `sign(${x})::BIGINT`,
      }),
      generic([take.decimal], {
        returns: () => types.integer,
        returnsLabel: 'integer',
        js: () => (x: Exact) => (x.isZero() ? 0 : x.isNegative() ? -1 : 1),
        sql: ([x], [type = types.decimal]) => (decimalParts(type) ? `sign(${x})::BIGINT` : undefined),
      }),
      fixed([take.number], types.integer, { js: (x: number) => Math.sign(x) + 0, sql: (x) => `sign(${x})::BIGINT` }),
    ],
    examples: [example('sign(-3)', '-1'), example('sign(0.0)', '0')],
  }),
];

function realFunction(
  name: string,
  form: {
    summary: string;
    parameters: readonly string[];
    docs: string;
    js: (x: number) => number;
    sql: (x: string) => string | undefined;
    examples: FunctionExample[];
  },
): FunctionDeclaration {
  const { js, sql, ...rest } = form;
  return numeric(name, rest.summary, {
    parameters: rest.parameters,
    docs: rest.docs,
    overloads: [fixed([take.number], types.number, { js, sql })],
    examples: rest.examples,
  });
}

const real: readonly FunctionDeclaration[] = [
  realFunction('sqrt', {
    summary: 'The square root; null of a negative number.',
    parameters: ['number'],
    docs: '`cbrt` is the cube root, `power(x, 1.0 / n)` any other.',
    js: Math.sqrt,
    sql: (x) => `(CASE WHEN ${x} >= 0 THEN sqrt(${x}) END)`,
    examples: [example('sqrt(9)', '3::number'), example('sqrt(-1)', 'null')],
  }),
  realFunction('exp', {
    summary: "Euler's number to a power.",
    parameters: ['power'],
    docs: 'What is too large for a number is null, as everywhere.',
    js: Math.exp,
    sql: (x) => finite(`exp(${x})`),
    examples: [example('exp(0)', '1::number'), example('exp(1000)', 'null')],
  }),
  realFunction('ln', {
    summary: 'The natural logarithm; null of zero and negative numbers.',
    parameters: ['number'],
    docs: '`log(base, x)` has any base.',
    js: Math.log,
    sql: (x) => `(CASE WHEN ${x} > 0 THEN ln(${x}) END)`,
    examples: [example('ln(1)', '0::number'), example('ln(0)', 'null')],
  }),
  realFunction('log10', {
    summary: 'The logarithm to base 10; null of zero and negative numbers.',
    parameters: ['number'],
    docs: '`log(base, x)` has any base.',
    js: Math.log10,
    sql: (x) => `(CASE WHEN ${x} > 0 THEN log10(${x}) END)`,
    examples: [example('log10(1000)', '3::number'), example('log10(-1)', 'null')],
  }),
  numeric('power', 'A number to a power.', {
    parameters: ['base', 'exponent'],
    docs: 'Always a number; what has no finite real result (a root of a negative number, too much) is null. Whole powers of 2 up to 2^53 are exact.',
    aliases: ['pow'],
    overloads: [
      fixed([take.number, take.number], types.number, {
        js: (x: number, y: number) => x ** y,
        sql: (x, y) => finite(`pow(${x}, ${y})`),
      }),
    ],
    examples: [
      example('power(2, 10)', '1024::number'),
      example('power(-8, 0.5)', 'null'),
      example('power(2, -1)', '0.5::number'),
    ],
  }),
];

/** The greatest or least of arguments that are not null. */
function extreme(name: 'greatest' | 'least', sign: 1 | -1): Overload {
  return generic([take.comparable()], {
    variadic: true,
    nulls: 'handle',
    returns: (args) => take.commonOf(args),
    together: take.allAlike,
    returnsLabel: 'T',
    js: (args) => {
      const compare = bareComparator(take.commonOf(args));
      return (...values: Value[]) => {
        let best: Value = null;
        for (const value of values) {
          if (value !== null && (best === null || compare(value, best) * sign > 0)) best = value;
        }
        return best;
      };
    },
    sql: (args, given) => (sameForSql(given) ? `${name}(${args.join(', ')})` : undefined),
  });
}

function sameForSql(given: readonly ValueType[]): boolean {
  const [first = types.null] = given;
  // Of intervals that are equal in one part DuckDB takes another one than its own comparison says.
  if (first.kind === 'list' || first.kind === 'record' || first.kind === 'interval') return false;
  return given.every((type) =>
    first.kind === 'decimal' || type.kind === 'decimal'
      ? decimalsFit(first, type)
      : formatType(type) === formatType(first),
  );
}

const choosing: readonly FunctionDeclaration[] = [
  numeric('greatest', 'The greatest of the arguments that are not null.', {
    parameters: ['value'],
    docs: 'The arguments are of one type, or become one. Null only if all are null. For the greatest of records use `max`, of a list `list_max`.',
    overloads: [extreme('greatest', 1)],
    examples: [
      example('greatest(1, 3, 2)', '3'),
      example("greatest('a', null, 'b')", "'b'"),
      example('greatest(null, null::integer)', 'null'),
    ],
  }),
  numeric('least', 'The least of the arguments that are not null.', {
    parameters: ['value'],
    docs: 'The arguments are of one type, or become one. Null only if all are null. For the least of records use `min`, of a list `list_min`.',
    overloads: [extreme('least', -1)],
    examples: [
      example('least(3, 1, 2)', '1'),
      example("least(date '2026-03-02', date '2026-03-01')", "date '2026-03-01'"),
    ],
  }),
];

/** The functions of numbers. */
export const numberFunctions: readonly FunctionDeclaration[] = [...rounding, ...signs, ...real, ...choosing];
