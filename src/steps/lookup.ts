import { z } from 'zod';
import { MillraceError } from '../core/errors.ts';
import { type CheckContext, type CheckedPipeline, defineStep, type StepContext } from '../engine/step-contract.ts';
import { type Closure, compileClosure } from '../expression/closure.ts';
import { choice, expressions, integer, source, text } from '../model/setting.ts';
import { groupKeyOfAll } from '../model/value-compare.ts';
import type { Batch, BatchStream, DataRecord, Value } from '../model/value.ts';
import { fieldType, formatType, sameType, type Shape, types } from '../model/value-type.ts';
import { fieldKeys, takenFields } from './join-fields.ts';
import { KeyedRecords } from './keyed-records.ts';

const settings = z.strictObject({
  source: source('Where to look: a chain, or steps.'),
  on: z
    .array(text('A field.'))
    .min(1)
    .meta({ description: 'Fields of both sides that must be equal.', examples: [['sku']] }),
  take: z
    .union([z.array(text('A field.')), z.record(z.string(), z.string())])
    .optional()
    .meta({
      description:
        'The fields to take from what is found: a list, or `new: old`. Default: all whose names are not taken.',
      examples: [['label']],
    }),
  several: choice(
    ['first', 'problem'],
    'What it is if several records of the source match: the first of them is taken, or the record fails.',
  ).default('problem'),
  missing: choice(
    ['keep', 'drop', 'problem'],
    'What it is if none matches: the record is kept with nulls or `default`, left out, or fails.',
  ).default('keep'),
  default: expressions('Values instead of null where none matches, over the record that came in.', {
    example: { label: "'unknown'" },
  }).optional(),
  batch: integer('How many keys are asked for at once.', { min: 1, max: 10_000 }).default(1000),
  cache: integer('For how many keys what was found is remembered.').default(10_000),
});

type Settings = z.output<typeof settings>;

interface Plan {
  readonly source: CheckedPipeline;
  /** True where the source can be asked for some keys. */
  readonly byKey: boolean;
  readonly left: readonly Closure[];
  readonly right: readonly Closure[];
  readonly take: readonly { readonly field: string; readonly as: string }[];
  readonly several: Settings['several'];
  readonly missing: Settings['missing'];
  readonly defaults: ReadonlyMap<string, Closure>;
  readonly batch: number;
  readonly cache: number;
}

/** Adds to each record what another source has under its key. */
export const lookup = defineStep<typeof settings, Plan>({
  name: 'lookup',
  aliases: ['enrich', 'vlookup', 'xlookup', 'find', 'reference'],
  summary: 'Adds to each record fields of the one record of another source that has the same key.',
  docs: [
    'Every record stays one record, in its place; `join` is for several partners, and for two large sources. A null key matches nothing.',
    'Where the source is a single `sql.read` of a table or a `documents.read`, without `limit`, it is asked for the keys of a batch of records at a time, and never read as a whole; what was found, and what was not, is remembered for `cache` keys. So a lookup of few records in a large table is quick. Any other source is read once, to the end, and may have a million records at most. Policies of the source hold in both cases.',
    'With `several: first` it is the first in the order of the source; say `sort` there, or any may be the first.',
  ].join('\n\n'),
  category: 'transform',
  status: 'stable',
  shape: 'filter',
  holds: true,
  settings,
  examples: [
    {
      title: 'The label of each product, or a word for none',
      with: {
        source: {
          steps: [
            {
              uses: 'records',
              with: {
                columns: { sku: 'text', label: 'text', price: 'integer' },
                records: [
                  { sku: 'tea', label: 'Green tea', price: 4 },
                  { sku: 'mug', label: 'Mug', price: 9 },
                ],
              },
            },
          ],
        },
        on: ['sku'],
        take: ['label'],
        default: { label: "'unknown: ' || sku" },
      },
      input: {
        shape: { sku: 'text', qty: 'integer' },
        records: [
          { sku: 'tea', qty: 2 },
          { sku: 'pot', qty: 1 },
        ],
      },
      records: [
        { sku: 'tea', qty: 2, label: 'Green tea' },
        { sku: 'pot', qty: 1, label: 'unknown: pot' },
      ],
      ordered: true,
    },
    {
      title: 'Customers of a few orders, without reading all customers',
      with: {
        source: {
          steps: [
            {
              uses: 'sql.read',
              with: { connection: 'erp', table: 'customers', columns: { id: 'integer', name: 'text', city: 'text' } },
            },
          ],
        },
        on: ['id'],
        take: { customer: 'name' },
        missing: 'problem',
      },
      input: { shape: { id: 'integer' }, records: [{ id: 7 }] },
      needs: 'a connection `erp` to a PostgreSQL',
    },
  ],
  check(given, context) {
    const { pipeline, byKey } = context.sourceByKey(['source'], given.source, given.on[0] ?? '');
    const right = pipeline.output;
    const keys = fieldKeys(given.on, right, context);
    const take = takenFields(given.take, right, context);
    const added: Shape = take.map(({ field, as }) => ({ name: as, type: fieldType(right, field) ?? types.null }));
    const asked = byKey && isAskable(keys[0], right);
    const plan: Plan = {
      source: pipeline,
      byKey: asked,
      left: keys.map((key) => compileClosure(key.left)),
      right: keys.map((key) => compileClosure(key.right)),
      take,
      several: given.several,
      missing: given.missing,
      defaults: checkDefaults(given, added, context),
      batch: given.batch,
      cache: given.cache,
    };
    const how = asked
      ? `is asked for ${given.batch} keys at a time`
      : `is read as a whole${byKey ? `, because '${given.on[0]}' has another type there` : ''}`;
    return { output: [...context.input, ...added], plan, pushed: [how] };
  },
  run: (plan, input, context) => runLookup(plan, input, context),
});

