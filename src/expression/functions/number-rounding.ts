/**
 * Rounding in every direction, to whole numbers and to decimal places. Numbers are scaled, rounded and scaled back by the
 * same steps in both engines, decimals by whole numbers of 128 bits, so that both fall on the same side.
 */
import { Decimal } from 'decimal.js';
import { decimalOf, decimalParts, type DecimalParts, roundedDecimal } from '../../model/decimal-type.ts';
import { type Integer, integer } from '../../model/integer.ts';
import { ExactDecimal } from '../../model/value.ts';
import { maximumPrecision, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, Overload } from '../function-declaration.ts';
import { type Exact, inDecimalType, scaledSql } from './decimal-operator.ts';
import { example, fixed, generic } from './define.ts';
import { letSql } from './let-sql.ts';
import * as take from './parameter-patterns.ts';
import { decimalSql, literalInteger } from './sql-text.ts';

/** A direction of rounding, for each type of number. */
export interface Direction {
  readonly number: (x: number) => number;
  /** The same of a DOUBLE. */
  readonly numberSql: (x: string) => string;
  readonly decimal: Decimal.Rounding;
  /** What is added to the quotient `q` of a HUGEINT by a positive unit, cut towards zero, with the rest `r`: -1, 0 or 1. */
  readonly stepSql: (quotient: string, rest: string, unit: string) => string;
}

function halfEven(x: number): number {
  const low = Math.floor(x);
  const over = x - low;
  return over < 0.5 || (over === 0.5 && low % 2 === 0) ? low : low + 1;
}

const awayIfOver = (rest: string): string => `(CASE WHEN ${rest} > 0 THEN 1 ELSE -1 END)`;

/** The directions, by the names of their functions. */
export const directions = {
  floor: {
    number: Math.floor,
    numberSql: (x) => `floor(${x})`,
    decimal: Decimal.ROUND_FLOOR,
    stepSql: (_q, r) => `(CASE WHEN ${r} < 0 THEN -1 ELSE 0 END)`,
  },
  ceil: {
    number: Math.ceil,
    numberSql: (x) => `ceil(${x})`,
    decimal: Decimal.ROUND_CEIL,
    stepSql: (_q, r) => `(CASE WHEN ${r} > 0 THEN 1 ELSE 0 END)`,
  },
  trunc: {
    number: Math.trunc,
    numberSql: (x) => `trunc(${x})`,
    decimal: Decimal.ROUND_DOWN,
    stepSql: () => '0',
  },
  round_up: {
    number: (x) => (x < 0 ? Math.floor(x) : Math.ceil(x)),
    numberSql: (x) => `(CASE WHEN ${x} < 0 THEN floor(${x}) ELSE ceil(${x}) END)`,
    decimal: Decimal.ROUND_UP,
    stepSql: (_q, r) => `(CASE WHEN ${r} = 0 THEN 0 ELSE ${awayIfOver(r)} END)`,
  },
  round_half_even: {
    number: halfEven,
    numberSql: (x) =>
      `(CASE WHEN ${x} - floor(${x}) < 0.5e0 OR (${x} - floor(${x}) = 0.5e0 AND floor(${x}) % 2e0 = 0) THEN floor(${x}) ELSE floor(${x}) + 1 END)`,
    decimal: Decimal.ROUND_HALF_EVEN,
    stepSql: (q, r, unit) =>
      `(CASE WHEN 2 * abs(${r}) > ${unit} OR (2 * abs(${r}) = ${unit} AND ${q} % 2 <> 0) THEN ${awayIfOver(r)} ELSE 0 END)`,
  },
  round_half_down: {
    number: (x) => (x < 0 ? -Math.ceil(-x - 0.5) : Math.ceil(x - 0.5)),
    numberSql: (x) => `(CASE WHEN ${x} < 0 THEN -ceil(-${x} - 0.5e0) ELSE ceil(${x} - 0.5e0) END)`,
    decimal: Decimal.ROUND_HALF_DOWN,
    stepSql: (_q, r, unit) => `(CASE WHEN 2 * abs(${r}) > ${unit} THEN ${awayIfOver(r)} ELSE 0 END)`,
  },
} as const satisfies Record<string, Direction>;

