/** Makes a difference small: one record, and an expression of which every part is needed for the difference. */
import { compileClosure, environment } from '../../src/expression/closure.ts';
import { duckType } from '../../src/expression/sql-type.ts';
import type { DataRecord } from '../../src/model/value.ts';
import type { Shape } from '../../src/model/value-type.ts';
import type { VectorEngine } from './engines.ts';
import { allNodes, leaf, type Node, partsOfNode, replaceNode, sizeOf } from './node.ts';
import { compiled, fieldNames, ScalarComparison, type ScalarDifference } from './scalar-cases.ts';
import type { Table } from './tables.ts';

/** An expression over a table, in which the engines differ. */
interface Case {
  readonly node: Node;
  readonly table: Table;
}

const mostTries = 400;

/** Looks for smaller cases in which the engines still differ. */
export class ScalarShrinker {
  readonly #engine: VectorEngine;
  #tries = 0;
  #found: ScalarDifference | undefined;

  constructor(engine: VectorEngine) {
    this.#engine = engine;
  }

  /** The smallest that was found. */
  async shrink(difference: ScalarDifference, table: Table): Promise<ScalarDifference> {
    let at: Case = { node: difference.expression.node, table };
    this.#found = difference;
    const alone = { ...at, table: { ...table, records: [difference.record] } };
    at = (await this.#try(alone)) ?? (await this.#fewerRecords(at));
    for (let before = Number.POSITIVE_INFINITY; sizeOf(at.node) < before && this.#tries < mostTries; ) {
      before = sizeOf(at.node);
      at = await this.#smaller(at);
    }
    await this.#try(withoutOthers(at));
    return this.#found;
  }

  /** The case, if it is one in which the engines differ. */
  async #try(candidate: Case): Promise<Case | undefined> {
    const expression = compiled(candidate.node, candidate.table.shape);
    this.#tries += 1;
    if (expression === undefined || this.#tries > mostTries) return undefined;
    return this.#engine.withTables([candidate.table], async ([name]) => {
      const comparison = new ScalarComparison(this.#engine, candidate.table, name!);
      await comparison.compare([expression]);
      const [found] = comparison.differences;
      this.#found = found ?? this.#found;
      return found && candidate;
    });
  }

  async #fewerRecords(at: Case): Promise<Case> {
    let kept = at;
    for (const record of at.table.records) {
      const records = kept.table.records.filter((other) => other !== record);
      kept = (await this.#try({ ...kept, table: { ...kept.table, records } })) ?? kept;
    }
    return kept;
  }

  async #smaller(at: Case): Promise<Case> {
    for (const candidate of candidates(at)) {
      const found = await this.#try(candidate);
      if (found !== undefined) return found;
    }
    return at;
  }
}

/** Smaller expressions: a part alone, a part in the place of what holds it, a field in the place of a part. */
function* candidates(at: Case): Generator<Case> {
  const nodes = [...allNodes(at.node)];
  for (const node of nodes.slice(1)) if (partsOfNode(node).length > 0) yield { ...at, node };
  for (const node of nodes.slice(1)) {
    const hoisted = partsOfNode(node).length > 0 ? hoist(at, node) : undefined;
    if (hoisted !== undefined) yield hoisted;
  }
  for (const node of nodes)
    for (const part of partsOfNode(node)) if (node !== at.node) yield { ...at, node: replaceNode(at.node, node, part) };
}

/** A new field with the values of a part, which it stands for; undefined where the part fails or is within a lambda. */
function hoist({ node, table }: Case, part: Node): Case | undefined {
  const typed = compiled(part, table.shape)?.typed;
  if (typed === undefined || duckType(typed.type) === undefined || typed.type.kind === 'null') return undefined;
  const run = compileClosure(typed);
  const name = `x${table.shape.length}`;
  try {
    const records = table.records.map((record): DataRecord => ({ ...record, [name]: run(record, environment()) }));
    const shape: Shape = [...table.shape, { name, type: typed.type }];
    return { node: replaceNode(node, part, leaf(name, typed.type)), table: { shape, records } };
  } catch {
    return undefined;
  }
}

function withoutOthers({ node, table }: Case): Case {
  const typed = compiled(node, table.shape)?.typed;
  const used = typed === undefined ? new Set<string>() : fieldNames(typed);
  const shape = table.shape.filter(({ name }) => name === 'id' || used.has(name));
  return { node, table: { ...table, shape } };
}
