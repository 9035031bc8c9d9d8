import { duckType } from '../../expression/sql-type.ts';
import { inputsOf, type InputRelation, type Relation } from '../algebra.ts';
import { replaceInputs } from '../plan-stages.ts';
import { pruneRelation } from '../prune.ts';
import { blocks } from '../row/blocking.ts';
import { leavesOf, segmentEngine, type SegmentEngine } from './segment-plan.ts';

/** A relation that one engine runs, over leaves and over parts that run by themselves. */
export interface SegmentPart {
  readonly relation: Relation;
  readonly engine: SegmentEngine['engine'];
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
  const { engine } = segmentEngine(relation);
  const parts = new Map<number, SegmentPart>();
  let slot = Math.max(-1, ...[...leavesOf(relation)].map(({ leaf }) => leaf.slot));
  const cutOff = (node: Relation): InputRelation => {
    slot += 1;
    parts.set(slot, partOf(node));
    const { shape, ordered, step } = node;
    return { op: 'input', slot, shape, ordered, step, onError: 'fail' };
  };
  return { relation: cut(relation, runsByItself[engine], cutOff), engine, parts };
}

/** What is not run by the engine of the relation around it. */
const runsByItself: Readonly<Record<SegmentEngine['engine'], (node: Relation) => boolean>> = {
  vector: () => false,
  row: (node) => segmentEngine(node).engine !== 'row',
  // A limit is to stop its source, which collecting records for DuckDB would read on.
  adaptive: (node) => node.op === 'limit' && !blocks(node),
};

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
