import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { NamedExpression, Relation } from '../engine/algebra.ts';
import { passField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import type { Overload } from '../expression/function-declaration.ts';
import { failSql } from '../expression/functions/sql-text.ts';
import { mapParts, someNode } from '../expression/typed-tree.ts';
import type { Typed } from '../expression/typed.ts';
import { castValue } from '../model/cast.ts';
import { formatLiteral } from '../expression/format-typed.ts';
import { choice, expression, expressions, text } from '../model/setting.ts';
import type { Value } from '../model/value.ts';
import { type Field, formatType, type Shape, types } from '../model/value-type.ts';
import { nowhere, quotedName } from './written-names.ts';

const settings = z.strictObject({
  by: z
    .array(text('A field.'))
    .default([])
    .meta({ description: 'What makes a record of the result; default: all become one.', examples: [['region']] }),
  field: text('The field whose values become fields.', { example: 'month' }),
  values: z.union([z.array(text('A value.')).min(1), z.record(z.string(), text('A value.').nullable())]).meta({
    description: 'The values that become fields: a list, or names with a value each (null for where there is none).',
    examples: [['jan', 'feb', 'mar']],
  }),
  compute: z.union([expression('An aggregate.'), expressions('Names with an aggregate each.')]).meta({
    description:
      'What stands in each field: an aggregate over the records with its value; or several with a name each, which is then put after the value (`jan_total`).',
    role: 'expression',
    examples: ['sum(amount)'],
  }),
  others: choice(['problem', 'ignore'], 'What a record with any other value is, or with none.').default('problem'),
});

type Settings = z.output<typeof settings>;

/** Values of a field as fields. */
export const pivot = defineStep({
  name: 'pivot',
  aliases: ['crosstab', 'rows to columns', 'long to wide', 'spread'],
  summary: 'Makes fields of the values of a field, with an aggregate in each.',
  docs: [
    'The values are written down, so that the fields of the result are known before anything runs. There is one record for each group of equal `by`; where a group has no record with a value, the aggregate is over nothing: `sum` is null, `count` 0.',
    'With `others: problem` a record with another value fails, and `onError` says what becomes of it; with `ignore` it counts for nothing, though its group is there.',
    'The order of the result is not defined. `unpivot` is the way back.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings,
  examples: [
    {
      title: 'Months as fields',
      with: { by: ['region'], field: 'month', values: ['jan', 'feb'], compute: 'sum(amount)' },
      input: {
        shape: { region: 'text', month: 'text', amount: 'integer' },
        records: [
          { region: 'north', month: 'jan', amount: 10 },
          { region: 'north', month: 'feb', amount: 12 },
          { region: 'north', month: 'jan', amount: 1 },
          { region: 'south', month: 'jan', amount: 7 },
        ],
      },
      records: [
        { region: 'north', jan: 11, feb: 12 },
        { region: 'south', jan: 7, feb: null },
      ],
    },
    {
      title: 'Two aggregates of each, other values left out',
      with: {
        field: 'paid',
        values: { yes: 'true', no: 'false' },
        compute: { orders: 'count()', total: 'sum(amount)' },
        others: 'ignore',
      },
      input: {
        shape: { paid: 'boolean', amount: 'integer' },
        records: [
          { paid: true, amount: 10 },
          { paid: false, amount: 3 },
          { paid: null, amount: 5 },
          { paid: true, amount: 1 },
        ],
      },
      records: [{ yes_orders: 2, yes_total: 11, no_orders: 1, no_total: 3 }],
    },
  ],
  check(given, context) {
    const { step, onError } = context;
    const field = findField(['field'], given.field, context);
    const keys = given.by.flatMap((name, at) => findField(['by', at], name, context) ?? []);
    const by = keys.map((key) => passField(key));
    const cases = field === undefined ? [] : checkCases(given, field, context);
    const compute = checkCompute(given, cases, context);
    const shape: Shape = [...keys, ...compute.map(({ name, value }) => ({ name, type: value.type }))];
    checkNames(shape, context);
    const where = field === undefined || given.others === 'ignore' ? undefined : onlyThese(field, cases);
    const relation = (input: Relation): Relation => {
      const common = { step, onError };
      const all: Relation =
        where === undefined
          ? input
          : { op: 'filter', input, where, shape: input.shape, ordered: input.ordered, ...common };
      return { op: 'aggregate', input: all, by, compute, shape, ordered: false, ...common };
    };
    return { output: shape, ordered: false, plan: undefined, relation };
  },
});

function findField(path: readonly (string | number)[], name: string, context: CheckContext): Field | undefined {
  const found = context.input.find((field) => field.name === name);
  if (found !== undefined) return found;
  const names = context.input.map((field) => field.name);
  context.problem([...path], 'unknown_field', `There is no field '${name}' here.`, didYouMean(name, names));
  return undefined;
}

/** A value that becomes a field, and the condition of its records. */
interface Case {
  readonly name: string;
  readonly condition: Typed;
}

function checkCases({ values, field: name }: Settings, field: Field, context: CheckContext): Case[] {
  const isList = Array.isArray(values);
  const written: (readonly [string, string | null])[] = isList
    ? values.map((value: string) => [value, value])
    : Object.entries(values);
  return written.flatMap(([column, value], at) => {
    const path = ['values', isList ? at : column];
    const literal = value === null ? undefined : literalOf(value, { path, field, context });
    if (value !== null && literal === undefined) return [];
    const source = `${quotedName(name)} ${literal === undefined ? 'is null' : `= ${literal}`}`;
    return [{ name: column, condition: context.expression(path, source) }];
  });
}

/** A written value as a literal of the field's type. */
function literalOf(
  value: string,
  { path, field, context }: { path: readonly (string | number)[]; field: Field; context: CheckContext },
): string | undefined {
  try {
    return formatLiteral(castValue(value, types.text, field.type), field.type);
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    const message = `'${value}' is no ${formatType(field.type)}, as '${field.name}' is.`;
    context.problem([...path], 'type_mismatch', message, error.hint);
    return undefined;
  }
}

function checkCompute({ compute }: Settings, cases: readonly Case[], context: CheckContext): NamedExpression[] {
  const several = typeof compute === 'string' ? [['', compute] as const] : Object.entries(compute);
  const checked = several.map(([name, source]) => {
    const path = name === '' ? ['compute'] : ['compute', name];
    const value = context.expression(path, source, { aggregates: true, keys: [] });
    if (value.kind !== 'literal' && !someNode(value, (node) => node.kind === 'aggregate'))
      context.problem(path, 'type_mismatch', 'This has no aggregate.', 'Write sum(..), count() or the like.');
    return { name, value };
  });
  return cases.flatMap((each) =>
    checked.map(({ name, value }) => ({
      name: name === '' ? each.name : `${each.name}_${name}`,
      value: overRecordsOf(each.condition, value),
    })),
  );
}

/** The expression with each of its aggregates over the records that fulfil the condition, and its own filter. */
function overRecordsOf(condition: Typed, value: Typed): Typed {
  if (value.kind !== 'aggregate') return mapParts(value, (part) => overRecordsOf(condition, part));
  const { filter: own } = value;
  const filter: Typed =
    own === undefined ? condition : { kind: 'and', left: condition, right: own, type: types.boolean, at: nowhere };
  return { ...value, filter };
}

function checkNames(shape: Shape, context: CheckContext): void {
  for (const [at, { name }] of shape.entries()) {
    if (shape.findIndex((other) => other.name === name) === at) continue;
    context.problem(['values'], 'duplicate_name', `Two fields of the result would be called '${name}'.`);
  }
}

/** Fails for a value; where that is, no other is wanted. */
function refusal(field: Field): Overload {
  return {
    parameters: [],
    returns: () => types.boolean,
    returnsLabel: 'boolean',
    nulls: 'handle',
    canFail: true,
    js: () => (value: Value) => {
      const what = value === null ? 'null' : formatLiteral(value, field.type);
      const message = `${what} in '${field.name}' is none of the values that pivot makes fields of.`;
      throw new MillraceError('evaluation_failed', message, { hint: 'Add it to `values`, or say `others: ignore`.' });
    },
    sql: () => failSql('evaluation_failed', 'BOOLEAN'),
  };
}

/** True where one of the conditions is, and a problem elsewhere. */
function onlyThese(field: Field, cases: readonly Case[]): Typed {
  const otherwise: Typed = {
    kind: 'call',
    name: 'refuse',
    overload: refusal(field),
    args: [passField(field).value],
    type: types.boolean,
    at: nowhere,
  };
  const yes: Typed = { kind: 'literal', value: true, type: types.boolean, at: nowhere };
  const branches = cases.map(({ condition }) => ({ when: condition, result: yes }));
  return branches.length === 0 ? yes : { kind: 'case', branches, otherwise, type: types.boolean, at: nowhere };
}
