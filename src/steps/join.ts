import { z } from 'zod';
import { didYouMean } from '../core/did-you-mean.ts';
import type { JoinRelation, JoinType } from '../engine/algebra.ts';
import { passField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep } from '../engine/step-contract.ts';
import { and, equalityPairs, sidesUsed } from '../expression/join-condition.ts';
import type { Typed } from '../expression/typed.ts';
import { choice, expression, source, text } from '../model/setting.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';

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
  aliases: ['lookup', 'merge', 'combine', 'enrich', 'vlookup'],
  summary: 'Puts each record together with those of another source that match it.',
  docs: [
    'The records that come in are the left side; those of `source` are the right. A null never matches, not even another null.',
    'A left record with several partners gives several records. The order of the result is not defined.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'blocking',
  settings,
  examples: [
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
    const { keys, condition } = Array.isArray(on) ? fieldKeys(on, right, context) : conditionKeys(on, right, context);
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

function fieldKeys(on: readonly string[], right: Shape, context: CheckContext): Condition {
  const keys = on.flatMap((name, at) => {
    const sides = [context.input, right].map((shape) => shape.find((field) => field.name === name));
    const [left, other] = sides;
    if (left !== undefined && other !== undefined) {
      // Checking the equality reports types that cannot be equal and converts those that can.
      const equal = context.expression(['on', at], `left.${quoted(name)} = right.${quoted(name)}`, {
        scope: bothSides(context.input, right),
      });
      return equalityPairs(equal).pairs.length > 0
        ? equalityPairs(equal).pairs
        : [{ left: passField(left).value, right: passField(other).value }];
    }
    const missing = left === undefined ? context.input : right;
    const side = left === undefined ? 'in the records that come in' : 'in the other source';
    context.problem(
      ['on', at],
      'unknown_field',
      `There is no field '${name}' ${side}.`,
      didYouMean(
        name,
        missing.map((field) => field.name),
      ),
    );
    return [];
  });
  return { keys, condition: undefined };
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

function bothSides(left: Shape, right: Shape): Shape {
  return [
    { name: 'left', type: recordOf(left) },
    { name: 'right', type: recordOf(right) },
  ];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The fields of the right side that go out, under names that the left side does not have. */
function takenFields(
  take: readonly string[] | Readonly<Record<string, string>> | undefined,
  right: Shape,
  context: CheckContext,
): { field: string; as: string }[] {
  const isTaken = (name: string): boolean => context.input.some((field) => field.name === name);
  if (take === undefined)
    return right.filter((field) => !isTaken(field.name)).map(({ name }) => ({ field: name, as: name }));
  const wanted = Array.isArray(take) ? take.map((name: string) => [name, name] as const) : Object.entries(take);
  return wanted.flatMap(([as, field], at) => {
    const path = ['take', Array.isArray(take) ? at : as];
    if (!right.some((each) => each.name === field)) {
      context.problem(
        path,
        'unknown_field',
        `The other source has no field '${field}'.`,
        didYouMean(
          field,
          right.map((each) => each.name),
        ),
      );
      return [];
    }
    if (isTaken(as)) {
      context.problem(
        path,
        'duplicate_name',
        `There is a field '${as}' already.`,
        `Give it another name: \`take: { other_name: ${field} }\`.`,
      );
      return [];
    }
    return [{ field, as }];
  });
}
