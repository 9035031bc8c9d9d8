/** One round of a search: what is compared in it follows from its seed alone. */
import { nodesOf } from '../../src/expression/typed-tree.ts';
import { formatType } from '../../src/model/value-type.ts';
import { type ChainCase, type ChainDifference, chainOf, compareChain, describeSteps } from './chains.ts';
import { Dice, seedOf } from './dice.ts';
import { gaveRecords, type Outcome, VectorEngine } from './engines.ts';
import { allForms, type Target } from './forms.ts';
import { ChainMaker } from './generate-chain.ts';
import { ExpressionMaker } from './generate-expression.ts';
import { allNodes, type Node, textOf } from './node.ts';
import { compiled, type Compiled, ScalarComparison, type ScalarDifference, shownValue } from './scalar-cases.ts';
import { shrinkChain } from './shrink-chain.ts';
import { ScalarShrinker } from './shrink-scalar.ts';
import { randomTable, type Table } from './tables.ts';

const expressionsPerRound = 150;
const chainsPerRound = 10;

/** What a round came to. */
export interface RoundResult {
  readonly cases: number;
  /** Differences, made small, for people. */
  readonly differences: readonly string[];
}

/** Performs rounds with one database for all of them. */
export class Rounds {
  readonly #engine: VectorEngine;
  readonly #seed: number;
  /** The overloads that something was made of that ran in both engines. */
  readonly reached = new Set<string>();

  constructor(engine: VectorEngine, seed: number) {
    this.#engine = engine;
    this.#seed = seed;
  }

  static async open(seed: number): Promise<Rounds> {
    return new Rounds(await VectorEngine.open(), seed);
  }

  close(): Promise<void> {
    return this.#engine.close();
  }

  /** Four rounds of expressions, one of aggregates and windows, one of chains, and so on. */
  run(round: number): Promise<RoundResult> {
    const dice = new Dice(seedOf(this.#seed, round));
    if (round % 6 < 4) return this.#expressions(dice);
    const maker = new ChainMaker(dice);
    return this.#chains(() => (round % 6 === 4 ? maker.makeCalls() : maker.make()));
  }

  async #expressions(dice: Dice): Promise<RoundResult> {
    const table = randomTable(dice);
    const expressions = this.#made(dice, table);
    return this.#engine.withTables([table], async ([name = '']) => {
      const comparison = new ScalarComparison(this.#engine, table, name);
      await comparison.compare(expressions);
      const differences: string[] = [];
      for (const found of comparison.differences) {
        differences.push(describeScalar(await new ScalarShrinker(this.#engine).shrink(found, table)));
      }
      return { cases: expressions.length, differences };
    });
  }

  #made(dice: Dice, { shape }: Table): Compiled[] {
    const maker = new ExpressionMaker(dice);
    const targets = allForms().targets.filter(({ kind }) => kind === 'scalar');
    const expressions: Compiled[] = [];
    while (expressions.length < expressionsPerRound) {
      const place = { names: shape, depth: dice.between(1, 4), loose: true };
      const node = dice.percent(90)
        ? maker.calling(pickTarget(dice, targets), place)
        : maker.make(maker.someType(), place);
      const expression = node && compiled(node, shape);
      if (expression === undefined) continue;
      this.#reach(expression.node);
      expressions.push(expression);
    }
    return expressions;
  }

  async #chains(make: () => ChainCase): Promise<RoundResult> {
    const differences: string[] = [];
    for (let count = 0; count < chainsPerRound; count++) {
      const found = make();
      for (const { nodes } of found.steps) for (const node of nodes) this.#reach(node);
      const difference = await compareChain(this.#engine, found);
      if (difference !== undefined) differences.push(describeChain(await shrinkChain(this.#engine, difference)));
    }
    return { cases: chainsPerRound, differences };
  }

  #reach(node: Node): void {
    for (const { calls } of allNodes(node)) if (calls !== undefined) this.reached.add(calls);
  }
}

function pickTarget(dice: Dice, targets: readonly Target[]): Target {
  return dice.pick(targets);
}

function describeScalar({ expression, record, row, vector }: ScalarDifference): string {
  const types = new Map(
    nodesOf(expression.typed).flatMap((node) => (node.kind === 'field' ? [[node.name, node.type] as const] : [])),
  );
  const fields = [...types].map(
    ([name, type]) => `  ${name}: ${formatType(type)} = ${shownValue(record[name] ?? null)}`,
  );
  return [textOf(expression.node), ...fields, `  row engine:    ${row}`, `  vector engine: ${vector}`].join('\n');
}

function describeChain({ found, row, vector }: ChainDifference): string {
  const relation = chainOf(found)?.relation;
  const used = new Set(
    [
      ...found.steps
        .map(({ title, nodes }) => `${title} ${nodes.map(textOf).join(' ')}`)
        .join(' ')
        .matchAll(/\w+/g),
    ].map(([word]) => word),
  );
  const tables = found.tables.map(({ shape, records }, at) => {
    const fields = shape.filter(({ name }) => used.has(name) || name === 'id');
    const types = fields.map(({ name, type }) => `${name}: ${formatType(type)}`).join(', ');
    return `table ${at + 1} (${types}):${records.map((record) => `\n  ${fields.map(({ name }) => shownValue(record[name] ?? null)).join(', ')}`).join('')}`;
  });
  const result =
    relation === undefined
      ? ''
      : `gives ${relation.ordered ? 'in order ' : ''}${relation.shape.map(({ name, type }) => `${name}: ${formatType(type)}`).join(', ')}`;
  return [
    `  ${describeSteps(found.steps)}`,
    ...tables,
    result,
    `row engine:    ${told(row)}`,
    `vector engine: ${told(vector)}`,
  ].join('\n');
}

function told(outcome: Outcome): string {
  if (!gaveRecords(outcome)) return `a problem: ${outcome.problem}: ${outcome.message}`;
  return (
    outcome.records
      .map((record) => `\n  ${shownValue(record)}`)
      .join('')
      .slice(0, 2000) || 'no records'
  );
}
