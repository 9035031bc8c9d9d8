import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mysqlTokens, parseNamedQuery } from './named-parameters.ts';

const cases: readonly (readonly [string, readonly string[]])[] = [
  ['select :a, :b, :a', ['a', 'b', 'a']],
  ["select ':a', \":b\", E'\\':c', '''' || :d", ['d']],
  ['select x::date, :y::date', ['y']],
  ['select 1 -- :a\n, :b /* :c */', ['b']],
  ['select $$ :a $$, $x$ :b $$ $x$, :c', ['c']],
  ['select a[1:2], a[:lo:3]', ['lo']],
  ['select 1', []],
];

const ofMysql: readonly (readonly [string, readonly string[]])[] = [
  ['select \'it\\\':a\', ":b\\" :c", `:d`, :e', ['e']],
  ['select 1 # :a\n, :b -- :c\n, :d /* :e */', ['b', 'd']],
  ['select 5--:a, @x := 1', ['a']],
];

describe('named parameters of a query for MySQL', () => {
  for (const [sql, names] of ofMysql) {
    it(`finds ${names.join(', ')} in ${sql}`, () => assert.deepEqual(parseNamedQuery(sql, mysqlTokens).names, names));
  }
});

describe('named parameters of a query', () => {
  for (const [sql, names] of cases) {
    it(`finds ${names.join(', ') || 'none'} in ${sql}`, () => {
      const found = parseNamedQuery(sql);
      assert.deepEqual(found.names, names);
      assert.equal(found.parts.length, names.length + 1);
      const joined = found.parts
        .map((part, at) => part + (found.names[at] === undefined ? '' : `:${found.names[at]}`))
        .join('');
      assert.equal(joined, sql);
    });
  }

  it('drops the semicolon at the end', () => {
    assert.deepEqual(parseNamedQuery('select 1 ; \n').parts, ['select 1']);
  });
});
