/**
 * Which engine performs a segment, decided from its relation alone: the same answer for `explain` and for the run.
 */
import { inputsOf, type InputRelation, type Relation, type ScanRelation } from '../algebra.ts';
import { blocks } from '../row/blocking.ts';
import { relationToSql } from './relation-sql.ts';

/** How many records may come before a segment that blocks goes to DuckDB. */
export const peekedRecords = 131_072;

/** The same number, for `explain`. */
export const peekedText = peekedRecords.toLocaleString('en');

/** The engine of a segment, and why. */
export interface SegmentEngine {
  /** `adaptive`: the row engine for few records, the vector engine for many. */
  readonly engine: 'row' | 'vector' | 'adaptive';
  /** A sentence without a full stop, for `explain`. */
  readonly why: string;
}

/** Writing a relation as SQL takes longer than many a run. */
const decided = new WeakMap<Relation, SegmentEngine>();

/** Decides for a pruned relation. */
export function segmentEngine(relation: Relation): SegmentEngine {
  const known = decided.get(relation) ?? decide(relation);
  decided.set(relation, known);
  return known;
}

function decide(relation: Relation): SegmentEngine {
  const { obstacle } = relationToSql(relation, { leaf: (slot) => `leaf_${slot}` });
  if (scans(relation)) {
    if (obstacle === undefined) return { engine: 'vector', why: 'DuckDB reads the source itself' };
    return { engine: 'row', why: `DuckDB reads the source, the row engine does the rest: ${obstacle}` };
  }
  if (!blocks(relation)) return { engine: 'row', why: 'each record is done with before the next' };
  if (obstacle !== undefined) return { engine: 'row', why: obstacle };
  return {
    engine: 'adaptive',
    why: `row engine up to ${peekedText} records, DuckDB beyond, which spills to disk`,
  };
}

/** True for a relation with a source that DuckDB reads itself. */
function scans(relation: Relation): boolean {
  return relation.op === 'scan' || inputsOf(relation).some(scans);
}

/** A leaf of a relation, with the node that reads it. */
export interface RelationLeaf {
  readonly leaf: InputRelation | ScanRelation;
  readonly reader: Relation | undefined;
}

/** The leaves of a relation are asked for in each of its runs, which may be of a single record. */
const knownLeaves = new WeakMap<Relation, readonly RelationLeaf[]>();

/** The leaves of a relation, each with the node that reads it. */
export function leavesOf(relation: Relation): readonly RelationLeaf[] {
  const known = knownLeaves.get(relation);
  if (known !== undefined) return known;
  const leaves: RelationLeaf[] = [];
  gatherLeaves(relation, undefined, leaves);
  knownLeaves.set(relation, leaves);
  return leaves;
}

function gatherLeaves(relation: Relation, reader: Relation | undefined, leaves: RelationLeaf[]): void {
  if (relation.op === 'input' || relation.op === 'scan') leaves.push({ leaf: relation, reader });
  else for (const input of inputsOf(relation)) gatherLeaves(input, relation, leaves);
}
