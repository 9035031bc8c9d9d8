/** Chains of relational steps over random tables, as data that can be made smaller. */
import { replaceInputs } from '../../src/engine/plan-stages.ts';
import { inputsOf, type Relation } from '../../src/engine/algebra.ts';
import { expressionsOf } from '../../src/engine/vector/relation-obstacle.ts';
import { canFail } from '../../src/expression/typed-walk.ts';
import { relationToSql } from '../../src/engine/vector/relation-sql.ts';
import { pruneRelation } from '../../src/engine/prune.ts';
import { Chain } from '../engine/relations.ts';
import { gaveRecords, inRowEngine, type Outcome, type VectorEngine } from './engines.ts';
import { type Node, textOf } from './node.ts';
import { sameRecords } from './same.ts';
import type { Table } from './tables.ts';

/** A step that is made of expressions. */
export interface FuzzStep {
  /** What it does, without its expressions: `filter`. */
  readonly title: string;
  readonly nodes: readonly Node[];
  /** The chain with this step; throws where the step does not fit behind it. */
  apply(chain: Chain, texts: readonly string[]): Chain;
}

/** Steps over tables: the first is what comes in, the others are what it is joined and united with. */
export interface ChainCase {
  readonly tables: readonly Table[];
  readonly steps: readonly FuzzStep[];
}

/** A chain in which the engines differ, and what each gave. */
export interface ChainDifference {
  readonly found: ChainCase;
  readonly row: Outcome;
  readonly vector: Outcome;
}

/** The chain of the steps, as far as it is in order; undefined where a step does not fit or something has no SQL. */
export function chainOf({ tables, steps }: ChainCase): Chain | undefined {
  let chain = Chain.input(tables[0]!.shape, 0);
  try {
    for (const step of steps) chain = step.apply(chain, step.nodes.map(textOf));
  } catch (error) {
    // A step that does not fit is no case; anything else is a fault of the code that is tested.
    if (error instanceof TypeError || error instanceof RangeError) throw error;
    return undefined;
  }
  const { obstacle } = relationToSql(pruneRelation(chain.relation), { leaf: () => 'leaf' });
  return obstacle === undefined ? chain : undefined;
}

/** A leaf that stands in the tree twice is read twice. */
function withSlots(relation: Relation, tables: readonly Table[]): { relation: Relation; read: Table[] } {
  const read: Table[] = [];
  const numbered = replaceInputs(relation, (leaf) => ({ ...leaf, slot: read.push(tables[leaf.slot]!) - 1 }));
  return { relation: numbered, read };
}

/** Runs a chain in both engines; undefined where they agree, or where it is no case. */
export async function compareChain(engine: VectorEngine, found: ChainCase): Promise<ChainDifference | undefined> {
  const chain = chainOf(found);
  if (chain === undefined) return undefined;
  const { relation, read } = withSlots(chain.relation, found.tables);
  const row = await inRowEngine(relation, read);
  const vector = await engine.over(relation, read);
  return agree(row, vector, relation) ? undefined : { found, row, vector };
}

function agree(row: Outcome, vector: Outcome, relation: Relation): boolean {
  const { shape, ordered } = relation;
  if (!gaveRecords(row) && gaveRecords(vector) && isOrderly(row)) return leavesOutWhatFails(relation);
  if (!gaveRecords(row) || !gaveRecords(vector))
    return !gaveRecords(row) && !gaveRecords(vector) && isOrderly(row) && isOrderly(vector);
  return sameRecords(row.records, vector.records, { shape, ordered }) && row.rejected.length === vector.rejected.length;
}

/**
 * Where one side of a join is empty or keeps nothing, DuckDB does not read the other; and it filters before it groups. So
 * it leaves out what would fail, whose values reach nothing, where the row engine works out all keys.
 */
function leavesOutWhatFails(relation: Relation): boolean {
  const above = relation.op === 'join' ? [relation] : relation.op === 'filter' ? inputsOf(relation) : [];
  if (above.some((from) => someRelation(from, (below) => expressionsOf(below).some(canFail)))) return true;
  return inputsOf(relation).some(leavesOutWhatFails);
}

function someRelation(relation: Relation, test: (relation: Relation) => boolean): boolean {
  return test(relation) || inputsOf(relation).some((input) => someRelation(input, test));
}

/** A problem of the data, and not a fault of an engine. */
function isOrderly(outcome: Outcome): boolean {
  return gaveRecords(outcome) || (outcome.problem !== 'crash' && outcome.problem !== 'internal');
}

/** The steps for people. */
export function describeSteps(steps: readonly FuzzStep[]): string {
  return steps.map(({ title, nodes }) => `${title}: ${nodes.map(textOf).join('; ')}`).join('\n  ');
}