/** Beyond this many places a double has no more digits. */
const mostPlaces = 22;

function places(digits: Integer): number {
  return Math.max(-mostPlaces, Math.min(mostPlaces, Number(digits)));
}

function numberTo(direction: Direction): (x: number, digits: Integer) => number {
  return (x, digits) => {
    const at = places(digits);
    const unit = Number(`1e${Math.abs(at)}`);
    const rounded = at < 0 ? direction.number(x / unit) * unit : direction.number(x * unit) / unit;
    return Number.isFinite(rounded) ? rounded + 0 : x;
  };
}

function numberToSql(direction: Direction): (x: string, digits: string) => string | undefined {
  return (x, digits) => {
    const literal = literalInteger(digits);
    if (literal === undefined) return undefined;
    const at = places(literal);
    const unit = `1e${Math.abs(at)}`;
    const [there, back] = at < 0 ? ['/', '*'] : ['*', '/'];
    return letSql(x, 'nx', (value) => {
      const rounded = letSql(
        `(${value} ${there} ${unit})`,
        'sx',
        (scaled) => `(${direction.numberSql(scaled)} ${back} ${unit})`,
      );
      return letSql(rounded, 'rx', (result) => `(CASE WHEN isfinite(${result}) THEN ${result} ELSE ${value} END)`);
    });
  };
}

function decimalTo(direction: Direction): (x: Exact, digits: Integer) => Exact {
  return (x, digits) => {
    const at = Math.max(-50, Math.min(38, Number(digits)));
    const value = new ExactDecimal(x);
    if (at >= 0) return value.decimalPlaces() > at ? value.toDecimalPlaces(at, direction.decimal) : value;
    const unit = new ExactDecimal(10).pow(-at);
    return value.div(unit).toDecimalPlaces(0, direction.decimal).times(unit);
  };
}

/** A decimal rounded to fewer places than it has, of the type `result`. */
function decimalToSql(
  x: string,
  from: DecimalParts,
  to: { places: number; result: DecimalParts; direction: Direction },
): string {
  const unit = `1${'0'.repeat(from.scale - to.places)}::HUGEINT`;
  const rounded = (v: string): string => {
    const [q, r] = [`(${v} // ${unit})`, `(${v} % ${unit})`];
    return `CAST((${q} + ${to.direction.stepSql(q, r, unit)}) AS DECIMAL(38,0))`;
  };
  const whole = letSql(scaledSql(x, from.scale), 'vx', rounded);
  const step =
    to.places === 0 ? '' : ` * CAST('0.${'0'.repeat(to.places - 1)}1' AS DECIMAL(${to.places},${to.places}))`;
  return `CAST(${whole}${step} AS ${decimalSql(to.result)})`;
}

function decimalSqlTo(
  direction: Direction,
  [x = '', digits]: readonly string[],
  given: { type: ValueType; result: ValueType },
): string | undefined {
  const [from, result] = [decimalParts(given.type), decimalParts(given.result)];
  const at = digits === undefined ? 0 : literalInteger(digits);
  if (!from || !result || at === undefined || at < 0 || from.precision >= maximumPrecision) return undefined;
  if (at >= from.scale) return `CAST(${x} AS ${decimalSql(result)})`;
  return decimalToSql(x, from, { places: at, result, direction });
}

function integerTo(direction: Direction): (x: Integer, digits: Integer) => Integer {
  return (x, digits) =>
    digits >= 0 ? x : integer(BigInt(decimalTo(direction)(new ExactDecimal(String(x)), digits).toFixed(0)));
}

