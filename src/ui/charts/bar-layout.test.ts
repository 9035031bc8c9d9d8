import assert from 'node:assert/strict';
import { test } from 'node:test';
import { layOutBars } from './bar-layout.ts';
import type { ChartData } from './chart-data.ts';

const data = (names: readonly string[]): ChartData => ({
  axis: 'category',
  categories: names,
  series: [''],
  points: names.map((words, x) => ({ x, y: 10 + x, series: 0, row: x, words })),
  left: 0,
});
const many = Array.from({ length: 22 }, (_none, at) => `A product, number ${at}`);
const few = ['tea', 'mug', 'pot'];
const lay = (names: readonly string[], width: number, height: number) =>
  layOutBars(data(names), { width, height }, String);

const cases: readonly [string, readonly string[], [number, number], { isLying: boolean; isSlanted: boolean }][] = [
  ['few short names stand side by side', few, [600, 300], { isLying: false, isSlanted: false }],
  ['many long names are written aslant', many, [800, 300], { isLying: false, isSlanted: true }],
  ['where there is height for a line each, bars lie', many, [800, 400], { isLying: true, isSlanted: false }],
  ['where there is no height for it, names are cut', many, [800, 200], { isLying: false, isSlanted: false }],
  [
    'where bands are thinner than a line, not every name is there',
    many,
    [260, 300],
    { isLying: false, isSlanted: false },
  ],
];
for (const [name, names, [width, height], wanted] of cases) {
  test(name, () => {
    const { isLying, isSlanted, plot, bars } = lay(names, width, height);
    assert.deepEqual({ isLying, isSlanted }, wanted);
    assert.ok(plot.y + plot.height <= height && plot.x + plot.width <= width);
    assert.ok(bars.every(({ box }) => box.y >= plot.y - 0.01 && box.y + box.height <= plot.y + plot.height + 0.01));
  });
}

test('aslant every category has its name, as far as sixteen letters go', () => {
  const { categories } = lay(many, 800, 300);
  assert.equal(categories.length, many.length);
  assert.equal(categories[0]?.words, 'A product, numb…');
});
