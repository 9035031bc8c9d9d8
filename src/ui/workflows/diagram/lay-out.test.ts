import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Diagram, type DiagramArrow, joinArrows } from './diagram.ts';
import { layOut } from './lay-out.ts';
import type { Box, Direction } from './way.ts';

const state = (name: string, isInitial = false, isFinal = false) => ({ name, label: name, isInitial, isFinal });
const arrow = (from: string, to: string, ...words: string[]): DiagramArrow => ({ from, to, kind: 'event', words });

const leave: Diagram = {
  states: [
    state('draft', true),
    state('pending'),
    state('needs-hr'),
    state('approved', false, true),
    state('rejected', false, true),
  ],
  arrows: [
    arrow('draft', 'pending', 'submit'),
    arrow('pending', 'approved', 'approve'),
    arrow('pending', 'rejected', 'reject'),
    { ...arrow('pending', 'pending', '3d: escalate'), kind: 'timer' },
    { ...arrow('pending', 'needs-hr', 'upstream'), kind: 'failure' },
    arrow('needs-hr', 'pending', 'retry'),
  ],
};

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const isInside = (box: Box, { width, height }: { width: number; height: number }): boolean =>
  box.x >= 0 && box.y >= 0 && box.x + box.width <= width + 0.5 && box.y + box.height <= height + 0.5;

for (const direction of ['LR', 'TB'] as const) {
  test(`the way goes on ${direction}`, () => {
    const { states, arrows, start, width, height } = layOut(leave, direction);
    const along = ({ x, y }: Box): number => (direction === 'LR' ? x : y);
    const at = new Map(states.map((one) => [one.name, along(one)]));
    assert.ok(at.get('draft')! < at.get('pending')! && at.get('pending')! < at.get('approved')!);
    assert.ok(start !== undefined && start.points.length >= 2);
    assert.equal(arrows.length, 6);
    assert.ok(width > 0 && height > 0);
  });
}

const names = ['a', 'b', 'c', 'a-long-name-of-a-state', 'e', 'f'];
const diagrams: fc.Arbitrary<Diagram> = fc.integer({ min: 1, max: names.length }).chain((count) => {
  const name = fc.constantFrom(...names.slice(0, count));
  const arrows = fc.array(fc.record({ from: name, to: name, word: fc.constantFrom('go', 'a longer event') }), {
    maxLength: 12,
  });
  return arrows.map((all) => ({
    states: names.slice(0, count).map((one, index) => state(one, index === 0)),
    arrows: joinArrows(all.map(({ from, to, word }) => arrow(from, to, word))),
  }));
});

test('whatever the workflow: states lie beside each other and inside, and every arrow has a way', () => {
  fc.assert(
    fc.property(diagrams, fc.constantFrom<Direction>('LR', 'TB'), (diagram, direction) => {
      const placed = layOut(diagram, direction);
      for (const [index, one] of placed.states.entries()) {
        assert.ok(isInside(one, placed), `${one.name} lies outside`);
        for (const other of placed.states.slice(index + 1))
          assert.ok(!overlap(one, other), `${one.name} lies on ${other.name}`);
      }
      for (const { points, from, to, label } of placed.arrows) {
        assert.ok(points.length >= 2, `${from} to ${to} has no way`);
        for (const { x, y } of points) assert.ok(isInside({ x, y, width: 0, height: 0 }, placed), `${from} to ${to}`);
        for (const one of placed.states)
          assert.ok(!overlap(label, one), `words of ${from} to ${to} lie on ${one.name}`);
      }
    }),
    { numRuns: 150 },
  );
});

test('an arrow to a state that is not there is left out', () => {
  assert.equal(layOut({ states: [state('a')], arrows: [arrow('a', 'gone')] }, 'LR').arrows.length, 0);
});

test('arrows of the same way and kind become one with all their words, each once', () => {
  const timer: DiagramArrow = { ...arrow('a', 'b', 'after 3 d'), kind: 'timer' };
  assert.deepEqual(joinArrows([arrow('a', 'b', 'x'), timer, arrow('a', 'b', 'y'), arrow('a', 'b', 'x')]), [
    arrow('a', 'b', 'x', 'y'),
    timer,
  ]);
});
