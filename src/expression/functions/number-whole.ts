/** Functions of whole numbers: divisors, bits, digits to other bases; and of the place of a number among limits. */
import { MillraceError } from '../../core/errors.ts';
import { type Integer, integer } from '../../model/integer.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload } from '../function-declaration.ts';
import { asIntegerSql } from './aggregate-sql.ts';
import { example, fixed } from './define.ts';
import { letSql } from './let-sql.ts';
import { upperCase } from './letter-case.ts';
import * as take from './parameter-patterns.ts';
import { failSql, finite } from './sql-text.ts';

function whole(
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

function refused(message: string, hint: string): MillraceError {
  return new MillraceError('evaluation_failed', message, { hint });
}

const failing = failSql('evaluation_failed', 'BIGINT');
const overflowing = failSql('overflow', 'BIGINT');

function divisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

function multiple(a: bigint, b: bigint): bigint {
  const common = divisor(a, b);
  const product = a * b;
  return common === 0n ? 0n : (product < 0n ? -product : product) / common;
}

/** Both as 128 bits, whose result is brought back to 64. */
function widely(name: 'gcd' | 'lcm'): (a: string, b: string) => string {
  return (a, b) => letSql(`${name}(${a}::HUGEINT, ${b}::HUGEINT)`, 'wide', asIntegerSql);
}

const two = [take.integer, take.integer] as const;

const divisors: readonly FunctionDeclaration[] = [
  whole('gcd', 'The greatest whole number that divides both.', {
    parameters: ['left', 'right'],
    problem: 'a result beyond 64 bits',
    docs: 'Never negative; with 0 it is the other number.',
    overloads: [
      fixed(two, types.integer, {
        canFail: true,
        js: (a: Integer, b: Integer) => integer(divisor(BigInt(a), BigInt(b))),
        sql: widely('gcd'),
      }),
    ],
    examples: [example('gcd(12, -18)', '6'), example('gcd(0, 5)', '5'), example('gcd(0, 5)', '5')],
  }),
  whole('lcm', 'The least whole number above zero that both divide; 0 where one of them is 0.', {
    parameters: ['left', 'right'],
    problem: 'a result beyond 64 bits',
    docs: 'Never negative.',
    overloads: [
      fixed(two, types.integer, {
        canFail: true,
        js: (a: Integer, b: Integer) => integer(multiple(BigInt(a), BigInt(b))),
        sql: widely('lcm'),
      }),
    ],
    examples: [example('lcm(4, 6)', '12'), example('lcm(0, 5)', '0')],
  }),
  whole('floor_mod', 'The rest of a division, with the sign of the divisor; null for the divisor 0.', {
    parameters: ['value', 'divisor'],
    docs: '`%` has the sign of the dividend: `-7 % 3` is -1, `floor_mod(-7, 3)` is 2. Use it for things that go round, such as hours.',
    aliases: ['pmod'],
    overloads: [
      fixed(two, types.integer, {
        js: (a: Integer, b: Integer) => {
          const [x, y] = [BigInt(a), BigInt(b)];
          return y === 0n ? null : integer(((x % y) + y) % y);
        },
        sql: (a, b) => `(((${a}::HUGEINT % ${b}::HUGEINT) + ${b}::HUGEINT) % ${b}::HUGEINT)::BIGINT`,
      }),
      fixed([take.number, take.number], types.number, {
        js: (a: number, b: number) => ((a % b) + b) % b,
        sql: (a, b) => finite(`(((${a} % ${b}) + ${b}) % ${b})`),
      }),
    ],
    examples: [example('floor_mod(-7, 3)', '2'), example('floor_mod(7, -3)', '-2'), example('floor_mod(7, 0)', 'null')],
  }),
  whole('factorial', 'The product of the whole numbers from 1 up to a number, of 20 at most.', {
    parameters: ['value'],
    problem: 'a negative number, or one above 20',
    docs: '0 and 1 both give 1.',
    overloads: [
      fixed([take.integer], types.integer, {
        canFail: true,
        js: factorial,
        sql: (n) =>
          `(CASE WHEN ${n} < 0 THEN ${failing} WHEN ${n} > 20 THEN ${overflowing} ELSE factorial(${n}::INTEGER)::BIGINT END)`,
      }),
    ],
    examples: [example('factorial(5)', '120'), example('factorial(0)', '1'), example('factorial(0)', '1')],
  }),
];

function factorial(n: Integer): Integer {
  if (n < 0) throw refused(`${n} has no factorial.`, 'Use a number from 0 to 20.');
  if (n > 20)
    throw new MillraceError('overflow', `The factorial of ${n} has more than 64 bits.`, { hint: '20 is the most.' });
  let product = 1n;
  for (let factor = 2n; factor <= BigInt(n); factor++) product *= factor;
  return integer(product);
}

/** An operation of both numbers' bits, which has no sign of its own. */
function bits(
  name: string,
  summary: string,
  form: {
    parameters: readonly string[];
    js: (a: bigint, b: bigint) => bigint;
    sql: (a: string, b: string) => string;
    examples: FunctionExample[];
  },
): FunctionDeclaration {
  return whole(name, summary, {
    parameters: form.parameters,
    overloads: [
      fixed(two, types.integer, {
        js: (a: Integer, b: Integer) => integer(form.js(BigInt(a), BigInt(b))),
        sql: form.sql,
      }),
    ],
    docs: 'Negative numbers have the bits of their 64-bit form.',
    examples: form.examples,
  });
}

function countBits(x: Integer): number {
  return BigInt.asUintN(64, BigInt(x)).toString(2).replaceAll('0', '').length;
}

function checkedShift(places: Integer): bigint {
  if (places >= 0) return BigInt(places);
  throw refused('Bits cannot be shifted by a negative number.', 'Shift the other way.');
}

function shiftLeft(x: Integer, places: Integer): Integer {
  const by = checkedShift(places);
  return x === 0 ? 0 : integer(BigInt(x) << (by > 64n ? 64n : by));
}

const bitFunctions: readonly FunctionDeclaration[] = [
  bits('bit_and', 'The bits that are set in both numbers.', {
    parameters: ['left', 'right'],
    js: (a, b) => a & b,
    sql: (a, b) => `(${a}::BIGINT & ${b}::BIGINT)`,
    examples: [example('bit_and(12, 10)', '8'), example('bit_and(-1, 255)', '255')],
  }),
  bits('bit_or', 'The bits that are set in one of two numbers or in both.', {
    parameters: ['left', 'right'],
    js: (a, b) => a | b,
    sql: (a, b) => `(${a}::BIGINT | ${b}::BIGINT)`,
    examples: [example('bit_or(12, 10)', '14'), example('bit_or(0, 5)', '5')],
  }),
  bits('bit_xor', 'The bits that are set in exactly one of two numbers.', {
    parameters: ['left', 'right'],
    js: (a, b) => a ^ b,
    sql: (a, b) => `xor(${a}::BIGINT, ${b}::BIGINT)`,
    examples: [example('bit_xor(12, 10)', '6'), example('bit_xor(7, 7)', '0')],
  }),
  whole('bit_not', 'The number with every one of its 64 bits turned over.', {
    parameters: ['value'],
    overloads: [
      fixed([take.integer], types.integer, { js: (x: Integer) => integer(~BigInt(x)), sql: (x) => `(~${x}::BIGINT)` }),
    ],
    examples: [example('bit_not(0)', '-1'), example('bit_not(5)', '-6')],
  }),
  whole('bit_count', 'How many of the 64 bits of a number are set.', {
    parameters: ['value'],
    docs: 'Of -1 all 64 are set.',
    overloads: [fixed([take.integer], types.integer, { js: countBits, sql: (x) => `bit_count(${x}::BIGINT)::BIGINT` })],
    examples: [example('bit_count(255)', '8'), example('bit_count(-1)', '64')],
  }),
  whole(
    'shift_left',
    'The number with its bits moved up: times two, so many times. What no longer fits is the problem `overflow`.',
    {
      parameters: ['value', 'places'],
      problem: 'a result beyond 64 bits, or a negative number of places',
      overloads: [
        fixed(two, types.integer, {
          canFail: true,
          js: shiftLeft,
          sql: (x, places) => {
            const shifted = letSql(`(${x}::HUGEINT * (1::HUGEINT << ${places}::INTEGER))`, 'wide', asIntegerSql);
            return `(CASE WHEN ${places} < 0 THEN ${failing} WHEN ${x} = 0 AND ${places} IS NOT NULL THEN 0 WHEN ${places} > 63 THEN ${overflowing} ELSE ${shifted} END)::BIGINT`;
          },
        }),
      ],
      examples: [example('shift_left(1, 10)', '1024'), example('shift_left(-3, 2)', '-12')],
    },
  ),
  whole('shift_right', 'The number with its bits moved down: halved, so many times, towards the smaller number.', {
    parameters: ['value', 'places'],
    problem: 'a negative number of places',
    docs: 'The sign stays: -1 moved down is -1.',
    overloads: [
      fixed(two, types.integer, {
        canFail: true,
        js: (x: Integer, places: Integer) => {
          const by = checkedShift(places);
          return integer(BigInt(x) >> (by > 63n ? 63n : by));
        },
        sql: (x, places) =>
          `(CASE WHEN ${places} < 0 THEN ${failing} WHEN ${places} > 62 THEN (CASE WHEN ${x} < 0 THEN -1 WHEN ${x} >= 0 THEN 0 END) ELSE ${x}::BIGINT >> ${places}::BIGINT END)::BIGINT`,
      }),
    ],
    examples: [
      example('shift_right(1024, 3)', '128'),
      example('shift_right(-5, 1)', '-3'),
      example('shift_right(-1, 1)', '-1'),
    ],
  }),
];

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';

function checkedBase(base: Integer): number {
  if (base >= 2 && base <= 36) return Number(base);
  throw refused(`There are no digits for the base ${base}.`, 'Use a base from 2 to 36.');
}

function toBase(x: Integer, base: Integer): string {
  const radix = checkedBase(base);
  if (x < 0) throw refused(`${x} is negative.`, 'Write the sign apart: use abs(x).');
  return BigInt(x).toString(radix).toUpperCase();
}

function fromBase(text: string, base: Integer): Integer {
  const radix = BigInt(checkedBase(base));
  const places = [...upperCase(text)].map((letter) => BigInt(digits.indexOf(letter)));
  if (places.length === 0 || places.some((place) => place < 0n || place >= radix)) {
    throw new MillraceError('cast_failed', `"${text.slice(0, 60)}" is no number to the base ${base}.`, {
      hint: 'Digits are 0 to 9 and then A to Z.',
    });
  }
  return integer(places.reduce((sum, place) => sum * radix + place, 0n));
}

function fromBaseSql(text: string, base: string): string {
  const place = `strpos('${digits}', upper(dg)) - 1`;
  const places = (letters: string): string => `list_transform(${letters}, lambda dg: (${place})::HUGEINT)`;
  const valid = `(len(${'ps'}) > 0 AND len(list_filter(ps, lambda pl: pl < 0 OR pl >= ${base})) = 0)`;
  // Zeros in front aside, more than 63 digits have more than 64 bits to any base, and might not fit in 128.
  const sum = `list_reduce(ps, lambda total, pl: CASE WHEN total > 9223372036854775807 THEN total ELSE total * ${base} + pl END, 0::HUGEINT)`;
  const body = `CASE WHEN NOT ${valid} THEN ${failSql('cast_failed', 'BIGINT')} ELSE ${letSql(sum, 'wide', asIntegerSql)} END`;
  const bound = `list_extract(list_transform([${places(`(CASE WHEN ${text} = '' THEN [] ELSE string_split(${text}, '') END)`)}], lambda ps: ${body}), 1)`;
  return `(CASE WHEN ${base} < 2 OR ${base} > 36 THEN ${failing} WHEN ${base} IS NOT NULL AND ${text} IS NOT NULL THEN ${bound} END)`;
}

const bases: readonly FunctionDeclaration[] = [
  whole('to_base', 'A whole number with the digits of another base: 2 is binary, 16 hexadecimal.', {
    parameters: ['value', 'base'],
    problem: 'a negative number, or a base that is not from 2 to 36',
    overloads: [
      fixed(two, types.text, {
        canFail: true,
        js: toBase,
        sql: (x, base) =>
          `(CASE WHEN ${base} < 2 OR ${base} > 36 OR ${x} < 0 THEN ${failSql('evaluation_failed', 'VARCHAR')} ELSE to_base(${x}::BIGINT, ${base}::INTEGER) END)`,
      }),
    ],
    docs: "For a certain length use `lpad(to_base(x, 2), 8, '0')`.",
    examples: [example('to_base(255, 16)', "'FF'"), example('to_base(10, 2)', "'1010'")],
  }),
  whole('from_base', 'The whole number that digits of another base stand for, in capital or small letters.', {
    parameters: ['digits', 'base'],
    problem: 'a digit that the base does not have, a result beyond 64 bits, or a base that is not from 2 to 36',
    docs: 'Capital and small letters mean the same; a minus sign or a prefix such as `0x` is not taken.',
    overloads: [
      fixed([take.text, take.integer], types.integer, {
        canFail: true,
        js: fromBase,
        sql: (text, base) => fromBaseSql(text ?? '', base ?? ''),
      }),
    ],
    examples: [example("from_base('ff', 16)", '255'), example("from_base('1010', 2)", '10')],
  }),
];

function bucket(...[x, low, high, count]: [number, number, number, Integer]): number | null {
  if (!(low < high) || count < 1 || count > 1_000_000_000)
    throw refused(
      'The limits must rise, and there must be one bucket or more.',
      'Write width_bucket(x, low, high, count).',
    );
  if (x < low) return 0;
  if (x >= high) return Number(count) + 1;
  const share = Math.floor(((x - low) / (high - low)) * Number(count));
  return Number.isFinite(share) ? Math.min(share, Number(count) - 1) + 1 : null;
}

const limits: readonly FunctionDeclaration[] = [
  whole('width_bucket', 'Which of so many equal parts between two limits a number falls into, counted from 1.', {
    parameters: ['value', 'low', 'high', 'count'],
    problem: 'limits that do not rise, or less than one part',
    docs: '0 means below the lower limit, one more than there are parts at the upper limit and above.',
    overloads: [
      fixed([take.number, take.number, take.number, take.integer], types.integer, {
        canFail: true,
        js: bucket,
        sql: (...[x, low, high, count]) => {
          const share = letSql(
            `floor(((${x} - ${low}) / (${high} - ${low})) * ${count}::DOUBLE)`,
            'share',
            (part) =>
              `(CASE WHEN isfinite(${part}) THEN (CASE WHEN ${part} >= ${count} THEN ${count} ELSE ${part} + 1 END)::BIGINT END)`,
          );
          return `(CASE WHEN ${x} IS NULL OR ${low} IS NULL OR ${high} IS NULL OR ${count} IS NULL THEN NULL WHEN NOT (${low} < ${high}) OR ${count} < 1 OR ${count} > 1000000000 THEN ${failing} WHEN ${x} < ${low} THEN 0 WHEN ${x} >= ${high} THEN ${count} + 1 ELSE ${share} END)::BIGINT`;
        },
      }),
    ],
    examples: [
      example('width_bucket(35, 0, 100, 10)', '4'),
      example('width_bucket(-1, 0, 100, 10)', '0'),
      example('width_bucket(100, 0, 100, 10)', '11'),
    ],
  }),
];

/** Functions of whole numbers. */
export const wholeNumberFunctions: readonly FunctionDeclaration[] = [...divisors, ...bitFunctions, ...bases, ...limits];
