import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recordOf, types } from '../model/value-type.ts';
import type { CheckedWrite } from './checked-workflow.ts';
import { writeData } from './write-data.ts';

const field = (name: string, type = types.any as Parameters<typeof recordOf>[0][number]['type']) => ({
  name,
  type,
  optional: true,
});
const shapes = {
  public: [{ ...field('count', types.integer), max: 9 }, field('note', types.text)],
  private: [
    field('any'),
    field(
      'inner',
      recordOf([
        { name: 'a', type: types.number },
        { name: 'b', type: types.text },
      ]),
    ),
  ],
};
const data = { public: { count: 1, note: 'x' }, private: { any: { old: 1 }, inner: { a: 1, b: 'y' } } };
const output = [{ name: 'a', type: types.integer }];
const put = (write: Partial<CheckedWrite>, record: Record<string, number>, shape = output) =>
  writeData(data, { write: { part: 'private', mode: 'merge', at: [], ...write }, record, output: shape }, shapes);

const count = [{ name: 'count', type: types.integer }];

const cases: readonly [name: string, written: () => unknown, expected: unknown][] = [
  ['merge keeps the rest', () => put({ part: 'public' }, { count: 2 }, count).public, { count: 2, note: 'x' }],
  [
    'replace empties the rest',
    () => put({ part: 'public', mode: 'replace' }, { count: 2 }, count).public,
    { count: 2, note: null },
  ],
  ['merge at a record', () => put({ at: ['inner'] }, { a: 2 }).private['inner'], { a: 2, b: 'y' }],
  ['replace at a record', () => put({ at: ['inner'], mode: 'replace' }, { a: 2 }).private['inner'], { a: 2, b: null }],
  ['merge at any', () => put({ at: ['any'] }, { a: 2 }).private['any'], { old: 1, a: 2 }],
  ['replace at any', () => put({ at: ['any'], mode: 'replace' }, { a: 2 }).private['any'], { a: 2 }],
  [
    'deeper than there is',
    () => put({ at: ['any', 'new', 'place'] }, { a: 2 }).private['any'],
    { old: 1, new: { place: { a: 2 } } },
  ],
];

for (const [name, written, expected] of cases) test(`writes: ${name}`, () => assert.deepEqual(written(), expected));

test('what breaks the schema of the data is refused, and the data stays what it was', () => {
  assert.throws(() => put({ part: 'public' }, { count: 10 }, count), { code: 'action_failed', message: /At most 9/ });
  assert.deepEqual(data.public, { count: 1, note: 'x' });
});
