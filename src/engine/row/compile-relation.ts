import { MillraceError } from '../../core/errors.ts';
import type { BatchStream } from '../../model/value.ts';
import { inputsOf, type Relation } from '../algebra.ts';
import { aggregate } from './aggregate.ts';
import { hasWindows } from './blocking.ts';
import { settlePass } from './deferred-problem.ts';
import { distinctPass } from './distinct.ts';
import { filterPass } from './filter.ts';
import { addPass, type Flow, openFlow, type Pass, type RowOperator, type RowRun, startRun } from './flow.ts';
import { join } from './join.ts';
import { limit } from './limit.ts';
import { projectPass } from './project.ts';
import type { RelationContext } from './relation-context.ts';
import { sort } from './sort.ts';
import { union } from './union.ts';
import { unnest } from './unnest.ts';
import { windowedProject } from './windowed-project.ts';

/** A relation compiled to closures: ready to run as often as one likes, also at the same time. */
type CompiledRelation = (inputs: readonly BatchStream[], context: RelationContext) => BatchStream;

/** Compiles a relation; nothing is read before the stream that it gives is pulled. */
function compileRelation(relation: Relation): CompiledRelation {
  const flow = addPass(withCounts(compileNode(relation), relation, undefined), settlePass(relation.shape));
  return (inputs, context) => openFlow(flow, startRun(inputs, context));
}

const compiled = new WeakMap<Relation, CompiledRelation>();

/** Runs a relation over its inputs (by slot) in the row engine; what is compiled is kept for as long as the relation. */
export function runRelation(relation: Relation, inputs: readonly BatchStream[], context: RelationContext): BatchStream {
  const run = compiled.get(relation) ?? compileRelation(relation);
  compiled.set(relation, run);
  return run(inputs, context);
}

/** A node on top of the flows below it; `stopsEarly` where what takes from it may have enough before its end. */
function compileNode(relation: Relation, stopsEarly = false): Flow {
  const below = relation.op === 'limit' || (stopsEarly && !takesAll(relation));
  const flows = inputsOf(relation).map((input) => withCounts(compileNode(input, below), input, relation));
  switch (relation.op) {
    case 'input':
    case 'scan':
      return start(readInput(relation.slot));
    case 'join':
      return start(join(relation, only(flows, 0), only(flows, 1)));
    case 'union':
      return start(union(flows, { stopsEarly }));
    default:
      return compileUnary(relation, only(flows, 0));
  }
}

/** True for a node that takes all records before it gives one. */
function takesAll(relation: Relation): boolean {
  return relation.op === 'aggregate' || relation.op === 'sort' || (relation.op === 'project' && hasWindows(relation));
}

type Unary = Exclude<Relation, { op: 'input' | 'scan' | 'join' | 'union' }>;

function compileUnary(relation: Unary, input: Flow): Flow {
  switch (relation.op) {
    case 'filter':
      return addPass(input, filterPass(relation), relation.step);
    case 'project':
      if (hasWindows(relation)) return start(windowedProject(relation, input));
      return addPass(input, projectPass(relation), relation.step);
    case 'distinct':
      return addPass(input, distinctPass(relation), relation.step);
    case 'aggregate':
      return start(aggregate(relation, input));
    case 'sort':
      return start(sort(relation, input));
    case 'limit':
      return start(limit(relation, input));
    case 'unnest':
      return start(unnest(relation, input));
  }
}

function start(operator: RowOperator): Flow {
  return { operator, passes: [] };
}

function only(flows: readonly Flow[], index: number): Flow {
  const flow = flows[index];
  if (flow === undefined) throw new MillraceError('internal', 'A relation lacks an input.');
  return flow;
}

function readInput(slot: number): RowOperator {
  return ({ inputs }) => {
    const input = inputs[slot];
    if (input === undefined) throw new MillraceError('internal', `There is no input ${slot}.`);
    return input;
  };
}

/**
 * Counts records where they cross from one step to the next: a step of several nodes counts at its edges only. What a
 * leaf gives, and with it all of a source, is counted by whoever reads it.
 */
function withCounts(flow: Flow, from: Relation, to: Relation | undefined): Flow {
  const leaf = from.op === 'input' || from.op === 'scan';
  if (!leaf && to?.step.index === from.step.index) return flow;
  return addPass(flow, ({ context }: RowRun): Pass => {
    const sender = leaf ? undefined : context.meter(from.step);
    const receiver = to && context.meter(to.step);
    return (batch) => {
      if (sender && sender.engine !== 'source') sender.recordsOut += batch.length;
      if (receiver && receiver.engine !== 'source') receiver.recordsIn += batch.length;
      return batch;
    };
  });
}
