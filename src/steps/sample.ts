import { z } from 'zod';
import type { Relation } from '../engine/algebra.ts';
import { passField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import type { Typed } from '../expression/typed.ts';
import { integer, number, text } from '../model/setting.ts';
import { type Shape, types, type ValueType } from '../model/value-type.ts';
import { freshName, quotedName, quotedText } from './written-names.ts';

const settings = z.strictObject({
  count: integer('How many records; with `by`, of each group.', { example: 1000 }).optional(),
  fraction: number('Which share of the records, above 0 and up to 1; with `by`, of each group.', {
    example: 0.1,
  }).optional(),
  by: z
    .array(text('An expression.'))
    .min(1)
    .optional()
    .meta({
      description: 'Groups that are sampled each by itself, so that none is left out.',
      role: 'expression',
      examples: [['region']],
    }),
  key: z
    .array(text('An expression.'))
    .min(1)
    .optional()
    .meta({
      description:
        'What decides about a record; default: all its fields that are text, whole numbers, decimals, dates or yes and no. Records with equal keys share their luck.',
      role: 'expression',
      examples: [['customer_id']],
    }),
  seed: text('Another seed gives another sample; the same one gives the same.', { example: 'march' }).default('0'),
});

type Settings = z.output<typeof settings>;

/** Keeps some of the records. */
export const sample = defineStep({
  name: 'sample',
  aliases: ['random', 'subset', 'tablesample', 'pick'],
  summary: 'Keeps a random part of the records, the same part every time.',
  docs: [
    'Whether a record is kept follows from a hash of `key` and `seed`: the same records give the same sample on every machine, in whatever order they come, and a record that is added does not change the luck of the others. With `key: [customer_id]` all records of a customer stay together.',
    'With `count` there are exactly so many, or all if there are fewer. With `fraction` alone the number varies a little around the share, and no record waits for another. With `by`, each group gives its `count`, or its share rounded up, so that every group is there.',
    'The records keep their order.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'filter',
  settings,
  examples: [
    {
      title: 'Two of each region',
      with: { count: 2, by: ['region'], seed: 'march' },
      input: {
        shape: { region: 'text', id: 'integer' },
        records: [
          { region: 'north', id: 1 },
          { region: 'north', id: 2 },
          { region: 'south', id: 3 },
          { region: 'north', id: 4 },
        ],
      },
      records: [
        { region: 'north', id: 1 },
        { region: 'north', id: 2 },
        { region: 'south', id: 3 },
      ],
      ordered: true,
    },
    {
      title: 'About half of the customers, with all that they ordered',
      with: { fraction: 0.5, key: ['customer'] },
      input: {
        shape: { customer: 'text', order_no: 'integer' },
        records: [
          { customer: 'ada', order_no: 1 },
          { customer: 'ben', order_no: 2 },
          { customer: 'cleo', order_no: 3 },
          { customer: 'ada', order_no: 4 },
        ],
      },
      records: [
        { customer: 'ada', order_no: 1 },
        { customer: 'ada', order_no: 4 },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    const { input: shape, step, onError } = context;
    checkSize(given, context);
    const hash = hashExpression(given, context);
    const { fraction, by, count } = given;
    if (by === undefined && count === undefined) {
      const condition =
        fraction === undefined || fraction >= 1 ? 'true' : `${hash} < ${quotedText(threshold(fraction))}`;
      const where = context.expression(['key'], condition);
      return {
        output: shape,
        plan: undefined,
        relation: (input) => ({ op: 'filter', input, where, shape, ordered: input.ordered, step, onError }),
      };
    }
    return { output: shape, plan: undefined, relation: rankedRelation(given, hash, context) };
  },
});

function checkSize({ count, fraction }: Settings, context: CheckContext): void {
  if ((count === undefined) === (fraction === undefined)) {
    const code = count === undefined ? 'missing_key' : 'no_effect';
    context.problem([], code, 'Say either `count` or `fraction`.', 'For a tenth of the records: `fraction: 0.1`.');
  } else if (fraction !== undefined && !(fraction > 0 && fraction <= 1)) {
    context.problem(['fraction'], 'invalid_value', `A share of ${fraction} is not above 0 and up to 1.`);
  }
}

/** The smallest hash that is too large, as the first digits of it. */
function threshold(fraction: number): string {
  const least = Math.max(1, Math.round(fraction * 2 ** 32));
  return least >= 2 ** 32 ? 'g' : least.toString(16).padStart(8, '0');
}

const withText: ReadonlySet<ValueType['kind']> = new Set([
  ...(['boolean', 'text', 'integer', 'number', 'decimal'] as const),
  ...(['date', 'time', 'timestamp', 'datetime', 'interval'] as const),
]);

/** Types whose values have the same text in both engines: by these alone a sample can be taken in DuckDB. */
const sameText: ReadonlySet<ValueType['kind']> = new Set(['boolean', 'text', 'integer', 'decimal', 'date']);

/** An expression for the hash of a record: of its key's texts, each with its length so that none runs into the next. */
function hashExpression({ key, seed }: Settings, context: CheckContext): string {
  const readable = context.input.filter(({ type }) => withText.has(type.kind));
  const exact = readable.filter(({ type }) => sameText.has(type.kind));
  const fields = (exact.length > 0 ? exact : readable).map(({ name }) => quotedName(name));
  const sources = key?.filter((source, at) => isText(context.expression(['key', at], source), at, context)) ?? fields;
  if (key === undefined && fields.length === 0)
    context.problem([], 'missing_key', 'No field here has a text to go by.', 'Say what decides in `key`.');
  const parts = sources.map((source) => {
    const written = `(${source})::text`;
    return `coalesce(length(${written})::text || ':' || ${written}, '-')`;
  });
  return `md5(${[quotedText(`${seed}/`), ...parts].join(' || ')})`;
}

function isText({ type }: Typed, at: number, context: CheckContext): boolean {
  if (withText.has(type.kind)) return true;
  if (type.kind !== 'null')
    context.problem(
      ['key', at],
      'type_mismatch',
      'This has no text to go by.',
      'Name fields of it, or hash it: hash(..).',
    );
  return false;
}

/** Numbers the records of each group by their hash and keeps the first. */
function rankedRelation({ count, fraction = 1, by = [] }: Settings, hash: string, context: CheckContext) {
  const { input: shape, step, onError } = context;
  const groups = by.filter((source, at) => context.expression(['by', at], source, { groups: true }).kind !== 'literal');
  const partition = groups.length === 0 ? '' : `partition by ${groups.join(', ')}`;
  const rank = freshName('rank', shape);
  const rankValue = context.expression(['by'], `row_number() over (${partition} order by ${hash})`, { windows: true });
  const most = freshName('most', [...shape, { name: rank, type: types.integer }]);
  const share = `ceil(${fraction}e0 * count() over (${partition}))`;
  const mostValue = context.expression(['by'], count === undefined ? share : `${count}`, { windows: true });
  const wide: Shape = [...shape, { name: rank, type: rankValue.type }, { name: most, type: mostValue.type }];
  const where = context.expression(['by'], `${quotedName(rank)} <= ${quotedName(most)}`, { scope: wide });
  const fields = shape.map((field) => passField(field));
  const columns = [...fields, { name: rank, value: rankValue }, { name: most, value: mostValue }];
  return (input: Relation): Relation => {
    const common = { ordered: input.ordered, step, onError };
    const ranked: Relation = { op: 'project', input, columns, shape: wide, ...common };
    const kept: Relation = { op: 'filter', input: ranked, where, shape: wide, ...common };
    return { op: 'project', input: kept, columns: fields, shape, ...common };
  };
}
