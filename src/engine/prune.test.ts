import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chain } from '../../test/engine/relations.ts';
import type { Relation } from './algebra.ts';
import { inputsOf } from './algebra.ts';
import { pruneRelation } from './prune.ts';

const fields = { id: 'integer', region: 'text', amount: 'integer', price: 'number', tags: 'list(text)' };
const input = () => Chain.input(fields);
const right = () => Chain.input({ region: 'text', name: 'text', low: 'integer', spare: 'text' }, 1);

/** The fields that each leaf is read for. */
function leaves(relation: Relation): string[][] {
  if (relation.op === 'input' || relation.op === 'scan') return [relation.shape.map(({ name }) => name)];
  return inputsOf(relation).flatMap(leaves);
}

const cases: readonly [string, Chain, string[][]][] = [
  ['what is given is needed', input().filter('amount > 1'), [['id', 'region', 'amount', 'price', 'tags']]],
  ['columns of a projection', input().project({ x: 'amount + 1' }), [['amount']]],
  ['a filter below a projection', input().filter("region = 'a'").project({ id: 'id' }), [['id', 'region']]],
  ['a derived field that nobody reads', input().derive({ x: 'region::integer' }).project({ id: 'id' }), [['id']]],
  ['keys of a sort', input().sort('price').limit('3').project({ id: 'id' }), [['id', 'price']]],
  [
    'keys and aggregates',
    input().aggregate({ r: 'region' }, { s: 'sum(amount) filter (where price > 1)' }),
    [['region', 'amount', 'price']],
  ],
  [
    'aggregates that nobody reads',
    input().aggregate({ r: 'region' }, { s: 'sum(amount)', n: 'count()' }).project({ n: 'n' }),
    [['region']],
  ],
  ['a key that hides a field', input().aggregate({ id: 'amount' }, { t: 'id + 1' }), [['amount']]],
  ['counting needs no field', input().aggregate({}, { n: 'count()' }), [[]]],
  [
    'distinct needs all',
    input().project({ id: 'id', region: 'region' }).distinct().project({ id: 'id' }),
    [['id', 'region']],
  ],
  ['distinct by keys', input().distinct('region').project({ id: 'id' }), [['id', 'region']]],
  [
    'windows',
    input().derive({ s: 'sum(amount) over (partition by region order by price)' }).project({ s: 's' }),
    [['region', 'amount', 'price']],
  ],
  ['unnest', input().unnest('tags', { position: 'n' }).project({ id: 'id' }), [['id', 'tags']]],
  [
    'union',
    input().union(Chain.input(fields, 1).filter('amount > 1')).project({ id: 'id' }),
    [['id'], ['id', 'amount']],
  ],
  [
    'both sides of a join',
    input()
      .join(right(), { on: { region: 'region' }, take: { name: 'name', low: 'low' } })
      .project({ id: 'id', name: 'name' }),
    [
      ['id', 'region'],
      ['region', 'name'],
    ],
  ],
  [
    'the condition of a join',
    input().join(right(), { on: {}, where: 'left.amount > right.low' }).project({ id: 'id' }),
    [['id', 'amount'], ['low']],
  ],
  [
    'semi',
    input()
      .join(right(), { type: 'semi', on: { region: 'region' } })
      .project({ id: 'id' }),
    [['id', 'region'], ['region']],
  ],
];

describe('pruneRelation leaves what is read', () => {
  for (const [name, { relation }, expected] of cases) {
    it(name, () => {
      const pruned = pruneRelation(relation);
      assert.deepEqual(
        leaves(pruned).map((names) => names.toSorted()),
        expected.map((names) => names.toSorted()),
      );
      assert.deepEqual(pruned.shape, relation.shape);
    });
  }

  it('takes the fields that are asked for', () => {
    const pruned = pruneRelation(input().derive({ x: 'amount', y: 'price' }).relation, new Set(['x']));
    assert.deepEqual(
      pruned.shape.map(({ name }) => name),
      ['x'],
    );
    assert.deepEqual(leaves(pruned), [['amount']]);
  });

  it('a scan keeps its fields, which go by position', () => {
    assert.deepEqual(leaves(pruneRelation(Chain.scan(fields).project({ id: 'id' }).relation)), [Object.keys(fields)]);
  });
});
