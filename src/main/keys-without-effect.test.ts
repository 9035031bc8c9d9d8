import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { checkDefinitions } from './check-definitions.ts';

const base = `kind: service
name: s
---
kind: chainset
name: c
chains:
  C: { steps: [{ uses: records, with: { columns: { a: text }, records: [{ a: x }] } }] }
  Takes: { input: { a: text }, steps: [{ uses: filter, with: { where: a = 'x' } }] }
  Needs: { params: { p: text }, steps: [{ uses: records, with: { columns: { a: text }, records: [{ a: x }] } }] }
---
`;
const job = (rest: string): string => `kind: job\nname: j\nchain: c.C\nschedule: { every: 5m }\n${rest}`;
const calls = 'steps: [{ uses: chain.call, with: { chain: c.C } }]';
const chain = (body: string): string => `kind: chainset\nname: d\nimports: [c]\nchains:\n  D: { ${body} }`;
const param = (field: string): string => chain(`params: { p: { ${field} } }, ${calls}`);
const workflow = (go: string): string =>
  `kind: workflow\nname: f\nstart: go\ninitial: a\nstates:\n  a: { on: { go: ${go} } }\n  b: { final: true }`;
const started = (given: string, input: string): string =>
  `kind: endpoint\nname: e\nroute: POST /e\nauth: key\nworkflow: { start: f }\nwith: ${given}\n---\n${workflow(`{ to: b, input: ${input} }`)}\n`;

const cases: readonly [name: string, text: string, ...faults: string[]][] = [
  ['a rhythm of one attempt', job('retry: { attempts: 1, wait: 5s }'), 'retry no_effect'],
  ['one attempt', job('retry: { attempts: 1 }')],
  ['a longest wait below the first', job('retry: { attempts: 2, wait: 5m, max: 3s }'), 'retry invalid_value'],
  ['waits that shrink', job('retry: { attempts: 2, factor: 0.5 }'), 'retry.factor invalid_value'],
  ['an age of missed instants that do not run', job('missed: { run: none, within: 1h }'), 'missed no_effect'],
  ['a band without a number in it', job('expect: { records: { min: 5, max: 2 } }'), 'expect.records invalid_value'],
  ['a band of one number', job('expect: { records: { min: 5, max: 5 } }')],
  ['lines of a number', param('type: integer, lines: 3'), 'chains.D.params.p.lines no_effect'],
  ['lines of a text', param('type: text, lines: 3')],
  ['a default of what is required', param('type: text, required: true, default: x'), 'chains.D.params.p no_effect'],
  [
    'a default of what is not optional',
    param('type: text, optional: false, default: x'),
    'chains.D.params.p no_effect',
  ],
  [
    'a second label',
    workflow('[{ to: b, guard: "true", label: A }, { to: b, label: B }]'),
    'states.a.on.go[1].label no_effect',
  ],
  ['the same label again', workflow('[{ to: b, guard: "true", label: A }, { to: b, label: A }]')],
  ['users of a connection, none', 'kind: connection\nname: k\ntype: embedded\nuse: []', 'use not_supported'],
  ['a set-up that takes records', 'kind: workspace\nname: w\nsetup: [c.Takes]', 'setup[0] type_mismatch'],
  ['a set-up that needs a parameter', 'kind: workspace\nname: w\nsetup: [c.Needs]', 'setup[0] type_mismatch'],
  ['a set-up that needs nothing', 'kind: workspace\nname: w\nsetup: [c.C]'],
  ['what a start event asks for', started('{ q: 1 }', '{ q: integer }')],
  [
    'what a start event does not ask for',
    started('{ q: 1 }', '{ z: { type: text, optional: true } }'),
    'with.q unknown_field',
  ],
  [
    'samples of records',
    chain('steps: [{ uses: chain.call, debug: true, with: { chain: c.C } }]'),
    'chains.D.steps[0].debug not_supported',
  ],
  ['how long runs are kept', chain(`retention: 90d, ${calls}`), 'chains.D.retention not_supported'],
  ['a budget', 'kind: connection\nname: k\ntype: embedded\nbudget: { concurrent: 3 }', 'budget not_supported'],
  ['a currency', 'kind: workspace\nname: w\ncurrency: SGD', 'currency no_effect'],
  [
    'silence that is expected to be told and not to be told',
    job('expect: { every: 1d }\nalert: { silent: false }'),
    'undefined no_effect',
  ],
  ['a webhook beside mail', 'kind: channel\nname: n\nemail: [a@b.c]\nwebhook: { url: "https://x.y/" }'],
  [
    'a second channel that is the first',
    'kind: channel\nname: n\nwebhook: { url: "https://x.y/" }\nfallback: { channel: n }',
    'fallback.channel no_effect',
  ],
  [
    'a second channel that nobody defined',
    'kind: channel\nname: n\nwebhook: { url: "https://x.y/" }\nfallback: { channel: z }',
    'fallback.channel unknown_reference',
  ],
  [
    'a second channel whose mail cannot leave',
    'kind: channel\nname: n\nwebhook: { url: "https://x.y/" }\nfallback: { channel: m }\n---\nkind: channel\nname: m\nemail: [a@b.c]',
    'fallback missing_key',
  ],
  ['an owner of what nobody uses', 'kind: role\nname: n\nprivileges: []\nowner: ada', 'owner not_supported'],
];
for (const [name, text, ...faults] of cases) {
  test(`keys of definitions: ${name}: ${faults.join(', ') || 'well'}`, () => {
    const { problems } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text: base + text }], '/w'));
    assert.deepEqual(
      problems.map(({ path, code }) => `${path} ${code}`),
      faults,
    );
  });
}
