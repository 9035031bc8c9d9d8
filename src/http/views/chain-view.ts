/** Chains as the API shows them: what is declared, what was found by checking, what would run. */
import { z } from 'zod';
import type { CheckedChain } from '../../engine/check/check-chain.ts';
import { explainChain } from '../../engine/explain.ts';
import type { PlannedStep } from '../../engine/planned.ts';
import type { ChainDefinition, ChainsetDefinition } from '../../model/definitions/definition.ts';
import type { DeclaredField } from '../../model/parse-shape.ts';
import type { Problem } from '../../model/problem.ts';
import { formatType, type ValueType } from '../../model/value-type.ts';
import type { CheckedWorkspace } from '../../engine/check/check-workspace-chains.ts';
import { type DefaultsFor, defaultValues } from './default-values.ts';
import { definitionProblemSchema, definitionProblemView } from './definition-problem-view.ts';

/** A parameter or a field of a shape, as forms need it. */
export const fieldSchema = z
  .object({
    name: z.string(),
    type: z.string().meta({ description: 'As it is written in definitions.', examples: ['list(text)'] }),
    kind: z.string().meta({ description: 'The type without its parts.', examples: ['list'] }),
    item: z.string().optional().meta({ description: "The kind of a list's items." }),
    optional: z.boolean(),
    default: z.unknown().optional().meta({ description: 'A value, a template or an `=expression`.' }),
    defaultNow: z.unknown().optional().meta({ description: 'What the default is at this moment.' }),
    min: z.union([z.number(), z.string()]).optional(),
    max: z.union([z.number(), z.string()]).optional(),
    pattern: z.string().optional(),
    options: z.array(z.unknown()).optional(),
    label: z.string().optional(),
    lines: z.int().optional().meta({ description: 'How many lines forms show of a text.' }),
    help: z.string().optional(),
    description: z.string().optional(),
    example: z.unknown().optional().meta({ description: 'A value as people would send it.' }),
    sensitive: z.boolean().optional(),
  })
  .meta({ id: 'Field', description: 'A parameter or a field of a shape.' });

const effectSchema = z
  .object({ kind: z.enum(['none', 'transactional', 'idempotent', 'at-least-once']), description: z.string() })
  .meta({ id: 'Effect', description: 'What a chain does to the outside world.' });

const stepSchema = z
  .object({
    index: z.int(),
    name: z.string().meta({ description: 'Its id, or what it uses with its number.' }),
    uses: z.string(),
    label: z.string().optional(),
    category: z.enum(['source', 'transform', 'flow', 'sink']),
    summary: z.string(),
    enabled: z.boolean(),
    onError: z.enum(['fail', 'skip', 'reject']),
    output: z.array(z.object({ name: z.string(), type: z.string() })),
    settings: z.unknown().optional().meta({ description: 'Its `with`, as it is written.' }),
    get nested() {
      return z.array(z.object({ label: z.string(), steps: z.array(stepSchema) }));
    },
  })
  .meta({ id: 'Step' });

/** A chain in a list. */
export const chainSummarySchema = z
  .object({
    name: z.string().meta({ description: 'The full name.', examples: ['sales.GenerateDailySalesReport'] }),
    chainset: z.string(),
    description: z.string().optional(),
    group: z.string().optional(),
    runnable: z
      .boolean()
      .meta({ description: 'False where an error must be corrected first, or records must be given.' }),
    errors: z.int(),
    warnings: z.int(),
    steps: z.int(),
    effects: z.array(effectSchema),
    jobs: z.array(z.string()).meta({ description: 'The jobs that run it.' }),
  })
  .meta({ id: 'ChainSummary' });

/** A chain in full. */
export const chainSchema = z
  .object({
    ...chainSummarySchema.shape,
    hash: z.string(),
    file: z.string(),
    parameters: z.array(fieldSchema),
    input: z.array(fieldSchema).optional().meta({ description: 'The shape of the records it takes.' }),
    output: z.array(z.object({ name: z.string(), type: z.string() })),
    timeout: z.number().optional().meta({ description: 'Milliseconds.' }),
    memory: z.number().optional().meta({ description: 'Bytes.' }),
    pipeline: z.array(stepSchema),
    plan: z.string().optional(),
    problems: z.array(definitionProblemSchema),
  })
  .meta({ id: 'Chain' });

type FieldView = z.output<typeof fieldSchema>;
type StepView = z.output<typeof stepSchema>;

const shapeView = (shape: readonly { name: string; type: ValueType }[]) =>
  shape.map(({ name, type }) => ({ name, type: formatType(type) }));

