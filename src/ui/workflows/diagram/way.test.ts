import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Box, type Direction, smoothPath, wayAround, wayBetween } from './way.ts';

const box = (x: number, y: number): Box => ({ x, y, width: 100, height: 40 });

const ways: readonly [string, Direction, Box, Box, readonly (readonly [number, number])[]][] = [
  [
    'forward',
    'LR',
    box(0, 0),
    box(300, 0),
    [
      [100, 20],
      [200, 20],
      [300, 20],
    ],
  ],
  [
    'back',
    'LR',
    box(300, 0),
    box(0, 0),
    [
      [300, 20],
      [200, 20],
      [100, 20],
    ],
  ],
  [
    'down',
    'TB',
    box(0, 0),
    box(0, 200),
    [
      [50, 40],
      [50, 120],
      [50, 200],
    ],
  ],
  [
    'up',
    'TB',
    box(0, 200),
    box(0, 0),
    [
      [50, 200],
      [50, 120],
      [50, 40],
    ],
  ],
];
for (const [name, direction, from, to, points] of ways) {
  test(`an arrow ${name} leaves and reaches states at the middle of their sides`, () => {
    const [, [x = 0, y = 0] = []] = points;
    const given = [from, { x, y }, to];
    assert.deepEqual(
      wayBetween(given, { from, to, direction }),
      points.map(([px, py]) => ({ x: px, y: py })),
    );
  });
}

test('arrows that go aside stand apart, but on the side', () => {
  const ends = { from: box(0, 200), to: box(300, 0), direction: 'LR' as const };
  const [first] = wayBetween(
    [
      { x: 0, y: 0 },
      { x: 200, y: 30 },
      { x: 300, y: 0 },
    ],
    ends,
  );
  assert.deepEqual(first, { x: 100, y: 210 });
});

for (const direction of ['LR', 'TB'] as const) {
  test(`a loop leaves its state, goes around its words, and comes back: ${direction}`, () => {
    const state = box(0, 0);
    const words: Box =
      direction === 'LR' ? { x: 10, y: 70, width: 80, height: 20 } : { x: 130, y: 10, width: 80, height: 20 };
    const points = wayAround(state, words, direction);
    const [first, ...rest] = points;
    const last = rest.at(-1);
    const side = direction === 'LR' ? 40 : 100;
    const across = (point: { x: number; y: number } | undefined) => (direction === 'LR' ? point?.y : point?.x);
    assert.deepEqual([across(first), across(last)], [side, side]);
    const far = direction === 'LR' ? words.y + words.height : words.x + words.width;
    assert.ok(points.some((point) => (across(point) ?? 0) > far));
  });
}

const paths: readonly [string, readonly (readonly [number, number])[], string][] = [
  ['nothing', [], ''],
  [
    'a straight line',
    [
      [0, 0],
      [10, 0],
    ],
    'M 0.0 0.0 L 10.0 0.0',
  ],
  [
    'one turn',
    [
      [0, 0],
      [10, 0],
      [10, 10],
    ],
    'M 0.0 0.0 Q 10.0 0.0 10.0 10.0',
  ],
  [
    'two turns',
    [
      [0, 0],
      [10, 0],
      [10, 10],
      [20, 10],
    ],
    'M 0.0 0.0 Q 10.0 0.0 10.0 5.0 Q 10.0 10.0 20.0 10.0',
  ],
];
for (const [name, points, path] of paths) {
  test(`the path of ${name}`, () => assert.equal(smoothPath(points.map(([x, y]) => ({ x, y }))), path));
}
