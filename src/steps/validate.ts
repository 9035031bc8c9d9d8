import { z } from 'zod';
import { type Issue, MillraceError } from '../core/errors.ts';
import { withField } from '../engine/shape-change.ts';
import { defineStep, type StepContext } from '../engine/step-contract.ts';
import { type Closure, compileClosure } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import { expression, shape, value } from '../model/setting.ts';
import { validateDeclared } from '../model/validate-declared.ts';
import type { BatchStream, DataRecord, Value } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { type Shape, types } from '../model/value-type.ts';

const settings = z
  .strictObject({
    schema: shape('Fields with what must hold for them; fields of unknown type get the type that is said here.', {
      example: { sku: 'text', qty: { type: 'integer', min: 1 } },
    }).optional(),
    rules: z
      .array(
        z.strictObject({
          check: expression('What must be true.', { example: 'until >= from' }),
          message: value('What to say if it is not.', { example: 'The end is before the start.' }),
        }),
      )
      .optional()
      .meta({ description: 'Conditions that must be true for each record.' }),
  })
  .refine((each) => each.schema !== undefined || each.rules !== undefined, { error: 'Give a `schema` or `rules`.' });

interface Rule {
  readonly check: Closure;
  readonly message: CheckedValue;
}

interface Plan {
  readonly input: Shape;
  readonly fields: readonly DeclaredField[];
  readonly rules: readonly Rule[];
}

/** How many issues an error lists. */
const mostIssues = 100;

/** Checks records. */
export const validate = defineStep<typeof settings, Plan>({
  name: 'validate',
  aliases: ['check', 'assert', 'expect', 'quality', 'schema'],
  summary: 'Checks every record and says what is wrong with it, field by field.',
  docs: 'A record that breaks a rule ends the run `invalid`, with all issues of its batch (`onError: fail`), is left out (`skip`), or is put aside with its issues (`reject`). A rule that is null, because a field in it is, counts as broken.',
  category: 'transform',
  status: 'stable',
  shape: 'filter',
  settings,
  examples: [
    {
      title: 'Good records pass',
      with: {
        schema: { qty: { type: 'integer', min: 1 } },
        rules: [{ check: 'qty <= stock', message: 'Only ${stock} in stock.' }],
      },
      input: { shape: { qty: 'integer', stock: 'integer' }, records: [{ qty: 2, stock: 5 }] },
      records: [{ qty: 2, stock: 5 }],
    },
  ],
  check(given, context) {
    const fields = given.schema === undefined ? [] : context.fields(['schema'], given.schema);
    const output = fields.reduce((before, field) => withField(before, field.name, field.type), context.input);
    const rules = (given.rules ?? []).map((rule, at) => ({
      check: compileClosure(
        context.expression(['rules', at, 'check'], rule.check, { scope: output, expects: types.boolean }),
      ),
      message: context.value(['rules', at, 'message'], rule.message, { scope: output, expects: types.text }),
    }));
    return { output, plan: { input: context.input, fields, rules } };
  },
  run: (plan, input, context) => runValidate(plan, input, context),
});

async function* runValidate(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  let number = 0;
  for await (const batch of input) {
    const good: DataRecord[] = [];
    const issues: Issue[] = [];
    for (const record of batch) {
      const checked = checkRecord(plan, record, context);
      if (checked.issues.length === 0) good.push(checked.record);
      else report(checked.issues, record, { context, at: number, issues });
      number += 1;
    }
    if (issues.length > 0) throw invalid(issues);
    yield good;
  }
}

function checkRecord(
  { input, fields, rules }: Plan,
  record: DataRecord,
  { env }: StepContext,
): { record: DataRecord; issues: readonly Issue[] } {
  const types = new Map(input.map((field) => [field.name, field.type]));
  // A null is a missing value here, so that `required` means what people expect.
  const given = fields.flatMap(({ name }) =>
    record[name] === null || record[name] === undefined ? [] : [[name, toJson(record[name], types.get(name))] as const],
  );
  const { values, issues } = validateDeclared(Object.fromEntries(given), fields);
  if (issues.length > 0) return { record, issues };
  const typed: Record<string, Value | undefined> = { ...record, ...values };
  const broken = rules.filter((rule) => rule.check(typed, env) !== true);
  return {
    record: typed,
    issues: broken.map((rule) => ({
      path: '',
      message: String(rule.message.evaluate(typed, env) ?? ''),
      code: 'validation_failed',
    })),
  };
}

function report(
  found: readonly Issue[],
  record: DataRecord,
  { context, at, issues }: { context: StepContext; at: number; issues: Issue[] },
): void {
  const reason = found
    .map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`))
    .join(' ');
  try {
    context.failRecord(record, new MillraceError('validation_failed', reason));
  } catch (error) {
    if (!(error instanceof MillraceError) || error.code !== 'validation_failed') throw error;
    issues.push(...found.map((issue) => ({ ...issue, path: issue.path === '' ? `[${at}]` : `[${at}].${issue.path}` })));
  }
}

function invalid(issues: readonly Issue[]): MillraceError {
  const [first] = issues;
  const more = issues.length > 1 ? ` There are ${issues.length} issues.` : '';
  return new MillraceError('validation_failed', `Record ${first?.path}: ${first?.message}${more}`, {
    issues: issues.slice(0, mostIssues),
    hint: 'Correct the records, or let the step `onError: reject` them.',
  });
}
