/** Which overloads have no SQL, so that leaving one in the row engine is a choice somebody made, with a reason. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatOverload } from '../overload-resolution.ts';
import { functionRegistry } from './registry.ts';
import { rowEngineOnly } from './row-engine-only.fixture.ts';
import { whereSql } from './where-sql.ts';

describe('overloads without SQL', () => {
  it('are those that are listed here with a reason', () => {
    const without = functionRegistry()
      .all()
      .flatMap(({ name, overloads }) =>
        (overloads as readonly Parameters<typeof whereSql>[0][])
          .filter((overload) => whereSql(overload) === 'never')
          .map((overload) => formatOverload(name, overload)),
      );
    assert.deepEqual(without.toSorted(), Object.keys(rowEngineOnly).toSorted());
  });
});
