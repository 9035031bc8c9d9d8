/** Functions of numbers that are not whole: angles, logarithms to any base, roots. What has no finite result is null. */
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample } from '../function-declaration.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { finite } from './sql-text.ts';

interface Real {
  readonly summary: string;
  readonly parameters: readonly string[];
  readonly js: (...args: number[]) => number;
  readonly sql: (...args: string[]) => string | undefined;
  readonly examples: readonly FunctionExample[];
  readonly docs?: string;
  readonly aliases?: readonly string[];
}

function real(name: string, { summary, parameters, js, sql, examples, docs, aliases }: Real): FunctionDeclaration {
  const takes = parameters.map(() => take.number);
  const more = { ...(aliases && { aliases }), ...(docs !== undefined && { docs }) };
  const overloads = [fixed(takes, types.number, { js: js, sql })];
  return { kind: 'scalar', name, family: 'number', summary, parameters, ...more, overloads, examples };
}

/** SQL that is null outside of the numbers for which DuckDB would refuse. */
function where(condition: string, sql: string): string {
  return `(CASE WHEN ${condition} THEN ${sql} END)`;
}

const unsigned = (x: string): string => `(CASE WHEN ${x} = 0 THEN 0e0 ELSE ${x} END)`;
const within = (x: string): string => `${x} BETWEEN -1e0 AND 1e0`;
const radians = 'Angles are in radians; `radians` and `degrees` convert them.';

const angles: readonly FunctionDeclaration[] = [
  real('pi', {
    summary: 'The ratio of the circumference of a circle to its diameter.',
    parameters: [],
    docs: 'A number, with the 15 to 17 digits that numbers have.',
    js: () => Math.PI,
    sql: () => 'pi()',
    examples: [example('round(pi(), 4)', '3.1416::number'), example('degrees(pi())', '180::number')],
  }),
  real('radians', {
    summary: 'An angle in degrees as radians.',
    parameters: ['degrees'],
    docs: 'The sine of 30 degrees is `sin(radians(30))`.',
    js: (x) => (x / 180) * Math.PI,
    sql: (x) => `((${x} / 180e0) * pi())`,
    examples: [example('round(radians(180), 4)', '3.1416::number'), example('radians(0)', '0::number')],
  }),
  real('degrees', {
    summary: 'An angle in radians as degrees.',
    parameters: ['radians'],
    docs: 'The angle of a slope in degrees is `degrees(atan(rise / run))`.',
    js: (x) => (x / Math.PI) * 180,
    sql: (x) => finite(`((${x} / pi()) * 180e0)`),
    examples: [example('degrees(pi() / 2)', '90::number'), example('degrees(0)', '0::number')],
  }),
  real('sin', {
    summary: 'The sine of an angle.',
    parameters: ['angle'],
    docs: radians,
    js: Math.sin,
    sql: (x) => `sin(${x})`,
    examples: [example('sin(0)', '0::number'), example('round(sin(radians(30)), 6)', '0.5::number')],
  }),
  real('cos', {
    summary: 'The cosine of an angle.',
    parameters: ['angle'],
    docs: radians,
    js: Math.cos,
    sql: (x) => `cos(${x})`,
    examples: [example('cos(0)', '1::number'), example('round(cos(radians(60)), 6)', '0.5::number')],
  }),
  real('tan', {
    summary: 'The tangent of an angle.',
    parameters: ['angle'],
    docs: radians,
    js: Math.tan,
    sql: (x) => `tan(${x})`,
    examples: [example('tan(0)', '0::number'), example('round(tan(radians(45)), 6)', '1::number')],
  }),
  real('asin', {
    summary: 'The angle with a sine, from -pi/2 to pi/2; null where there is none.',
    parameters: ['sine'],
    docs: radians,
    js: Math.asin,
    sql: (x) => where(within(x ?? ''), `asin(${x})`),
    examples: [example('round(degrees(asin(0.5)), 6)', '30::number'), example('asin(2)', 'null')],
  }),
  real('acos', {
    summary: 'The angle with a cosine, from 0 to pi; null where there is none.',
    parameters: ['cosine'],
    docs: radians,
    js: Math.acos,
    sql: (x) => where(within(x ?? ''), `acos(${x})`),
    examples: [example('round(degrees(acos(0.5)), 6)', '60::number'), example('acos(-2)', 'null')],
  }),
  real('atan', {
    summary: 'The angle with a tangent, from -pi/2 to pi/2.',
    parameters: ['tangent'],
    docs: radians,
    js: Math.atan,
    sql: (x) => `atan(${x})`,
    examples: [example('round(degrees(atan(1)), 6)', '45::number'), example('atan(0)', '0::number')],
  }),
  real('atan2', {
    summary: 'The angle of the point with ordinate y and abscissa x, from -pi to pi: `atan2(y, x)`.',
    parameters: ['y', 'x'],
    docs: radians,
    // A zero has no sign here.
    js: (y, x) => Math.atan2(y + 0, x + 0),
    sql: (y, x) => `atan2(${unsigned(y ?? '')}, ${unsigned(x ?? '')})`,
    examples: [example('round(degrees(atan2(1, -1)), 6)', '135::number'), example('atan2(0, 1)', '0::number')],
  }),
  real('sinh', {
    summary: 'The hyperbolic sine.',
    parameters: ['number'],
    js: Math.sinh,
    sql: (x) => finite(`sinh(${x})`),
    examples: [example('sinh(0)', '0::number'), example('sinh(1000)', 'null')],
  }),
  real('cosh', {
    summary: 'The hyperbolic cosine.',
    parameters: ['number'],
    js: Math.cosh,
    sql: (x) => finite(`cosh(${x})`),
    examples: [example('cosh(0)', '1::number'), example('cosh(1000)', 'null')],
  }),
  real('tanh', {
    summary: 'The hyperbolic tangent, from -1 to 1: a soft limit.',
    parameters: ['number'],
    js: Math.tanh,
    sql: (x) => `tanh(${x})`,
    examples: [example('tanh(0)', '0::number'), example('tanh(1000)', '1::number')],
  }),
];

