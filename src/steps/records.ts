import { z } from 'zod';
import { type CheckContext, defineStep, type StepContext } from '../engine/step-contract.ts';
import { type Closure, compileClosure } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import { castValue } from '../model/cast.ts';
import { commonType } from '../model/common-type.ts';
import { expressions, shape, value } from '../model/setting.ts';
import { batchSize, type BatchStream, type DataRecord, type Value } from '../model/value.ts';
import { type Shape, types, type ValueType } from '../model/value-type.ts';

const settings = z
  .strictObject({
    records: z
      .array(z.record(z.string(), z.unknown()))
      .optional()
      .meta({
        description: 'The records; each field is a value.',
        role: 'value',
        examples: [[{ sku: 'tea', qty: 2 }]],
      }),
    columns: shape('The type of each field; without it the types follow from the records.', {
      example: { sku: 'text', price: 'decimal(10,2)' },
    }).optional(),
    generate: value('How many records to make.', { example: 1000 }).optional(),
    compute: expressions('For made records: names with an expression each, over `index` (1, 2, ..).', {
      example: { id: 'index', kind: "case when index % 2 = 0 then 'even' else 'odd' end" },
    }).optional(),
  })
  .refine((each) => (each.records === undefined) !== (each.generate === undefined), {
    error: 'Give either `records` or `generate`.',
  });

type Plan =
  | { readonly kind: 'written'; readonly shape: Shape; readonly records: readonly (readonly CheckedValue[])[] }
  | {
      readonly kind: 'made';
      readonly count: Closure;
      readonly columns: readonly { readonly name: string; readonly closure: Closure }[];
    };

/** Records that stand in the definition, or are made. */
export const records = defineStep<typeof settings, Plan>({
  name: 'records',
  aliases: ['values', 'inline', 'generate', 'constant', 'sample data'],
  summary: 'Gives records that stand in the definition, or makes many by a formula.',
  docs: 'For small tables that belong to the definition (classes, limits, recipients), and for trying things out. Types follow from what is written; say `columns` where that is not what is meant (`"007"` is text, `1.10` a decimal).',
  category: 'source',
  status: 'stable',
  shape: 'source',
  failsByRecord: false,
  settings,
  examples: [
    {
      title: 'A small table',
      with: {
        columns: { class: 'text', least: 'integer' },
        records: [
          { class: 'large', least: 10 },
          { class: 'small', least: 0 },
        ],
      },
      records: [
        { class: 'large', least: 10 },
        { class: 'small', least: 0 },
      ],
      ordered: true,
    },
    {
      title: 'Made records',
      with: { generate: 3, compute: { id: 'index', square: 'index * index' } },
      records: [
        { id: 1, square: 1 },
        { id: 2, square: 4 },
        { id: 3, square: 9 },
      ],
      ordered: true,
    },
  ],
  check(given, context) {
    return given.records === undefined
      ? checkMade(given, context)
      : checkWritten(given.records, given.columns, context);
  },
  run: (plan, _input, context) => (plan.kind === 'made' ? makeRecords(plan, context) : writtenRecords(plan, context)),
});

function checkMade(given: z.output<typeof settings>, context: CheckContext) {
  const text = typeof given.generate === 'string' ? given.generate.replace(/^=/, '') : String(given.generate);
  const count = compileClosure(context.expression(['generate'], text, { scope: 'none', expects: types.integer }));
  const scope: Shape = [{ name: 'index', type: types.integer }];
  const typed = Object.entries(given.compute ?? { index: 'index' }).map(([name, source]) => ({
    name,
    value: context.expression(['compute', name], source, { scope }),
  }));
  if (given.columns !== undefined)
    context.problem(
      ['columns'],
      'no_effect',
      'Made records take their types from the expressions.',
      'Remove `columns`, or cast in `compute`.',
    );
  const columns = typed.map(({ name, value: each }) => ({ name, closure: compileClosure(each) }));
  return {
    output: typed.map(({ name, value: each }) => ({ name, type: each.type })),
    plan: { kind: 'made' as const, count, columns },
  };
}

function checkWritten(
  written: readonly Readonly<Record<string, unknown>>[],
  columns: Readonly<Record<string, unknown>> | undefined,
  context: CheckContext,
) {
  const declared = columns === undefined ? undefined : context.shape(['columns'], columns);
  const names = declared?.map((field) => field.name) ?? [...new Set(written.flatMap((record) => Object.keys(record)))];
  const records = written.map((record, at) => {
    for (const name of Object.keys(record)) {
      if (!names.includes(name))
        context.problem(['records', at, name], 'unknown_field', `'${name}' is not among the columns.`);
    }
    return names.map((name) => {
      const expects = declared?.find((field) => field.name === name)?.type;
      return context.value(['records', at, name], record[name] ?? null, {
        scope: 'none',
        ...(expects === undefined ? {} : { expects }),
      });
    });
  });
  const output =
    declared ?? names.map((name, column) => ({ name, type: typeOfColumn(records, { name, column }, context) }));
  return { output, plan: { kind: 'written' as const, shape: output, records } };
}

function typeOfColumn(
  records: readonly (readonly CheckedValue[])[],
  { name, column }: { name: string; column: number },
  context: CheckContext,
): ValueType {
  return records.reduce<ValueType>((type, record, at) => {
    const own = record[column]?.type ?? types.null;
    const common = commonType(type, own);
    if (common === undefined)
      context.problem(
        ['records', at, name],
        'type_mismatch',
        `'${name}' has values of different types.`,
        'Say the type in `columns`.',
      );
    return common ?? type;
  }, types.null);
}

async function* writtenRecords(
  { shape: output, records: rows }: Plan & { kind: 'written' },
  { env }: StepContext,
): BatchStream {
  for (let start = 0; start < rows.length; start += batchSize) {
    yield rows.slice(start, start + batchSize).map((row) => {
      const record: Record<string, Value> = {};
      output.forEach((field, at) => {
        const each = row[at];
        record[field.name] = each === undefined ? null : castValue(each.evaluate({}, env), each.type, field.type);
      });
      return record;
    });
  }
}

async function* makeRecords({ count, columns }: Plan & { kind: 'made' }, { env }: StepContext): BatchStream {
  const total = Number(count({}, env) ?? 0);
  for (let start = 0; start < total; start += batchSize) {
    const batch: DataRecord[] = [];
    for (let index = start + 1; index <= Math.min(total, start + batchSize); index += 1) {
      const made: Record<string, Value> = {};
      const seed = { index };
      for (const { name, closure } of columns) made[name] = closure(seed, env);
      batch.push(made);
    }
    yield batch;
  }
}
