import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Decimal } from 'decimal.js';
import type { DatasetAnswer } from '../model/dataset-query.ts';
import { MillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import { DateValue } from '../model/value.ts';
import type { PartPicture } from './open-view.ts';
import { serveBoard, type TestDatasets, viewer } from './stock.fixture.ts';

const board = `params: { warehouse: { type: text, optional: true }, product: { type: text, optional: true } }
controls: [{ type: select, param: warehouse }]
pages:
  - name: Levels
    widgets:
      - { type: number, dataset: stock, value: count(), where: low, at: [0, 0, 3, 2], title: 'Low in \${coalesce($warehouse, "all")}' }
      - { type: bar, dataset: stock, x: product, y: level, colour: low, at: [3, 0, 9, 5], onClick: { set: { product: =product } } }
      - { type: table, dataset: stock, columns: [product, price], at: [0, 5, 12, 6], onClick: { open: Detail, with: { product: =product } } }
      - { type: text, text: 'Hello \${@user.name}', at: [0, 2, 3, 1] }
  - name: Detail
    widgets:
      - { type: line, dataset: history, x: day, y: level, at: [0, 0, 12, 6] }
`.replaceAll('"all"', "''all''");

const record = (product: string, level: number, { low = false, day = 1 } = {}) => ({
  warehouse: 'SIN',
  product,
  level,
  low,
  price: new Decimal('1.50'),
  day: new DateValue(day),
});
const stock = [record('tea', 3, { low: true }), record('mug', 40), record('tea', 2, { low: true })];

function look(options: { page?: string; parameters?: Record<string, unknown>; maySeeRuns?: boolean } = {}) {
  const { boards, datasets } = serveBoard(board, options.maySeeRuns ?? true);
  const told: PartPicture[] = [];
  const view = boards.open({
    dashboard: 'board',
    page: options.page,
    parameters: options.parameters ?? {},
    principal: viewer,
    changed: (picture) => told.push(picture),
  });
  return { view, datasets, told, boards };
}

const shown = (told: readonly PartPicture[], index: number) =>
  told.findLast((one) => one.kind === 'widget' && one.index === index)?.picture;
const answerTo = (datasets: TestDatasets, outcome: Outcome, more: Partial<DatasetAnswer> = {}): DatasetAnswer =>
  datasets.answer([], { outcome, run: 'run-1', problem: { code: 'internal', message: 'inner detail' }, ...more });

test('a view begins with what is loading and what is there already', () => {
  const { view } = look();
  assert.deepEqual(view.pictures.map(({ kind, index, picture }) => [kind, index, picture.state]).sort(), [
    ['control', 0, 'loading'],
    ['widget', 0, 'loading'],
    ['widget', 1, 'loading'],
    ['widget', 2, 'loading'],
    ['widget', 3, 'rows'],
  ]);
  assert.deepEqual(view.titles, ['Low in all', undefined, undefined, undefined]);
  assert.equal(view.pictures.find(({ index }) => index === 3)?.picture.content?.text, 'Hello local administrator');
});

test('widgets of one dataset watch it once, and each draws what it is', () => {
  const { datasets, told } = look();
  assert.equal(datasets.watchers.get('stock {}')?.size, 1);
  datasets.tell('stock', {}, datasets.answer(stock));
  assert.deepEqual(shown(told, 0)?.content?.rows, [[2]]);
  assert.deepEqual(shown(told, 1)?.content?.rows, [
    ['tea', true, 5],
    ['mug', false, 40],
  ]);
  assert.deepEqual(shown(told, 1)?.content?.targets, [{ product: 'tea' }, { product: 'mug' }]);
  assert.deepEqual(shown(told, 2)?.content?.rows[0], ['tea', '1.50']);
  assert.equal(shown(told, 2)?.at, 1000);
});

test('what did not change is not told again, and numbers grow', () => {
  const { datasets, told } = look();
  datasets.tell('stock', {}, datasets.answer(stock));
  const before = told.length;
  datasets.tell('stock', {}, datasets.answer([...stock]));
  assert.equal(told.length, before);
  datasets.tell('stock', {}, datasets.answer([...stock, record('cup', 1)]));
  assert.deepEqual(
    told.slice(before).map(({ index }) => index),
    [1, 2],
  );
  assert.deepEqual(
    told.map(({ seq }) => seq),
    [...told.map(({ seq }) => seq)].sort((a, b) => a - b),
  );
});

test('viewers of equal records share what was drawn from them', () => {
  const { boards, datasets, told } = look();
  const others: PartPicture[] = [];
  boards.open({ dashboard: 'board', parameters: {}, principal: viewer, changed: (one) => others.push(one) });
  datasets.tell('stock', {}, datasets.answer(stock));
  assert.equal(shown(others, 1)?.content, shown(told, 1)?.content);
});

test('a parameter goes to the dataset and into the select, and ends with the view', () => {
  const { view, datasets } = look({ parameters: { warehouse: 'SIN' } });
  assert.deepEqual([...datasets.watchers.keys()].sort(), ['stock {"warehouse":"SIN"}', 'warehouses {}']);
  assert.deepEqual(view.parameters, { warehouse: 'SIN' });
  view.close();
  assert.equal(datasets.watchers.size, 0);
});

test('a select offers each value once', () => {
  const { datasets, told } = look();
  const records = [
    { code: 'SIN', name: 'Singapore' },
    { code: 'BER', name: 'Berlin' },
    { code: 'SIN', name: 'again' },
  ];
  datasets.tell('warehouses', {}, datasets.answer(records));
  assert.deepEqual(told.at(-1)?.picture.content?.rows, [
    ['SIN', 'Singapore'],
    ['BER', 'Berlin'],
  ]);
});

test('a widget without a parameter that its dataset needs waits and asks nothing', () => {
  const { view, datasets } = look({ page: 'Detail' });
  assert.deepEqual(view.pictures.find(({ kind }) => kind === 'widget')?.picture, {
    state: 'waiting',
    missing: ['product'],
  });
  assert.deepEqual([...datasets.watchers.keys()], ['warehouses {}']);
});

test('a line is drawn in the order of its axis, record by record', () => {
  const { datasets, told } = look({ page: 'Detail', parameters: { product: 'tea' } });
  datasets.tell('history', { product: 'tea' }, datasets.answer([record('tea', 5, { day: 2 }), record('tea', 7)]));
  assert.deepEqual(shown(told, 0)?.content?.rows, [
    ['1970-01-02', 7],
    ['1970-01-03', 5],
  ]);
});

const faces: Readonly<Record<Exclude<Outcome, 'cancelled'>, string>> = {
  ok: 'rows',
  accepted: 'failed',
  empty: 'empty',
  truncated: 'empty',
  invalid: 'issues',
  unauthenticated: 'sign-in',
  denied: 'no-access',
  'not-found': 'not-found',
  conflict: 'failed',
  busy: 'failed',
  upstream: 'failed',
  timeout: 'failed',
  failed: 'failed',
};
for (const [outcome, state] of Object.entries(faces) as [Outcome, string][]) {
  test(`a dataset that ends ${outcome} makes a widget ${state}`, () => {
    const { datasets, told } = look();
    datasets.tell('stock', {}, outcome === 'ok' ? datasets.answer(stock) : answerTo(datasets, outcome));
    assert.equal(shown(told, 1)?.state, state);
  });
}

test('nothing counted is 0, nothing added up is nothing', () => {
  const { datasets, told } = look();
  datasets.tell('stock', {}, datasets.answer([]));
  assert.deepEqual(shown(told, 0), { state: 'rows', content: shown(told, 0)?.content, at: 1000 });
  assert.deepEqual(shown(told, 0)?.content?.rows, [[0]]);
});

test('a dataset that cannot be reached leaves the last good picture with a mark', () => {
  const { datasets, told } = look();
  datasets.tell('stock', {}, datasets.answer(stock));
  datasets.tell('stock', {}, answerTo(datasets, 'upstream', { at: 2000 }));
  const picture = shown(told, 1);
  assert.equal(picture?.state, 'rows');
  assert.equal(picture?.content?.total, 2);
  assert.deepEqual([picture?.at, picture?.stale?.since], [1000, 2000]);
  datasets.tell('stock', {}, datasets.answer(stock, { at: 3000 }));
  assert.equal(shown(told, 1)?.stale, undefined);
});

test('rows never stay when the right to see them is gone', () => {
  const { datasets, told } = look();
  datasets.tell('stock', {}, datasets.answer(stock));
  datasets.tell('stock', {}, answerTo(datasets, 'denied'));
  assert.deepEqual([shown(told, 1)?.state, shown(told, 1)?.content], ['no-access', undefined]);
});

test('a cut is said', () => {
  const { datasets, told } = look();
  datasets.tell('stock', {}, datasets.answer(stock, { outcome: 'truncated', truncated: true }));
  assert.equal(shown(told, 2)?.cut, true);
});

test('a table shows its first rows and says how many there are', () => {
  const { datasets, told } = look();
  datasets.tell('stock', {}, datasets.answer(Array.from({ length: 2500 }, (_none, at) => record(`p${at}`, at))));
  assert.equal(shown(told, 2)?.content?.rows.length, 1000);
  assert.equal(shown(told, 2)?.content?.total, 2500);
});

test('inner detail of a failure is for those who may see the run', () => {
  const told = (maySeeRuns: boolean) => {
    const { datasets, told } = look({ maySeeRuns });
    datasets.tell('stock', {}, answerTo(datasets, 'failed'));
    return shown(told, 1)?.problem;
  };
  assert.deepEqual(told(true), { message: 'inner detail', run: 'run-1' });
  const hidden = told(false);
  assert.equal(hidden?.run, undefined);
  assert.doesNotMatch(hidden?.message ?? '', /inner detail/);
});

test('parameters that are not right are refused with their names', () => {
  assert.throws(
    () => look({ parameters: { warehouze: 'SIN' } }),
    (thrown) =>
      thrown instanceof MillraceError &&
      thrown.code === 'invalid_input' &&
      /Did you mean 'warehouse'/.test(thrown.message),
  );
});

test('a page that does not exist is not found', () => {
  assert.throws(
    () => look({ page: 'Level' }),
    (thrown) => thrown instanceof MillraceError && thrown.code === 'not_found' && /Levels/.test(thrown.hint ?? ''),
  );
});
