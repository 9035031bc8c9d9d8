/** Makes a chain small in which the engines differ: fewer steps, fewer records, simpler expressions. */
import { formatType, types } from '../../src/model/value-type.ts';
import { type ChainCase, type ChainDifference, compareChain } from './chains.ts';
import type { VectorEngine } from './engines.ts';
import { allNodes, leaf, type Node, partsOfNode, replaceNode, textOf } from './node.ts';

const mostTries = 500;

/** The smallest chain that was found in which the engines differ. */
export async function shrinkChain(engine: VectorEngine, difference: ChainDifference): Promise<ChainDifference> {
  let smallest = difference;
  let tries = 0;
  const tryIt = async (candidate: ChainCase): Promise<boolean> => {
    tries += 1;
    if (tries > mostTries) return false;
    const found = await compareChain(engine, candidate);
    smallest = found ?? smallest;
    return found !== undefined;
  };
  const firstOf = async (candidates: Iterable<ChainCase>): Promise<boolean> => {
    for (const candidate of candidates) if (await tryIt(candidate)) return true;
    return false;
  };
  while (
    (await firstOf(fewerSteps(smallest.found))) ||
    (await firstOf(fewerRecords(smallest.found))) ||
    (await firstOf(simplerExpressions(smallest.found)))
  );
  return smallest;
}

function* fewerSteps({ tables, steps }: ChainCase): Generator<ChainCase> {
  if (steps.length < 2) return;
  for (let at = steps.length - 1; at >= 0; at--) yield { tables, steps: steps.toSpliced(at, 1) };
}

function* fewerRecords({ tables, steps }: ChainCase): Generator<ChainCase> {
  for (const [at, { shape, records }] of tables.entries()) {
    for (let size = records.length; size >= 1; size = size >> 1) {
      for (let start = 0; start < records.length; start += size) {
        const table = { shape, records: records.toSpliced(start, size) };
        yield { tables: tables.with(at, table), steps };
      }
    }
  }
}

function* simplerExpressions({ tables, steps }: ChainCase): Generator<ChainCase> {
  for (const [at, step] of steps.entries()) {
    for (const [index, node] of step.nodes.entries()) {
      for (const simpler of simplerThan(node)) {
        yield { tables, steps: steps.with(at, { ...step, nodes: step.nodes.with(index, simpler) }) };
      }
    }
  }
}

function* simplerThan(node: Node): Generator<Node> {
  if (textOf(node) === 'null') return;
  yield leaf('null', types.null);
  const nodes = [...allNodes(node)];
  for (const part of nodes.slice(1)) if (partsOfNode(part).length > 0) yield part;
  for (const outer of nodes) for (const part of partsOfNode(outer)) yield replaceNode(node, outer, part);
  for (const part of nodes.slice(1)) {
    if (partsOfNode(part).length > 0)
      yield replaceNode(node, part, leaf(`(null::${formatType(part.type)})`, part.type));
  }
}
