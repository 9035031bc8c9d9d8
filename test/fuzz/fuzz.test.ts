/** A fixed number of random cases from a fixed seed; `npm run fuzz` goes on from there without end. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkExpression } from '../../src/expression/checker.ts';
import { functionRegistry } from '../../src/expression/functions/registry.ts';
import { rowEngineOnly } from '../../src/expression/functions/row-engine-only.fixture.ts';
import { compileSql } from '../../src/expression/sql.ts';
import { nodesOf } from '../../src/expression/typed-tree.ts';
import type { Typed } from '../../src/expression/typed.ts';
import { Dice } from './dice.ts';
import { allForms, type Target } from './forms.ts';
import { CallMaker } from './generate-call.ts';
import { ExpressionMaker } from './generate-expression.ts';
import { type Node, textOf } from './node.ts';
import { Rounds } from './rounds.ts';
import { randomShape } from './tables.ts';

const seed = 20261123;
const rounds = 12;

describe('random cases', () => {
  it('both engines agree on all of them', async () => {
    const search = await Rounds.open(seed);
    try {
      for (let round = 0; round < rounds; round++) {
        const { cases, differences } = await search.run(round);
        assert.ok(cases > 0);
        assert.deepEqual(differences, [], `round ${round} of seed ${seed}`);
      }
    } finally {
      await search.close();
    }
  });
});

/** These are checked as another sort of node, which has no overload. */
const specialForms = new Set(['coalesce', 'ifnull', 'if', 'when', 'switch', 'choose', 'pick', 'omit']);

function callsIt(typed: Typed, { overload, name }: Target): boolean {
  if (specialForms.has(name)) return true;
  return [...nodesOf(typed)].some((node) => 'overload' in node && Object.is(node.overload, overload));
}

/** Whether the generator makes a call of the overload that both engines can run, within so many tries. */
function isReached(target: Target, dice: Dice): boolean {
  const maker = new ExpressionMaker(dice);
  const calls = new CallMaker(dice, maker);
  for (let tries = 0; tries < 400; tries++) {
    const fields = randomShape(dice);
    const place = { names: fields, depth: 1, loose: true, unique: 'id' };
    const made: Readonly<Record<Target['kind'], () => Node | undefined>> = {
      scalar: () => maker.calling(target, place),
      aggregate: () => calls.aggregate(target, place),
      window: () => calls.window(target, place),
    };
    const node = made[target.kind]();
    const scope = { fields, parameters: [], context: [], windows: true, functions: functionRegistry() };
    const checked = node && checkExpression(textOf(node), { ...scope, aggregates: 'allowed' });
    if (checked?.typed && callsIt(checked.typed, target) && compileSql(checked.typed) !== undefined) return true;
  }
  return false;
}

/** Overloads that no generated call resolves to, with the reason. */
const unreachable: Readonly<Record<string, string>> = {
  'pi() -> number': 'Without arguments it is a constant, which is worked out when it is checked.',
};

describe('the generator', () => {
  it('reaches every overload that has SQL', () => {
    const dice = new Dice(7);
    const missed = allForms().targets.filter(
      (target) => (!(target.label in rowEngineOnly) || specialForms.has(target.name)) && !isReached(target, dice),
    );
    assert.deepEqual(missed.map(({ label }) => label).toSorted(), Object.keys(unreachable).toSorted());
  });

  it('makes the same of the same seed', () => {
    const texts = [1, 1, 2].map((from) => {
      const dice = new Dice(from);
      const place = { names: randomShape(dice), depth: 4, loose: true };
      return textOf(new ExpressionMaker(dice).make({ kind: 'text' }, place));
    });
    assert.equal(texts[0], texts[1]);
    assert.notEqual(texts[0], texts[2]);
  });
});
