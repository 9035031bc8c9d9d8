/** A chain that keeps state stands only where its state is read and saved; elsewhere it is refused, not run without it. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { checkDefinitions } from './check-definitions.ts';

const around = `
kind: service
name: intake
---
kind: chainset
name: c
chains:
  Newer:
    state: { since: { type: integer, default: 0, save: max(n) } }
    output: { n: integer, allow: boolean }
    steps:
      - { uses: records, with: { columns: { n: integer, allow: boolean }, records: [{ n: 5, allow: true }] } }
      - { uses: filter, with: { where: n > @state.since } }
---
`;

const workflow = (way: string): string => `
kind: workflow
name: w
data: { public: { n: integer, allow: boolean } }
start: begin
initial: begun
states: { begun: { on: { begin: { to: done, ${way} } } }, done: { final: true } }
`;

const endpoint = (more: string): string => `
kind: endpoint
name: e
route: POST /newer
auth: none
runAs: { service: intake }
chain: c.Newer
${more}
`;

const cases: readonly [string, string, string | undefined][] = [
  ['an action', workflow('onTransition: [{ chain: c.Newer, write: { public: merge } }]'), 'in a workflow'],
  ['an action after the commit', workflow('onTransition: [{ chain: c.Newer, after: commit }]'), 'in a workflow'],
  ['a guard', workflow('guard: { chain: c.Newer }'), 'in a workflow'],
  ['an endpoint that gives the result', endpoint(''), 'where the caller gets the result'],
  ['an endpoint that gives a receipt', endpoint('respond: receipt'), undefined],
  ['a job', 'kind: job\nname: j\nchain: c.Newer\n', undefined],
];

for (const [name, text, where] of cases) {
  test(`${name} ${where === undefined ? 'may keep' : 'may not keep'} state`, () => {
    const { problems } = checkDefinitions(workspaceOf([{ path: 'w.yaml', text: around + text }]));
    const errors = problems.filter(({ severity }) => severity === 'error');
    assert.deepEqual(
      errors.map(({ code, message }) => `${code} ${message}`),
      where === undefined ? [] : [`not_supported c.Newer keeps state, which is not supported yet ${where}.`],
    );
  });
}
