import type { Shape } from '../model/value-type.ts';
import type { InputRelation, Relation, ScanRelation, StepOrigin } from './algebra.ts';
import type { Leaf, Pipeline, PlannedStep, Segment, Stage } from './planned.ts';
import { takeOver } from './take-over.ts';

/** A segment while its leaves still have the numbers that the check gave them. */
interface OpenSegment {
  relation: Relation;
  readonly leaves: Map<number, Leaf>;
  readonly steps: PlannedStep[];
}

/** Slots of leaves that planning adds start here, out of the way of those that checking gave. */
const firstPlannedSlot = 1_000_000;

/**
 * Folds the steps of a pipeline into stages: consecutive relational steps become one segment, and a nested pipeline
 * that is itself one segment is drawn into the tree, so that a join of two files is one query.
 */
export function planStages(pipeline: Pipeline): readonly Stage[] {
  return foldSteps(pipeline).map((stage) => (stage.kind === 'segment' ? takeOver(stage) : stage));
}

/** The stages before sources are told what stands behind them. */
function foldSteps(pipeline: Pipeline): readonly Stage[] {
  const stages: Stage[] = [];
  let open: OpenSegment | undefined;
  let nextSlot = firstPlannedSlot;
  const close = (): void => {
    if (open !== undefined && !isPassage(open)) stages.push(settle(open));
    open = undefined;
  };
  for (const step of pipeline.steps) {
    if (!step.enabled) continue;
    const { relation } = step.checked;
    if (isLeafStep(step)) {
      close();
      open = leafSegment(step, nextSlot++);
    } else if (relation === undefined) {
      close();
      stages.push({ kind: 'operator', step });
    } else {
      open ??= previousSegment(step, nextSlot++);
      open.relation = relation(open.relation);
      open.steps.push(step);
      drawIn(open, step, () => nextSlot++);
    }
  }
  close();
  return stages;
}

/** True for a step that starts a segment by reading, rather than taking records. */
function isLeafStep(step: PlannedStep): boolean {
  return step.declaration.shape === 'source' && !(step.declaration.inputOptional === true && step.input.length > 0);
}

function leafSegment(step: PlannedStep, slot: number): OpenSegment {
  const { checked, origin, onError } = step;
  // What DuckDB reads itself nobody could see through policies.
  const scans = checked.scannable === true && step.declaration.scan !== undefined && step.policies === undefined;
  const op = scans ? 'scan' : 'input';
  const leaf: InputRelation | ScanRelation = {
    op,
    slot,
    shape: checked.reads ?? checked.output,
    ordered: checked.ordered ?? true,
    step: origin,
    onError,
  };
  const relation = checked.relation?.(leaf) ?? leaf;
  return { relation, leaves: new Map([[slot, { kind: 'source', step }]]), steps: [step] };
}

function previousSegment(step: PlannedStep, slot: number): OpenSegment {
  return {
    relation: inputRelation({ slot, shape: step.input, ordered: step.inputOrdered, step: step.origin }),
    leaves: new Map([[slot, { kind: 'previous' }]]),
    steps: [],
  };
}

/** A relation that stands for records from outside the tree. */
export function inputRelation(from: { slot: number; shape: Shape; ordered: boolean; step: StepOrigin }): InputRelation {
  return { op: 'input', onError: 'fail', ...from };
}

/** Puts the leaves of a step's further sources into the segment, as trees where they are single segments. */
function drawIn(open: OpenSegment, step: PlannedStep, newSlot: () => number): void {
  for (const [slot, pipeline] of step.sources) {
    const tree = asTree(pipeline, newSlot);
    if (tree === undefined) {
      open.leaves.set(slot, { kind: 'pipeline', pipeline });
      continue;
    }
    open.relation = replaceInputs(open.relation, (leaf) =>
      leaf.slot === slot && leaf.op === 'input' ? tree.relation : leaf,
    );
    for (const [inner, leaf] of tree.leaves) open.leaves.set(inner, leaf);
  }
}

/** A nested pipeline as one tree with fresh slots, if it is one segment and needs no parameters of its own. */
function asTree(
  pipeline: Pipeline,
  newSlot: () => number,
): { relation: Relation; leaves: ReadonlyMap<number, Leaf> } | undefined {
  if (pipeline.call !== undefined) return undefined;
  const stages = foldSteps(pipeline);
  const only = stages[0];
  if (stages.length !== 1 || only?.kind !== 'segment' || only.leaves.some((leaf) => leaf.kind === 'previous'))
    return undefined;
  const fresh = only.leaves.map(() => newSlot());
  const relation = replaceInputs(only.relation, (leaf) => ({ ...leaf, slot: fresh[leaf.slot] ?? leaf.slot }));
  return { relation, leaves: new Map(only.leaves.map((leaf, slot) => [fresh[slot] ?? slot, leaf])) };
}

/** True for a segment that only hands on what the stage before gave. */
function isPassage(open: OpenSegment): boolean {
  return open.relation.op === 'input' && open.leaves.get(open.relation.slot)?.kind === 'previous';
}

/** Numbers the leaves 0, 1, .. in the order in which the tree names them. */
function settle(open: OpenSegment): Segment {
  const leaves: Leaf[] = [];
  const relation = replaceInputs(open.relation, (node) => {
    const leaf = open.leaves.get(node.slot);
    return leaf === undefined ? node : { ...node, slot: leaves.push(leaf) - 1 };
  });
  return { kind: 'segment', relation, leaves, steps: open.steps, done: [] };
}

/** The same tree with every leaf replaced by what `replace` gives for it. */
export function replaceInputs(relation: Relation, replace: (leaf: InputRelation | ScanRelation) => Relation): Relation {
  const within = (inner: Relation): Relation => replaceInputs(inner, replace);
  switch (relation.op) {
    case 'input':
    case 'scan':
      return replace(relation);
    case 'join':
      return { ...relation, left: within(relation.left), right: within(relation.right) };
    case 'union':
      return { ...relation, inputs: relation.inputs.map(within) };
    default:
      return { ...relation, input: within(relation.input) };
  }
}
