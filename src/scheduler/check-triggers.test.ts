import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDefinitions } from '../main/check-definitions.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';

const around = `kind: workspace
name: w
---
kind: connection
name: shop
type: embedded
---
kind: chainset
name: erp
chains:
  Run:
    params: { file: { type: text, optional: true }, no: { type: integer, optional: true } }
    steps: [{ uses: records, with: { generate: 1 } }]
  Newest:
    steps: [{ uses: records, with: { columns: { no: integer }, records: [{ no: 1 }] } }]
  Latest:
    steps: [{ uses: records, with: { columns: { at: date }, records: [{ at: 2026-03-01 }] } }]
  Two:
    steps: [{ uses: records, with: { columns: { a: integer, b: integer }, records: [{ a: 1, b: 1 }] } }]
  Flags:
    steps: [{ uses: records, with: { columns: { a: boolean }, records: [{ a: true }] } }]
  Write:
    steps:
      - { uses: records, with: { columns: { _id: text }, records: [{ _id: a }] } }
      - { uses: documents.write, with: { connection: shop, collection: c, mode: upsert } }
      - { uses: aggregate, with: { compute: { n: count() } } }
  Needs:
    params: { customer: text }
    steps: [{ uses: records, with: { columns: { no: integer }, records: [{ no: 1 }] } }]
---
kind: job
name: import
chain: erp.Run
---
`;

/** What is wrong with a job that says this: line and column in it, code, message. */
function problemsOf(text: string): string[] {
  const files = [{ path: 'w.yaml', text: `${around}kind: job\nname: j\nchain: erp.Run\n${text}\n` }];
  const start = around.split('\n').length + 2;
  return checkDefinitions(workspaceOf(files)).problems.map(
    ({ position, code, message }) => `${(position?.line ?? 0) - start}:${position?.column} ${code} ${message}`,
  );
}

const right: readonly string[] = [
  'triggers: [{ after: import }]',
  'triggers: [{ after: { job: import, outcome: failed } }, { after: { chain: erp.Newest, outcome: ended } }]',
  'triggers: [{ file: { path: "data/inbox/**/*.csv", stable: 30s } }]\nparams: { file: "=@trigger.file" }',
  'triggers: [{ poll: { chain: erp.Newest, every: 1m } }]\nparams: { no: "=coalesce(@trigger.previous, 0) + @trigger.mark" }',
  'triggers: [{ after: import }, { poll: { chain: erp.Newest, every: 5s } }]\nparams: { no: "=@trigger.mark", file: "=@trigger.job" }',
  'triggers: [{ after: import }]\nschedule: { every: 1h }\nmissed: { run: none }\npause: { after: 3 }\nparams: { file: "=@trigger.run" }',
  'triggers: [{ after: import }]\npause: { after: 3 }\nexpect: { every: 25h }',
];

test('triggers that are right', () => {
  for (const text of right) assert.deepEqual(problemsOf(text), [], text);
});

const wrong: readonly [text: string, ...problems: RegExp[]][] = [
  ['triggers: []', /^1:\d+ invalid_value/],
  ['triggers: [{}]', /^1:12 missing_key A trigger is one of `after`, `file` and `poll`/],
  ['triggers: [{ after: import, poll: { chain: erp.Newest, every: 1m } }]', /missing_key A trigger is one of/],
  ['triggers: [{ after: improt }]', /^1:21 unknown_reference There is no job 'improt'/],
  ['triggers: [{ after: { chain: erp.Rum } }]', /^1:30 unknown_reference There is no chain 'erp.Rum'/],
  ['triggers: [{ after: {} }]', /^1:21 .*`after` needs either `job` or `chain`/],
  ['triggers: [{ after: import }, { after: import }]', /^1:31 no_effect This is the trigger 1 once more/],
  ['triggers: [{ after: j }]', /^1:21 import_cycle 'j' would start itself again and again/],
  ['triggers: [{ after: { chain: erp.Run } }]', /import_cycle 'j' would start itself/],
  [
    'triggers: [{ after: k }]\n---\nkind: job\nname: k\nchain: erp.Newest\ntriggers: [{ after: { chain: erp.Run } }]',
    /import_cycle These jobs would start each other again and again: j -> k -> j/,
  ],
  ['triggers: [{ file: { path: inbox/*.csv } }]', /^1:28 invalid_value A path below data\//],
  ['triggers: [{ file: { path: data/../*.csv } }]', /^1:28 invalid_value A path below data\//],
  ['triggers: [{ file: { path: /data/x.csv } }]', /^1:28 invalid_value A path below data\//],
  [
    'triggers: [{ file: { path: data/x.csv, stable: 500ms } }]',
    /^1:48 invalid_value At least 1s is wanted, not '500ms'/,
  ],
  ['triggers: [{ poll: { chain: erp.Newest, every: 1s } }]', /^1:48 invalid_value At least 5s is wanted, not '1s'/],
  ['triggers: [{ poll: { chain: erp.New, every: 1m } }]', /^1:29 unknown_reference There is no chain 'erp.New'/],
  ['triggers: [{ poll: { chain: erp.Two, every: 1m } }]', /^1:29 type_mismatch .*gives a: integer, b: integer/],
  ['triggers: [{ poll: { chain: erp.Flags, every: 1m } }]', /^1:29 type_mismatch .*gives a: boolean/],
  ['triggers: [{ poll: { chain: erp.Write, every: 1m } }]', /^1:29 invalid_value A poll may change nothing, but/],
  ['triggers: [{ poll: { chain: erp.Needs, every: 1m } }]', /^1:29 type_mismatch .*needs the parameter 'customer'/],
  [
    'triggers: [{ poll: { chain: erp.Newest, every: 1m } }, { poll: { chain: erp.Latest, every: 1m } }]',
    /type_mismatch Another poll of this job gives integer, this one date/,
  ],
  ['params: { file: "=@trigger.file" }', /^1:19 unknown_context/],
  ['triggers: [{ after: import }]\nparams: { file: "=@trigger.file" }', /^2:19 unknown_context @trigger has no 'file'/],
  [
    'triggers: [{ poll: { chain: erp.Latest, every: 1m } }]\nparams: { no: "=@trigger.mark" }',
    /^2:\d+ type_mismatch .*integer/,
  ],
  ['triggers: [{ after: import }]\nmissed: { run: none }', /no_effect Without a `schedule`, `missed` has no effect/],
  ['pause: { after: 3 }', /no_effect Without a `schedule` or `triggers`, `pause` has no effect/],
];

test('triggers that are refused when they are saved, with the place and what would be right', () => {
  for (const [text, ...expected] of wrong) {
    const problems = problemsOf(text);
    assert.equal(problems.length, expected.length, `${text}\n${problems.join('\n')}`);
    for (const [index, pattern] of expected.entries()) assert.match(problems[index] ?? '', pattern, text);
  }
});