/** A declared field with its type in words and parts, as forms need it. */
export function fieldView({ type, options, ...rest }: DeclaredField): FieldView {
  const item = type.kind === 'list' ? { item: type.item.kind } : {};
  const choices = options === undefined ? {} : { options: [...options] };
  return { ...rest, type: formatType(type), kind: type.kind, ...item, ...choices };
}

function stepView({ origin, declaration, checked, enabled, onError, nested }: PlannedStep): StepView {
  return {
    index: origin.index,
    name: origin.name,
    uses: origin.uses,
    label: origin.label,
    category: declaration.category,
    summary: declaration.summary,
    enabled,
    onError,
    output: shapeView(checked.output),
    nested: nested.map(({ label, steps }) => ({ label, steps: steps.map(stepView) })),
  };
}

/** Steps with their settings, where the definition has just as many: steps that do not exist are not planned. */
function stepViews(chain: CheckedChain, definition: ChainDefinition): StepView[] {
  const { steps } = chain.pipeline;
  if (steps.length !== definition.chain.steps.length) return steps.map(stepView);
  return steps.map((step, at) => ({ ...stepView(step), settings: definition.chain.steps[at]?.with }));
}

/** The problems of a chain: those below its place in its document. */
function problemsOfChain(checked: CheckedWorkspace, definition: ChainDefinition): readonly Problem[] {
  const { document, name, chainset } = definition;
  const place = `chains.${name}`;
  return checked.problems.filter(({ position, path = '' }) => {
    if (position?.file !== document.file) return false;
    return chainset === '' || path === place || path.startsWith(`${place}.`);
  });
}

const count = (problems: readonly Problem[], severity: Problem['severity']): number =>
  problems.filter((problem) => problem.severity === severity).length;

/** A chain for a list. */
export function chainSummaryView(
  checked: CheckedWorkspace,
  definition: ChainDefinition,
): z.output<typeof chainSummarySchema> {
  const planned = checked.chains.get(definition.fullName)?.chain;
  const problems = problemsOfChain(checked, definition);
  const errors = count(problems, 'error');
  const jobs = [...checked.workspace.jobs.values()].filter((job) => job.chain === definition.fullName);
  return {
    name: definition.fullName,
    chainset: definition.chainset,
    description: definition.chain.description,
    group: definition.chain.group,
    runnable: planned !== undefined && errors === 0 && definition.input === undefined,
    errors,
    warnings: count(problems, 'warning'),
    steps: definition.chain.steps.length,
    effects: planned === undefined ? [] : [...planned.pipeline.effects].filter(({ kind }) => kind !== 'none'),
    jobs: jobs.map(({ name }) => name),
  };
}

/** A chain in full; `defaults` are worked out for whoever looks. */
export function chainView(
  checked: CheckedWorkspace,
  definition: ChainDefinition,
  defaultsFor: DefaultsFor,
): z.output<typeof chainSchema> {
  const planned = checked.chains.get(definition.fullName)?.chain;
  const summary = chainSummaryView(checked, definition);
  const defaults = planned === undefined || summary.errors > 0 ? {} : defaultValues(planned, defaultsFor);
  return {
    ...summary,
    hash: definition.hash,
    file: definition.document.file,
    parameters: definition.params.map((field) => ({ ...fieldView(field), defaultNow: defaults[field.name] })),
    input: definition.input?.map(fieldView),
    output: planned === undefined ? [] : shapeView(planned.pipeline.output),
    timeout: definition.chain.timeout,
    memory: definition.chain.memory,
    pipeline: planned === undefined ? [] : stepViews(planned, definition),
    plan: planned === undefined || summary.errors > 0 ? undefined : explainChain(planned),
    problems: problemsOfChain(checked, definition).map(definitionProblemView),
  };
}

/** The parameters that a chain declares; undefined for a chain that is not defined any more. */
export function declaredParameters(checked: CheckedWorkspace, chain: string): readonly DeclaredField[] | undefined {
  return checked.workspace.chains.get(chain)?.params;
}

/** A chainset. */
export const chainsetSchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    file: z.string(),
    chains: z.array(chainSummarySchema),
    problems: z
      .array(definitionProblemSchema)
      .meta({ description: 'Of its file; chains that cannot be read at all are only here.' }),
  })
  .meta({ id: 'Chainset' });

/** A chainset with its chains. */
export function chainsetView(checked: CheckedWorkspace, chainset: ChainsetDefinition): z.output<typeof chainsetSchema> {
  const { name, description, document } = chainset;
  const problems = checked.problems.filter(({ position }) => position?.file === document.file);
  return {
    name,
    description,
    file: document.file,
    chains: chainset.chains.map((chain) => chainSummaryView(checked, chain)),
    problems: problems.map(definitionProblemView),
  };
}
