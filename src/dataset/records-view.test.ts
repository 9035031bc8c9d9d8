import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MillraceError } from '../core/errors.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import { types } from '../model/value-type.ts';
import { prepareView, type ViewOrder, viewKey, writeRecords } from './records-view.ts';

const shape = [
  { name: 'sku', type: types.text },
  { name: 'level', type: types.integer },
  { name: 'raw', type: types.any },
];
const records = [
  { sku: 'b', level: 2, raw: null },
  { sku: 'a', level: 1, raw: null },
  { sku: 'c', level: null, raw: null },
  { sku: 'd', level: 2, raw: null },
];
const functions = functionRegistry();

const cases: readonly [name: string, order: ViewOrder, skus: string, total: number][] = [
  ['as they come', {}, 'bacd', 4],
  ['a filter keeps what is true', { filter: 'level > 1' }, 'bd', 2],
  ['null is not true', { filter: 'level is null or level < 2' }, 'ac', 2],
  ['sorted, nulls last', { sort: ['level', 'sku desc'] }, 'adbc', 4],
  ['the largest first, nulls still last', { sort: ['level desc', 'sku'] }, 'bdac', 4],
  ['a page counts all', { sort: ['sku'], page: { offset: 1, limit: 2 } }, 'bc', 4],
  ['a page of what the filter kept', { filter: 'level = 2', page: { offset: 1, limit: 5 } }, 'd', 2],
  ['a page behind the end', { page: { offset: 9, limit: 5 } }, '', 4],
];
for (const [name, order, skus, total] of cases) {
  test(name, () => {
    const view = prepareView(order, shape, functions)(records);
    assert.deepEqual([view.records.map(({ sku }) => sku).join(''), view.total], [skus, total]);
  });
}

const refused: readonly [name: string, order: ViewOrder, path: string, code: string][] = [
  ['an unknown field', { filter: 'levl > 1' }, 'filter', 'unknown_field'],
  ['no condition', { filter: 'level' }, 'filter', 'type_mismatch'],
  ['what cannot be read', { filter: 'level >' }, 'filter', 'syntax'],
  ['somebody else', { filter: "'a' in @user.roles" }, 'filter', 'unknown_context'],
  ['a parameter', { filter: '$x = 1' }, 'filter', 'unknown_parameter'],
  ['an order of what has none', { sort: ['sku', 'raw'] }, 'sort[1]', 'type_mismatch'],
];
for (const [name, order, path, code] of refused) {
  test(`refused with its place: ${name}`, () => {
    assert.throws(
      () => prepareView(order, shape, functions),
      (error) => {
        assert.ok(error instanceof MillraceError);
        assert.equal(error.code, 'invalid_input');
        assert.deepEqual(
          error.issues?.map((issue) => [issue.path, issue.code]),
          [[path, code]],
        );
        return true;
      },
    );
  });
}

test('equal views have one key, others another', () => {
  assert.equal(viewKey({}), viewKey({ sort: [], page: undefined }));
  const keys = cases.map(([, order]) => viewKey(order));
  assert.equal(new Set(keys).size, keys.length);
});

test('the version changes with the records, their order and their number, and with nothing else', async () => {
  const version = async (some: typeof records, total = some.length) =>
    (await writeRecords({ records: some, total }, { shape, most: 1000 })).version;
  assert.equal(await version(records), await version([...records]));
  assert.notEqual(await version(records), await version(records.toReversed()));
  assert.notEqual(await version(records), await version(records.slice(1)));
  assert.notEqual(await version(records.slice(1)), await version(records.slice(1), 4));
});

test('many records are written in one list, and only as many bytes as are kept', async () => {
  const many = Array.from({ length: 5001 }, (_, level) => ({ sku: 'x', level, raw: null }));
  const { json, version } = await writeRecords({ records: many, total: 5001 }, { shape, most: 1e6 });
  assert.deepEqual(JSON.parse(Buffer.from(json ?? []).toString()), many);
  const bare = await writeRecords({ records: many, total: 5001 }, { shape, most: 1000 });
  assert.deepEqual(bare, { version, json: undefined });
});
