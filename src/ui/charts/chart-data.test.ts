import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartData } from './chart-data.ts';

const writing = { locale: 'en-GB', zone: 'Asia/Singapore' };
const column = (name: string, type: string) => ({ name, type });

test('categories and series come in the order of the rows, truths by their name and what is not so first', () => {
  const columns = [column('product', 'text'), column('low', 'boolean'), column('level', 'integer')];
  const rows = [
    ['tea', true, 5],
    ['mug', false, 40],
    ['tea', false, 2],
    [null, null, 1],
  ];
  const data = chartData({ columns, rows }, false, writing);
  assert.deepEqual(data.categories, ['tea', 'mug', 'none']);
  assert.deepEqual(data.series, ['not low', 'low', 'none']);
  assert.deepEqual(
    data.points.map(({ x, y, series, row }) => [x, y, series, row]),
    [
      [0, 5, 1, 0],
      [1, 40, 0, 1],
      [0, 2, 0, 2],
      [2, 1, 2, 3],
    ],
  );
});

test('times lie where the clock of the workspace shows them', () => {
  const columns = [column('at', 'timestamp'), column('level', 'decimal')];
  const data = chartData({ columns, rows: [['2026-03-01T20:00:00Z', '1.50']] }, true, writing);
  assert.equal(data.axis, 'time');
  assert.deepEqual(
    data.points.map(({ x, y }) => [new Date(x).toISOString(), y]),
    [['2026-03-02T04:00:00.000Z', 1.5]],
  );
});

test('a row without a measure or a place is left out and counted', () => {
  const columns = [column('day', 'date'), column('level', 'integer')];
  const data = chartData(
    {
      columns,
      rows: [
        ['2026-03-01', null],
        [null, 3],
        ['2026-03-02', 4],
      ],
    },
    true,
    writing,
  );
  assert.deepEqual([data.points.length, data.left], [1, 2]);
});
