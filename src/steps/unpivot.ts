import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import type { NamedExpression, Relation } from '../engine/algebra.ts';
import { passField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import type { Typed } from '../expression/typed.ts';
import { flag, text } from '../model/setting.ts';
import { listOf, recordOf, type Shape, types, type ValueType } from '../model/value-type.ts';
import { freshName, nowhere, quotedName } from './written-names.ts';

const settings = z.strictObject({
  fields: z
    .array(text('A field.'))
    .min(1)
    .meta({ description: 'The fields that become records.', examples: [['jan', 'feb', 'mar']] }),
  name: text('The field that gets the name of each.', { example: 'month' }).default('name'),
  value: text('The field that gets its value.', { example: 'amount' }).default('value'),
  keepNulls: flag('Give a record also for a field that is null.').default(false),
});

/** One record for each of several fields. */
export const unpivot = defineStep({
  name: 'unpivot',
  aliases: ['melt', 'columns to rows', 'wide to long', 'stack'],
  summary: 'Gives one record for each of several fields, with its name and its value.',
  docs: 'The other fields stay and are repeated. The values need a common type: whole numbers, decimals and numbers become the widest of them; for others cast first. `pivot` is the way back.',
  category: 'transform',
  status: 'stable',
  shape: 'expand',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'Months as records',
      with: { fields: ['jan', 'feb'], name: 'month', value: 'amount' },
      input: {
        shape: { region: 'text', jan: 'integer', feb: 'integer' },
        records: [
          { region: 'north', jan: 10, feb: 12 },
          { region: 'south', jan: 7, feb: null },
        ],
      },
      records: [
        { region: 'north', month: 'jan', amount: 10 },
        { region: 'north', month: 'feb', amount: 12 },
        { region: 'south', month: 'jan', amount: 7 },
      ],
      ordered: true,
    },
    {
      title: 'Nulls too, and values of two types',
      with: { fields: ['qty', 'price'], keepNulls: true },
      input: { shape: { qty: 'integer', price: 'number' }, records: [{ qty: 2, price: null }] },
      records: [
        { name: 'qty', value: 2 },
        { name: 'price', value: null },
      ],
      ordered: true,
    },
  ],
  check({ fields, name, value, keepNulls }, context) {
    const rest = context.input.filter((field) => !fields.includes(field.name));
    const values = checkValues(fields, context);
    checkNames({ name, value, rest }, context);
    const output: Shape = [...rest, { name, type: types.text }, { name: value, type: values.type }];
    const packed = freshName('pairs', [...context.input, ...output]);
    const make = unpivotRelation({ ...values, rest, packed, output }, context);
    return {
      output,
      plan: undefined,
      relation: (input) => (keepNulls ? make(input) : withoutNulls(make(input), value, context)),
    };
  },
});

/** The fields as values of one type. */
function checkValues(fields: readonly string[], context: CheckContext): { pairs: readonly Pair[]; type: ValueType } {
  const known = fields.filter((field, at) => {
    const names = context.input.map((other) => other.name);
    if (!names.includes(field))
      context.problem(['fields', at], 'unknown_field', `There is no field '${field}' here.`, didYouMean(field, names));
    else if (fields.indexOf(field) === at) return true;
    else context.problem(['fields', at], 'duplicate_name', `'${field}' stands there twice.`);
    return false;
  });
  const list = context.expression(['fields'], `[${known.map(quotedName).join(', ')}]`);
  const items = list.kind === 'list' ? list.items : [];
  const type = list.type.kind === 'list' ? list.type.item : types.null;
  return { pairs: items.map((value, at) => ({ name: known[at]!, value })), type };
}

interface Pair {
  readonly name: string;
  readonly value: Typed;
}

function checkNames(
  { name, value, rest }: { readonly name: string; readonly value: string; readonly rest: Shape },
  context: CheckContext,
): void {
  for (const [key, word] of Object.entries({ name, value })) {
    const taken = rest.some((field) => field.name === word) || (key === 'value' && word === name);
    if (taken) context.problem([key], 'duplicate_name', `There is a field '${word}' already.`, 'Choose another name.');
  }
}

interface Unpivoted {
  readonly pairs: readonly Pair[];
  readonly type: ValueType;
  readonly rest: Shape;
  /** A field for the pairs, on the way. */
  readonly packed: string;
  readonly output: Shape;
}

/** The pairs as a list, its items as records, and what is in these as fields. */
function unpivotRelation({ pairs, type, rest, packed, output }: Unpivoted, { step, onError }: CheckContext) {
  const pair = recordOf([
    { name: 'n', type: types.text },
    { name: 'v', type },
  ]);
  const items = pairs.map(({ name, value }): Typed => {
    const fields = [
      { name: 'n', value: { kind: 'literal', value: name, type: types.text, at: nowhere } as const },
      { name: 'v', value },
    ];
    return { kind: 'record', fields, type: pair, at: nowhere };
  });
  const all: Typed = { kind: 'list', items, type: listOf(pair), at: nowhere };
  const part = (name: 'n' | 'v', of: ValueType): Typed => ({
    kind: 'member',
    target: { kind: 'field', name: packed, type: pair, at: nowhere },
    name,
    type: of,
    at: nowhere,
  });
  const kept = rest.map((field) => passField(field));
  const [name, value] = output.slice(-2);
  const parts: NamedExpression[] = [
    { name: name!.name, value: part('n', types.text) },
    { name: value!.name, value: part('v', type) },
  ];
  return (input: Relation): Relation => {
    const common = { ordered: input.ordered, step, onError };
    const shape = [...rest, { name: packed, type: all.type }];
    const packedUp: Relation = {
      op: 'project',
      input,
      columns: [...kept, { name: packed, value: all }],
      shape,
      ...common,
    };
    const unnested: Relation = {
      op: 'unnest',
      input: packedUp,
      field: packed,
      keepEmpty: false,
      position: undefined,
      shape: [...rest, { name: packed, type: pair }],
      ...common,
    };
    return { op: 'project', input: unnested, columns: [...kept, ...parts], shape: output, ...common };
  };
}

function withoutNulls(input: Relation, value: string, context: CheckContext): Relation {
  const { step, onError } = context;
  const { shape, ordered } = input;
  const where = context.expression(['value'], `${quotedName(value)} is not null`, { scope: shape });
  return { op: 'filter', input, where, shape, ordered, step, onError };
}
