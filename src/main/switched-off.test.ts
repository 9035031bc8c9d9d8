import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDefinitions } from './check-definitions.ts';
import { runnableChain } from './perform-run.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';

const text = `
kind: chainset
name: off
enabled: false
chains:
  A: { output: { x: text }, steps: [{ uses: records, with: { records: [{ x: a }] } }] }
---
kind: chainset
name: on
imports: [off]
chains:
  Alone: { steps: [{ uses: records, with: { records: [{ x: a }] } }] }
  Calls: { steps: [{ uses: chain.call, with: { chain: off.A } }] }
  Joins: { steps: [{ uses: records, with: { records: [{ x: a }] } }, { uses: union, with: { sources: [{ chain: off.A }] } }] }
---
kind: dataset
name: asks
chain: off.A
`;

const cases: readonly [name: string, isOn: boolean][] = [
  ['on.Alone', true],
  ['off.A', false],
  ['on.Calls', false],
  ['on.Joins', false],
  ['dataset:asks', false],
];
for (const [name, isOn] of cases) {
  test(`${name} ${isOn ? 'runs' : 'does not run'} while the chainset off is switched off`, () => {
    const checked = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }], '/w'));
    assert.deepEqual(checked.problems, []);
    const ask = () => runnableChain(name, checked);
    if (isOn) ask();
    else assert.throws(ask, { code: 'conflict', message: "The chainset 'off' is switched off." });
  });
}