/** A key that is compared as it is can be asked for. */
function isAskable(key: ReturnType<typeof fieldKeys>[number] | undefined, right: Shape): boolean {
  if (key?.right.kind !== 'field') return false;
  const column = fieldType(right, key.right.name);
  return column !== undefined && sameType(key.left.type, column);
}

function checkDefaults(
  { default: given = {}, missing }: Settings,
  added: Shape,
  context: CheckContext,
): ReadonlyMap<string, Closure> {
  const checked = Object.entries(given).flatMap(([name, written]): [string, Closure][] => {
    const type = fieldType(added, name);
    if (type !== undefined)
      return [[name, compileClosure(context.expression(['default', name], written, { expects: type }))]];
    const taken = added.map((field) => `${field.name}: ${formatType(field.type)}`).join(', ');
    context.problem(['default', name], 'unknown_field', `No field '${name}' is taken.`, `Taken are ${taken}.`);
    return [];
  });
  if (checked.length > 0 && missing !== 'keep')
    context.problem(['default'], 'no_effect', `With \`missing: ${missing}\` there is no record to fill in.`);
  return new Map(checked);
}

/** A record with its key as values, and as one text; without either where a part of it is null. */
interface Wanted {
  readonly record: DataRecord;
  readonly values: readonly Value[];
  readonly key: string | undefined;
}

async function* runLookup(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  const keyed = new KeyedRecords(plan, context);
  for await (const batch of input) {
    const wanted = batch.flatMap((record) => wantedOf(record, plan, context) ?? []);
    const found = await keyed.find(wanted);
    yield wanted.map((each) => complete(each, { found, plan, context })).filter((record) => record !== undefined);
  }
}

function wantedOf(record: DataRecord, { left }: Plan, context: StepContext): Wanted | undefined {
  try {
    const values = left.map((read) => read(record, context.env));
    return { record, values, key: values.includes(null) ? undefined : groupKeyOfAll(values) };
  } catch (error) {
    context.failRecord(record, error);
    return undefined;
  }
}

/** The record with what was found for it; undefined where it is left out. */
function complete(
  { record, key }: Wanted,
  { found, plan, context }: { found: ReadonlyMap<string, Batch>; plan: Plan; context: StepContext },
): DataRecord | undefined {
  const partners = (key === undefined ? undefined : found.get(key)) ?? [];
  if (partners.length === 0 && plan.missing === 'drop') return undefined;
  try {
    refuse(partners, plan, context);
    return { ...record, ...taken(partners[0], record, { plan, context }) };
  } catch (error) {
    context.failRecord(record, error);
    return undefined;
  }
}

function refuse(partners: Batch, { several, missing }: Plan, { step }: StepContext): void {
  if (partners.length === 0 && missing === 'problem') {
    const hint = 'Add it there, or say `missing: keep` or `drop`.';
    throw new MillraceError('validation_failed', `${step.name} finds no record with this key.`, { hint });
  }
  if (partners.length > 1 && several === 'problem') {
    const hint = 'Say `several: first`, or use join.';
    throw new MillraceError('validation_failed', `${step.name} finds several records with this key.`, { hint });
  }
}

function taken(
  partner: DataRecord | undefined,
  record: DataRecord,
  { plan, context }: { plan: Plan; context: StepContext },
): DataRecord {
  const value = (field: string, as: string): Value =>
    partner === undefined ? (plan.defaults.get(as)?.(record, context.env) ?? null) : (partner[field] ?? null);
  return Object.fromEntries(plan.take.map(({ field, as }) => [as, value(field, as)]));
}
