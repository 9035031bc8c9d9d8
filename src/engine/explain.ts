/**
 * The plan of a chain in words: which steps, in which engine and why, what they make of the fields, what goes to the
 * source, what holds records, and what happens to the outside world. Pure: the same for `millrace explain`, the run record
 * and the page.
 */
import { formatShape } from '../model/value-type.ts';
import type { CheckedChain } from './check/check-chain.ts';
import { sayGives, sayHeld, sayShape } from './explain-step.ts';
import { planStages } from './plan-stages.ts';
import type { Leaf, Pipeline, PlannedStep, Segment, Stage } from './planned.ts';
import { stepsDone, withoutDone } from './take-over.ts';
import { segmentParts } from './vector/segment-parts.ts';

/** The plan of a chain, a line for each fact. */
export function explainChain(chain: CheckedChain): string {
  const lines = [
    `chain ${chain.name}`,
    ...chain.parameters.map(
      ({ field }) =>
        `  parameter $${formatShape([{ name: field.name, type: field.type }])}${field.optional ? ' (optional)' : ''}`,
    ),
    ...(chain.input === undefined ? [] : [`  takes { ${formatShape(chain.input)} }`]),
    ...chain.state.map(({ name, type }) => `  keeps @state.${formatShape([{ name, type }])} from run to run`),
    ...indent(explainPipeline(chain.pipeline)),
    `  ${sayGives(chain.pipeline.output)}${chain.pipeline.ordered ? '' : ', in no defined order'}`,
    ...explainEffects(chain.pipeline),
  ];
  return lines.join('\n');
}

const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);

function explainPipeline(pipeline: Pipeline): string[] {
  const disabled = pipeline.steps
    .filter((step) => !step.enabled)
    .map((step) => `${stepTitle(step)}: disabled, records pass through`);
  return [...planStages(pipeline).flatMap(explainStage), ...disabled];
}

function explainStage(stage: Stage): string[] {
  return stage.kind === 'segment' ? explainSegment(stage) : explainOperator(stage.step);
}

function stepTitle({ origin }: PlannedStep): string {
  const name = origin.name.startsWith(`${origin.uses}#`) ? '' : ` (${origin.name})`;
  return `${origin.uses}${name}${origin.label === undefined ? '' : `: ${origin.label}`}`;
}

function explainOperator(step: PlannedStep): string[] {
  const { shape } = step.declaration;
  const holds = shape === 'blocking' ? ['reads all records before it gives one'] : [];
  const nested = step.nested.flatMap((inner) => [`${inner.label}:`, ...indent(explainPipeline(inner))]);
  return [stepTitle(step), ...indent([...holds, ...sourceFacts(step), ...nested, ...shapeFacts(step)])];
}

function sourceFacts(step: PlannedStep): string[] {
  const { checked, declaration } = step;
  const reads = declaration.category === 'source' ? [`reads { ${formatShape(checked.reads ?? checked.output)} }`] : [];
  const policies = step.policies?.facts ?? [];
  return [...reads, ...policies, ...(checked.pushed ?? []).map((pushed) => `source: ${pushed}`)];
}

/** What a step makes of the fields: of those that come in, or that a source reads. */
function shapeFacts({ checked, declaration, input }: PlannedStep): string[] {
  return sayShape(declaration.category === 'source' ? (checked.reads ?? checked.output) : input, checked.output);
}

function explainSegment(segment: Segment): string[] {
  // What the sources are asked to do is taken to be done: that they cannot shows only when they are asked.
  const relation = segment.done.reduce(withoutDone, segment.relation);
  const scannable = segment.leaves.map(() => true);
  const { engine, why } = segmentParts(relation, scannable);
  const done = new Set(segment.done.flatMap(stepsDone));
  const steps = segment.steps.flatMap((step) => {
    const sources = [...step.sources.values()].flatMap((inner) => [
      `${sourceLabel(inner)}:`,
      ...indent(explainPipeline(inner)),
    ]);
    const holds = done.has(step.origin.index) ? ['done by the source'] : sayHeld(step);
    return [stepTitle(step), ...indent([...sourceFacts(step), ...holds, ...sources, ...shapeFacts(step)])];
  });
  const drawn = segment.leaves.filter((leaf) => isDrawn(leaf, segment)).length;
  const inputs = drawn > 0 ? [`together with ${drawn === 1 ? 'the source' : `the ${drawn} sources`} of its steps`] : [];
  return [`${engine} engine: ${why}`, ...indent([...inputs, ...steps])];
}

/** A source of its own steps has no name but the path of its setting. */
function sourceLabel({ label }: Pipeline): string {
  return label.endsWith('source.steps') ? 'from its source' : `from ${label}`;
}

/** True for a source of a nested pipeline that became part of this segment. */
function isDrawn(leaf: Leaf, segment: Segment): boolean {
  return leaf.kind === 'source' && !segment.steps.includes(leaf.step);
}

function explainEffects({ effects }: Pipeline): string[] {
  const acting = effects.filter((effect) => effect.kind !== 'none');
  if (acting.length === 0) return ['  no effects'];
  return ['  effects:', ...acting.map((effect) => `    ${effect.kind}: ${effect.description}`)];
}
