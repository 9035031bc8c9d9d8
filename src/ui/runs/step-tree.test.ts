import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Schemas } from '../api/client.ts';
import { type StepNode, stepTree } from './step-tree.ts';

const cases: readonly { name: string; depths: readonly number[]; tree: string }[] = [
  { name: 'no steps', depths: [], tree: '' },
  { name: 'one after the other', depths: [0, 0, 0], tree: '0 1 2' },
  { name: 'a source inside of a join', depths: [0, 0, 1, 1, 0], tree: '0 1(2 3) 4' },
  { name: 'a chain that calls one, twice', depths: [0, 1, 2, 1, 2, 0], tree: '0(1(2) 3(4)) 5' },
  { name: 'the step around was not performed by itself', depths: [1, 1, 0, 2], tree: '0 1 2(3)' },
];

describe('steps inside of steps', () => {
  for (const { name, depths, tree } of cases) {
    test(name, () => {
      const steps = depths.map((depth, index) => ({ index, ...(depth === 0 ? {} : { depth }) }));
      assert.equal(written(stepTree(steps as Schemas['StepCounters'][])), tree);
    });
  }
});

function written(nodes: readonly StepNode[]): string {
  return nodes.map(({ step, inside }) => `${step.index}${inside.length > 0 ? `(${written(inside)})` : ''}`).join(' ');
}
