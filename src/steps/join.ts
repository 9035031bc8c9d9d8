import { z } from 'zod';
import type { JoinRelation, JoinType } from '../engine/algebra.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import { and, equalityPairs, sidesUsed } from '../expression/join-condition.ts';
import type { Typed } from '../expression/typed.ts';
import { choice, expression, source, text } from '../model/setting.ts';
import { type Shape, types } from '../model/value-type.ts';
import { bothSides, fieldKeys, takenFields } from './join-fields.ts';

const joinTypes = ['inner', 'left', 'right', 'full', 'semi', 'anti'] as const satisfies readonly JoinType[];

const settings = z.strictObject({
  source: source('Where the other records come from: a chain, or steps.', { example: { chain: 'common.Products' } }),
  on: z.union([z.array(text('A field.')).min(1), expression('A condition over `left` and `right`.')]).meta({
    description: 'Fields that are equal on both sides, or a condition over `left` and `right`.',
    examples: [['sku']],
  }),
  type: choice(
    joinTypes,
    '`inner`: pairs only; `left`, `right`, `full`: also records without a partner; `semi`, `anti`: left records that have a partner, or none.',
  ).default('inner'),
  take: z
    .union([z.array(text('A field.')), z.record(z.string(), z.string())])
    .optional()
    .meta({
      description:
        'The fields to take from the other side: a list, or `new: old`. Default: all whose names are not taken.',
      examples: [['label']],
    }),
});

/** Puts records together with those of another source. */
export const join = defineStep({
  name: 'join',
  aliases: ['merge', 'combine', 'match'],
  summary: 'Puts each record together with those of another source that match it.',
  docs: [
    'The records that come in are the left side; those of `source` are the right. A null never matches, not even another null.',
    'Both sides are read at the same time. A left record with several partners gives several records. The order of the result is not defined.',
    'Common mistakes: a key that comes twice on the right doubles the left records, and every `sum` after it (`distinct` or `aggregate` the right side first, or use `lookup`, which refuses it); `sku` as text on one side and as a number on the other (cast one before the join); a `filter` on a right field after a `left` join, which drops the records without a partner, because null is not true.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings,
  examples: [
    {
      title: 'Products that nobody ordered',
      with: {
        source: {
          steps: [
            {
              uses: 'records',
              with: { columns: { sku: 'text' }, records: [{ sku: 'tea' }, { sku: 'tea' }, { sku: null }] },
            },
          ],
        },
        on: ['sku'],
        type: 'anti',
      },
      input: {
        shape: { sku: 'text', stock: 'integer' },
        records: [
          { sku: 'tea', stock: 2 },
          { sku: 'mug', stock: 7 },
        ],
      },
      records: [{ sku: 'mug', stock: 7 }],
    },
    {
      title: 'The label of each product',
      with: {
        source: {
          steps: [
            {
              uses: 'records',
              with: { columns: { sku: 'text', label: 'text' }, records: [{ sku: 'tea', label: 'Green tea' }] },
            },
          ],
        },
        on: ['sku'],
        type: 'left',
      },
      input: {
        shape: { sku: 'text', qty: 'integer' },
        records: [
          { sku: 'tea', qty: 2 },
          { sku: 'mug', qty: 1 },
        ],
      },
      records: [
        { sku: 'tea', qty: 2, label: 'Green tea' },
        { sku: 'mug', qty: 1, label: null },
      ],
    },
    {
      title: 'A condition that is more than equality',
      with: {
        source: {
          steps: [
            {
              uses: 'records',
              with: {
                columns: { class: 'text', least: 'integer' },
                records: [
                  { class: 'large', least: 10 },
                  { class: 'any', least: 0 },
                ],
              },
            },
          ],
        },
        on: 'left.qty >= right.least',
        take: ['class'],
      },
      input: {
        shape: { sku: 'text', qty: 'integer' },
        records: [
          { sku: 'tea', qty: 12 },
          { sku: 'mug', qty: 1 },
        ],
      },
      records: [
        { sku: 'tea', qty: 12, class: 'large' },
        { sku: 'tea', qty: 12, class: 'any' },
        { sku: 'mug', qty: 1, class: 'any' },
      ],
    },
  ],
  check({ source: other, on, type, take }, context) {
    const pipeline = context.source(['source'], other);
    const right = pipeline.output;
    const { keys, condition } = Array.isArray(on)
      ? { keys: fieldKeys(on, right, context), condition: undefined }
      : conditionKeys(on, right, context);
    const taken = type === 'semi' || type === 'anti' ? [] : takenFields(take, right, context);
    const shape = [
      ...context.input,
      ...taken.map(({ field, as }) => ({
        name: as,
        type: right.find((each) => each.name === field)?.type ?? types.null,
      })),
    ];
    const { step, onError } = context;
    const relationOfSource = context.relationOf(pipeline);
    return {
      output: shape,
      ordered: false,
      plan: undefined,
      relation: (left): JoinRelation => ({
        op: 'join',
        left,
        right: relationOfSource,
        type,
        keys,
        condition,
        take: taken,
        shape,
        ordered: false,
        step,
        onError,
      }),
    };
  },
});

interface Condition {
  readonly keys: JoinRelation['keys'];
  readonly condition: Typed | undefined;
}

function conditionKeys(on: string, right: Shape, context: CheckContext): Condition {
  const typed = context.expression(['on'], on, { scope: bothSides(context.input, right), expects: types.boolean });
  const { pairs, rest } = equalityPairs(typed);
  if (sidesUsed(typed).size < 2) {
    context.warning(
      ['on'],
      'no_effect',
      'The condition does not compare the two sides, so every record meets every other.',
      'Write it over `left` and `right`: left.sku = right.sku',
    );
  }
  return { keys: pairs, condition: rest.length === 0 ? undefined : rest.reduce(and) };
}
