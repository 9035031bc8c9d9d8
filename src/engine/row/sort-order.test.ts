import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compileOrder } from '../../expression/aggregates.ts';
import type { TypedOrder } from '../../expression/typed.ts';
import type { Value } from '../../model/value.ts';
import { types, type ValueType } from '../../model/value-type.ts';
import { sortOrder } from './sort-order.ts';

const texts = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.string({ unit: 'binary', maxLength: 3 }),
  fc.constantFrom('', 'a', '\uFFFF', '\u{10000}', '\uE000'),
);
const kinds: Readonly<Record<string, { readonly type: ValueType; readonly values: fc.Arbitrary<Value> }>> = {
  integer: {
    type: types.integer,
    values: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.constantFrom(2n ** 60n, -(2n ** 60n))),
  },
  'small integer': { type: types.integer, values: fc.integer({ min: -3, max: 3 }) },
  number: { type: types.number, values: fc.constantFrom(0, -0, 1.5, -1.5, 1e308, -1e308) },
  text: { type: types.text, values: texts },
  'plain text': { type: types.text, values: fc.string({ maxLength: 2 }) },
  boolean: { type: types.boolean, values: fc.boolean() },
};

function by(type: ValueType, descending: boolean): TypedOrder {
  return { by: { kind: 'field', name: 'x', type, at: { start: 0, end: 0 } }, descending };
}

describe('the order for sorting is the order of expressions', () => {
  for (const [name, { type, values }] of Object.entries(kinds)) {
    for (const descending of [false, true]) {
      it(`${name}${descending ? ', descending' : ''}, by one, two and three keys`, () => {
        const key = fc.option(values, { freq: 4 });
        const rows = fc
          .integer({ min: 1, max: 3 })
          .chain((count) => fc.array(fc.array(key, { minLength: count, maxLength: count })));
        fc.assert(
          fc.property(rows, (all) => {
            const order = (all[0] ?? []).map((_, at) => by(type, descending !== (at === 1)));
            const sortables = all.map((keys, id) => ({ record: { id }, keys }));
            const { compare } = compileOrder(order);
            assert.deepEqual(
              sortables.toSorted(sortOrder(order, sortables)),
              sortables.toSorted((a, b) => compare(a.keys, b.keys)),
            );
          }),
        );
      });
    }
  }
});
