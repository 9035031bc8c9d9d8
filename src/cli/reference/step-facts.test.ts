import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStepRegistry } from '../../steps/registry.ts';
import { stepFacts } from './step-facts.ts';

const steps = createStepRegistry().all();
const facts = stepFacts(steps);

const cases: readonly [step: string, about: string, says: RegExp][] = [
  ['filter', 'Effects', /^none/],
  ['csv.write', 'Effects', /`idempotent`/],
  ['email.send', 'Effects', /^`at-least-once`/],
  ['branch', 'Effects', /steps inside/],
  ['csv.read', 'Engine', /vector engine can read it itself/],
  ['documents.read', 'Engine', /row engine reads/],
  ['filter', 'Engine', /row engine or the vector engine/],
  ['template', 'Engine', /^the row engine\.$/],
  ['filter', 'Memory', /^little/],
  ['sort', 'Memory', /^it takes in all records/],
  ['derive', 'Memory', /^by its settings it takes in all/],
  ['filter', 'Order', /^kept/],
  ['aggregate', 'Order', /^not defined/],
  ['derive', '`onError`', /an expression of its settings ends in a problem/],
  ['branch', '`onError`', /an expression of its settings ends in a problem/],
  ['each', '`onError`', /a step inside fails/],
  ['csv.read', '`onError`', /cannot be read, made or written/],
  ['select', '`onError`', /^refused: what fails in it ends the run/],
  ['try', '`onError`', /^refused: .*Say it at the steps inside/],
];

for (const [step, about, says] of cases) {
  test(`${step}: ${about} ${says.source}`, () => {
    assert.match(new Map(facts.get(step)).get(about) ?? '', says);
  });
}

test('every step has every fact', () => {
  for (const { name } of steps) assert.equal(facts.get(name)?.length, 5, name);
});
