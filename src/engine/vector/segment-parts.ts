import { canFail } from '../../expression/typed-walk.ts';
import { duckType } from '../../expression/sql-type.ts';
import { inputsOf, type InputRelation, type Relation } from '../algebra.ts';
import { replaceInputs } from '../plan-stages.ts';
import { pruneRelation } from '../prune.ts';
import { blocks } from '../row/blocking.ts';
import { expressionsOf, policyObstacle, valueObstacle } from './relation-obstacle.ts';
import { leavesOf, peekedText, segmentEngine, type SegmentEngine } from './segment-plan.ts';

/** A relation that one engine runs, over leaves and over parts that run by themselves. */
export interface SegmentPart extends SegmentEngine {
  readonly relation: Relation;
  /** The parts that stand in for leaves, by slot. */
  readonly parts: ReadonlyMap<number, SegmentPart>;
}

const known = new WeakMap<Relation, Map<string, SegmentPart>>();

/** Takes a segment apart into what each engine runs; what was worked out is kept for as long as the relation. */
export function segmentParts(relation: Relation, scannable: readonly boolean[]): SegmentPart {
  const key = scannable.join();
  const variants = known.get(relation) ?? new Map<string, SegmentPart>();
  known.set(relation, variants);
  const part = variants.get(key) ?? partOf(readableRelation(relation, scannable));
  variants.set(key, part);
  return part;
}

/** The relation as it is run: without what nobody reads, and with scans only where DuckDB can read. */
export function readableRelation(relation: Relation, scannable: readonly boolean[]): Relation {
  const readable = replaceInputs(relation, (leaf) => {
    const canScan = scannable[leaf.slot] === true && leaf.shape.every(({ type }) => duckType(type) !== undefined);
    return leaf.op === 'scan' && !canScan ? { ...leaf, op: 'input' } : leaf;
  });
  return pruneRelation(readable);
}

function partOf(relation: Relation): SegmentPart {
  const own = segmentEngine(relation);
  return partAbove(relation) ?? cutParts(relation, { ...own, test: runsByItself[own.engine] });
}

/** What of a relation that blocks may spill although records are put aside: all above the steps that do so. */
function partAbove(relation: Relation): SegmentPart | undefined {
  if (segmentEngine(relation).engine !== 'row' || !blocks(relation)) return undefined;
  const why = `${valueObstacle(relation)}, in the row engine; what follows goes to DuckDB beyond ${peekedText} records, which spills to disk`;
  const above = cutParts(relation, {
    engine: 'adaptive',
    why,
    test: (node) => putsAside(node) || runsByItself.adaptive(node),
  });
  return segmentEngine(above.relation).engine === 'adaptive' ? above : undefined;
}

/** The relation in an engine, without the parts that pass `test`, which run by themselves. */
function cutParts(
  relation: Relation,
  { engine, why, test }: SegmentEngine & { test(node: Relation): boolean },
): SegmentPart {
  const parts = new Map<number, SegmentPart>();
  let slot = Math.max(-1, ...[...leavesOf(relation)].map(({ leaf }) => leaf.slot));
  const cutOff = (node: Relation): InputRelation => {
    slot += 1;
    parts.set(slot, partOf(node));
    const { shape, ordered, step } = node;
    return { op: 'input', slot, shape, ordered, step, onError: 'fail' };
  };
  return { relation: cut(relation, test, cutOff), engine, why, parts };
}

/** What is not run by the engine of the relation around it. */
const runsByItself: Readonly<Record<SegmentEngine['engine'], (node: Relation) => boolean>> = {
  vector: () => false,
  row: (node) => segmentEngine(node).engine !== 'row' || partAbove(node) !== undefined,
  // A limit is to stop its source, which collecting records for DuckDB would read on.
  adaptive: (node) => node.op === 'limit' && !blocks(node),
};

/**
 * True for a node that only because of its `onError` DuckDB cannot run, and that lets each record go: what blocks above it
 * then need not stay in memory. Not where a problem below may still wait for somebody who reads it, which a part does at its end.
 */
function putsAside(node: Relation): boolean {
  return policyObstacle(node) !== undefined && !blocks(node) && !defers(node);
}

/** True where a field may have a problem that counts only if somebody reads it. */
function defers(relation: Relation): boolean {
  const own = relation.op === 'project' && relation.onError === 'fail' && expressionsOf(relation).some(canFail);
  return own || inputsOf(relation).some(defers);
}

/** Replaces the topmost nodes below the root that pass `test`; between two nodes of one step nothing is cut, so that its counters stay right. */
function cut(relation: Relation, test: (node: Relation) => boolean, cutOff: (node: Relation) => Relation): Relation {
  const within = (node: Relation): Relation => {
    const ownStep = node.step.index === relation.step.index && node.op !== 'scan';
    return !ownStep && test(node) ? cutOff(node) : cut(node, test, cutOff);
  };
  switch (relation.op) {
    case 'input':
    case 'scan':
      return relation;
    case 'join':
      return { ...relation, left: within(relation.left), right: within(relation.right) };
    case 'union':
      return { ...relation, inputs: inputsOf(relation).map(within) };
    default:
      return { ...relation, input: within(relation.input) };
  }
}
