import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recordOf, types, type Shape } from '../model/value-type.ts';
import { checkExpression } from './checker.ts';
import { compileClosure, environment } from './closure.ts';
import { functionRegistry } from './functions/registry.ts';
import { compileSql } from './sql.ts';

const fields: Shape = [
  { name: 'n', type: types.integer },
  {
    name: 'r',
    type: recordOf([
      { name: 'a', type: types.integer },
      { name: 'b', type: types.text },
    ]),
  },
];

function check(expression: string) {
  return checkExpression(expression, {
    fields,
    parameters: [],
    context: [],
    aggregates: 'none',
    windows: false,
    functions: functionRegistry(),
  });
}

const refused: readonly (readonly [string, RegExp])[] = [
  ['switch(n)', /switch does not take 1 argument/],
  ['switch(n, 1)', /switch does not take 2 arguments/],
  ["switch(n, 1, 'a', 2, 5)", /one type/],
  ['choose(n)', /choose does not take 1 argument/],
  ['pick(r)', /pick does not take 1 argument/],
  ['pick(r, c)', /no field 'c'/],
  ["omit(r, 'c')", /no field 'c'/],
  ['omit(r, a, b)', /no field would be left/],
  ['pick(n, a)', /only a record has fields/],
  ['pick(r, 1 + 1)', /chosen by their names/],
];

describe('calls that stand for something else', () => {
  for (const [expression, message] of refused) {
    it(`${expression} is refused`, () => {
      const { typed, problems } = check(expression);
      assert.equal(typed, undefined);
      assert.match(problems.map((problem) => problem.message).join(), message);
    });
  }

  it('evaluates only the result that is needed', () => {
    const { typed } = check("switch(n, 1, 'x'::text, 2, ('y' || n)::integer::text)");
    assert.ok(typed);
    assert.equal(compileClosure(typed)({ n: 1 }, environment()), 'x');
    assert.throws(() => compileClosure(typed)({ n: 2 }, environment()), { code: 'cast_failed' });
  });

  it('has SQL, and the fields of null are null', () => {
    const { typed } = check('pick(r, b)');
    assert.ok(typed && compileSql(typed));
    assert.equal(compileClosure(typed)({ r: null }, environment()), null);
    assert.deepEqual(compileClosure(typed)({ r: { a: 1, b: 'x' } }, environment()), { b: 'x' });
  });
});