/** The overloads of a function that rounds to so many decimal places. */
export function roundingTo(direction: Direction): readonly Overload[] {
  return [
    fixed([take.integer, take.integer], types.integer, {
      canFail: true,
      js: integerTo(direction),
      sql: (x, digits) => ((literalInteger(digits ?? '') ?? -1) >= 0 ? x : undefined),
    }),
    generic([take.decimal, take.integer], {
      returns: ([type = types.decimal]) => roundedDecimal(type),
      returnsLabel: 'decimal',
      canFail: true,
      js: ([type = types.decimal]) => {
        const result = roundedDecimal(type);
        const round = decimalTo(direction);
        return (x: Exact, digits: Integer) => inDecimalType(round(x, digits), result);
      },
      sql: (args, [type = types.decimal]) => decimalSqlTo(direction, args, { type, result: roundedDecimal(type) }),
    }),
    fixed([take.number, take.integer], types.number, { js: numberTo(direction), sql: numberToSql(direction) }),
  ];
}

function wholeDecimal(type: ValueType): ValueType {
  const parts = decimalParts(type);
  return decimalOf(
    parts && { precision: Math.min(maximumPrecision, Math.max(1, parts.precision - parts.scale) + 1), scale: 0 },
  );
}

function toWhole(direction: Direction): readonly Overload[] {
  return [
    fixed([take.integer], types.integer, { js: (x: Integer) => x, sql: (x) => x }),
    generic([take.decimal], {
      returns: ([type = types.decimal]) => wholeDecimal(type),
      returnsLabel: 'decimal',
      js: () => (x: Exact) => new ExactDecimal(x).toDecimalPlaces(0, direction.decimal),
      sql: (args, [type = types.decimal]) => decimalSqlTo(direction, args, { type, result: wholeDecimal(type) }),
    }),
    fixed([take.number], types.number, {
      js: (x: number) => direction.number(x) + 0,
      sql: (x) => letSql(x, 'nx', direction.numberSql),
    }),
  ];
}

function rounding(
  name: 'round_up' | 'round_half_even' | 'round_half_down',
  summary: string,
  form: Pick<FunctionDeclaration, 'parameters' | 'problem' | 'docs' | 'aliases' | 'examples'>,
): FunctionDeclaration {
  const direction = directions[name];
  return {
    kind: 'scalar',
    name,
    family: 'number',
    summary,
    ...form,
    overloads: [...toWhole(direction), ...roundingTo(direction)],
  };
}

/** Functions that round as bookkeepers and statisticians do. */
export const roundingFunctions: readonly FunctionDeclaration[] = [
  rounding(
    'round_half_even',
    'The nearest whole number, or with so many decimal places; halves go to the even neighbour.',
    {
      parameters: ['value', 'places'],
      problem: 'a result beyond 64 bits or 38 digits',
      aliases: ['round_even'],
      docs: "Bankers' rounding: over many values its errors cancel out. `round` takes halves away from zero.",
      examples: [
        example('round_half_even(2.5)', '2::decimal(2,0)'),
        example('round_half_even(3.5::number)', '4::number'),
        example('round_half_even(0.125, 2)', "'0.12'::decimal(4,3)"),
      ],
    },
  ),
  rounding('round_half_down', 'The nearest whole number, or with so many decimal places; halves go towards zero.', {
    parameters: ['value', 'places'],
    problem: 'a result beyond 64 bits or 38 digits',
    docs: 'So a half never costs more.',
    examples: [
      example('round_half_down(2.5)', '2::decimal(2,0)'),
      example('round_half_down(-0.135, 2)', "'-0.13'::decimal(4,3)"),
    ],
  }),
  rounding('round_up', 'The whole number, or the one with so many decimal places, away from zero.', {
    parameters: ['value', 'places'],
    problem: 'a result beyond 64 bits or 38 digits',
    docs: 'As ROUNDUP in a spreadsheet; ROUNDDOWN is `trunc`. Negative digits go to tens and hundreds.',
    examples: [
      example('round_up(2.1)', '3::decimal(2,0)'),
      example('round_up(-1.231::number, 2)', '-1.24::number'),
      example('round_up(1201, -2)', '1300'),
    ],
  }),
];
