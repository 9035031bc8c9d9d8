/**
 * Tells the sources of a segment what stands behind them, so that the outside system does what it can do exactly as we
 * do. Law: with a source that takes over and with one that does not, a segment gives the same records.
 */
import { inputsOf, type InputRelation, type Relation, type ScanRelation, type TakenOver } from './algebra.ts';
import type { Leaf, LeafDone, PlannedStep, Segment } from './planned.ts';
import { pruneRelation } from './prune.ts';

/** The segment with its sources knowing what stands behind them. */
export function takeOver(segment: Segment): Segment {
  if (!segment.leaves.some(takesOver)) return segment;
  const paths = pathsToLeaves(segment.relation);
  const needed = neededFields(segment.relation);
  const replaced = new Map<PlannedStep, PlannedStep>();
  const done: LeafDone[] = [];
  const leaves = segment.leaves.map((leaf, slot): Leaf => {
    if (leaf.kind !== 'source') return leaf;
    const taken = ask(leaf.step, { path: paths.get(slot) ?? [], needed: needed.get(slot) ?? new Set() });
    if (taken === undefined) return leaf;
    const step = { ...leaf.step, checked: { ...leaf.step.checked, plan: taken.plan, pushed: taken.pushed } };
    replaced.set(leaf.step, step);
    if (taken.done !== undefined) done.push({ ...taken.done, slot, step });
    return { kind: 'source', step };
  });
  const steps = segment.steps.map((step) => replaced.get(step) ?? step);
  return { ...segment, leaves, steps, done };
}

const takesOver = (leaf: Leaf): boolean => leaf.kind === 'source' && leaf.step.checked.takeOver !== undefined;

function ask(
  step: PlannedStep,
  { path, needed }: { path: readonly Relation[]; needed: ReadonlySet<string> },
): TakenOver<unknown> | undefined {
  const relations = path.filter((relation) => relation.step.index !== step.origin.index);
  return step.checked.takeOver?.({ relations, needed });
}

/** For each leaf that is read once, what reads it up to where several inputs meet; the nearest first. */
function pathsToLeaves(relation: Relation): ReadonlyMap<number, readonly Relation[]> {
  const paths = new Map<number, readonly Relation[]>();
  const seen = new Set<number>();
  const walk = (node: Relation, above: readonly Relation[]): void => {
    if (node.op === 'input' || node.op === 'scan') {
      paths.set(node.slot, seen.has(node.slot) ? [] : above);
      seen.add(node.slot);
      return;
    }
    const inputs = inputsOf(node);
    for (const input of inputs) walk(input, inputs.length === 1 ? [node, ...above] : []);
  };
  walk(relation, []);
  return paths;
}

/** For each leaf, the fields that anything reads. */
function neededFields(relation: Relation): ReadonlyMap<number, ReadonlySet<string>> {
  const needed = new Map<number, Set<string>>();
  const walk = (node: Relation): void => {
    if (node.op !== 'input' && node.op !== 'scan') {
      for (const input of inputsOf(node)) walk(input);
      return;
    }
    const names = needed.get(node.slot) ?? new Set();
    for (const { name } of node.shape) names.add(name);
    needed.set(node.slot, names);
  };
  walk(pruneRelation(relation));
  return needed;
}

/** The relation with what an outside system has done taken out of it. */
export function withoutDone(relation: Relation, { relation: done, slot, shape, instead, step }: LeafDone): Relation {
  const input: InputRelation = { op: 'input', slot, shape, ordered: false, step: step.origin, onError: 'fail' };
  const walk = (node: Relation): Relation => {
    if (node === done) return instead(input);
    switch (node.op) {
      case 'input':
      case 'scan':
        return node satisfies InputRelation | ScanRelation;
      case 'join':
        return { ...node, left: walk(node.left), right: walk(node.right) };
      case 'union':
        return { ...node, inputs: node.inputs.map(walk) };
      default:
        return { ...node, input: walk(node.input) };
    }
  };
  return walk(relation);
}

/** The steps, by their index, whose work an outside system does, but for the source itself. */
export function stepsDone({ relation, step }: LeafDone): number[] {
  const walk = (node: Relation): number[] => [node.step.index, ...inputsOf(node).flatMap(walk)];
  return [...new Set(walk(relation))].filter((index) => index !== step.origin.index);
}
