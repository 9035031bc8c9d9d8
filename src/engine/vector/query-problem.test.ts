import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Chain } from '../../../test/engine/relations.ts';
import { MillraceError } from '../../core/errors.ts';
import { fromDuckDb } from '../../duckdb/duckdb-error.ts';
import { queryProblem } from './query-problem.ts';

const safe = Chain.input({ a: 'integer', b: 'text' }).filter("b <> ''");
const failing = safe.derive({ n: 'b::integer' });
const twice = failing.filter('a + 1 > 2');

describe('queryProblem', () => {
  const problem = (message: string, chain: Chain) => queryProblem(fromDuckDb(new Error(message)), chain.relation);

  it('takes the code that the query itself says, and words for people', () => {
    const error = problem("Conversion Error: Could not convert string 'millrace:overflow' to INT64", safe);
    assert.equal(error.code, 'overflow');
    assert.doesNotMatch(error.message, /millrace:/);
    assert.ok(error.hint);
  });

  it('keeps what DuckDB says of a value', () => {
    const error = problem("Conversion Error: Could not convert string 'ten' to INT64\n\nLINE 1: ..", safe);
    assert.deepEqual([error.code, error.message], ['cast_failed', "Could not convert string 'ten' to INT64"]);
    assert.equal(problem('Invalid Input Error: of a function', safe).code, 'evaluation_failed');
  });

  it('names the step where only one can have failed', () => {
    const message = "Conversion Error: Could not convert string 'ten' to INT64";
    assert.equal(problem(message, failing).step, failing.relation.step.name);
    assert.equal(problem(message, twice).step, undefined);
    assert.equal(problem('Out of Memory Error: too much', twice).step, twice.relation.step.name);
  });

  it('leaves alone what has its step, and what was cancelled', () => {
    const own = new MillraceError('upstream_refused', 'no', { step: 'orders' });
    assert.equal(queryProblem(own, failing.relation), own);
    assert.equal(queryProblem(new MillraceError('cancelled', 'stopped'), failing.relation).step, undefined);
  });
});