const powers: readonly FunctionDeclaration[] = [
  real('log2', {
    summary: 'The logarithm to base 2; null of zero and negative numbers.',
    parameters: ['number'],
    docs: 'How many bits a whole number needs is `floor(log2(x)) + 1`.',
    js: Math.log2,
    sql: (x) => where(`${x} > 0`, `log2(${x})`),
    examples: [example('log2(8)', '3::number'), example('log2(0)', 'null')],
  }),
  real('log', {
    summary: 'The logarithm to a base: `log(base, x)`; null where there is none.',
    parameters: ['base', 'number'],
    docs: 'The base comes first, as in SQL. `ln`, `log2` and `log10` have their bases in their names.',
    js: (base, x) => (base > 0 && x > 0 ? Math.log(x) / Math.log(base) : Number.NaN),
    sql: (base, x) => where(`${base} > 0 AND ${x} > 0`, finite(`(ln(${x}) / ln(${base}))`) ?? 'NULL'),
    examples: [example('round(log(3, 81), 6)', '4::number'), example('log(1, 5)', 'null')],
  }),
  real('cbrt', {
    summary: 'The cube root, also of negative numbers.',
    parameters: ['number'],
    docs: '`power` of a negative number and a third is null; this is not.',
    js: Math.cbrt,
    sql: (x) => `cbrt(${x})`,
    examples: [example('cbrt(27)', '3::number'), example('cbrt(-8)', '-2::number')],
  }),
  real('hypot', {
    summary: 'The length of the longest side of a right triangle: the distance in a plane.',
    parameters: ['x', 'y'],
    docs: '`hypot(x2 - x1, y2 - y1)` is the distance of two points.',
    js: (x, y) => Math.sqrt(x * x + y * y),
    sql: (x, y) => finite(`sqrt(${x} * ${x} + ${y} * ${y})`),
    examples: [example('hypot(3, 4)', '5::number'), example('hypot(0, 0)', '0::number')],
  }),
];

/** Functions of numbers that are not whole. */
export const realFunctions: readonly FunctionDeclaration[] = [...angles, ...powers];
