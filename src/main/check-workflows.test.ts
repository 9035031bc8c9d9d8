/** What is wrong with workflows is said when they are saved, with its place. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { formatProblem } from '../model/problem.ts';
import { checkDefinitions } from './check-definitions.ts';

const around = `
kind: role
name: clerk
privileges: []
---
kind: connection
name: mail
type: smtp
url: file
---
kind: chainset
name: c
chains:
  Days:
    input: { public: "record{from: date}" }
    output: { days: integer }
    steps:
      - { uses: derive, with: { compute: { days: "1" } } }
      - { uses: select, with: { fields: [days] } }
  Number:
    params: { n: integer }
    steps: [{ uses: records, with: { records: [{ text: a }] } }]
  Allow:
    output: { allow: boolean }
    steps: [{ uses: records, with: { records: [{ allow: true }] } }]
  Text:
    output: { allow: text }
    steps: [{ uses: records, with: { records: [{ allow: "true" }] } }]
  Mail:
    output: { allow: boolean }
    steps:
      - { uses: records, with: { records: [{ allow: true }] } }
      - { uses: email.send, with: { connection: mail, from: a@example.com, to: a@example.com, subject: a, body: b } }
  Post:
    steps:
      - { uses: records, with: { records: [{ one: 1 }] } }
      - { uses: email.send, with: { connection: mail, from: a@example.com, to: a@example.com, subject: a, body: b } }
  Send:
    steps:
      - { uses: records, with: { records: [{ id: "019c0000-0000-7000-8000-000000000001" }] } }
      - { uses: workflow.send, with: { workflow: w, event: begni, to: =id } }
---
`;

/** A workflow with one transition, and more. */
const workflow = (transition: string, more = '', state = ''): string => `
kind: workflow
name: w
start: begin
initial: new
data: { public: { from: date, note: text, count: { type: integer, max: 9 } }, private: { days: integer, any: any, name: text } }
${more}
states:
  new: { on: { begin: { to: open } } }
  open:
    ${state}
    on: { go: ${transition} }
  done: { final: true }
`;

const cases: readonly [name: string, text: string, expected: RegExp | undefined][] = [
  ['all is well', workflow('{ to: done }'), undefined],
  [
    'a state that does not exist',
    workflow('{ to: dnoe }'),
    /there is no state 'dnoe'.*There are: new, open, done.*unknown_reference/i,
  ],
  ['a state that nothing leads to', workflow('{ to: open }'), /warning: nothing leads to the state 'done'/i],
  ['a guard that is no condition', workflow('{ to: done, guard: public.note }'), /must be boolean, but is text/],
  [
    'a guard over a field that does not exist',
    workflow('{ to: done, guard: public.nto = 1 }'),
    /no field 'nto'.*Known here: from, note, count/,
  ],
  ['a guard with an effect', workflow('{ to: done, guard: { chain: c.Mail } }'), /a guard only looks.*effect_refused/],
  [
    'a guard that does not say allow',
    workflow('{ to: done, guard: { chain: c.Days } }'),
    /does not say that it gives `allow: boolean`/,
  ],
  [
    'a guard whose allow is a text',
    workflow('{ to: done, guard: { chain: c.Text } }'),
    /c.Text does not say that it gives `allow: boolean`/,
  ],
  [
    'a chain that does not exist',
    workflow('{ to: done, onTransition: [{ chain: c.Dyas }] }'),
    /no chain 'c.Dyas'.*Did you mean 'c.Days'/i,
  ],
  [
    'a mail before the commit',
    workflow('{ to: done, onTransition: [{ chain: c.Post }] }'),
    /cannot be taken back.*after: commit.*effect_refused/,
  ],
  ['a mail after the commit', workflow('{ to: done, onTransition: [{ chain: c.Post, after: commit }] }'), undefined],
  [
    'a chain that gives what is not kept',
    workflow('{ to: done, onTransition: [{ chain: c.Days }] }'),
    /warning: c.Days gives a record, but without `write`/,
  ],
  [
    'a write of a field that there is not',
    workflow('{ to: done, onTransition: [{ chain: c.Days, write: { public: merge } }] }'),
    /the public data has no field 'days'/i,
  ],
  [
    'a write into any',
    workflow('{ to: done, onTransition: [{ chain: c.Days, write: { private: merge, at: any } }] }'),
    undefined,
  ],
  [
    'a write below a text',
    workflow('{ to: done, onTransition: [{ chain: c.Days, write: { private: merge, at: name } }] }'),
    /no record goes there/,
  ],
  [
    'two places for one write',
    workflow('{ to: done, onTransition: [{ chain: c.Days, write: { private: merge, public: merge } }] }'),
    /needs either `public` or `private`/,
  ],
  [
    'a parameter that is missing',
    workflow('{ to: done, onTransition: [{ chain: c.Number }] }'),
    /the chain needs 'n'/i,
  ],
  [
    'a parameter of another type',
    workflow('{ to: done, onTransition: [{ chain: c.Number, with: { n: =public.note } }] }'),
    /must be integer, but is text/,
  ],
  [
    'a parameter that there is not',
    workflow('{ to: done, onTransition: [{ chain: c.Number, with: { n: 1, m: 2 } }] }'),
    /no parameter 'm'/,
  ],
  [
    'a write after the commit',
    workflow('{ to: done, onTransition: [{ chain: c.Days, after: commit, write: { private: merge } }] }'),
    /not_supported/,
  ],
  [
    'an outcome that there is not',
    workflow('{ to: done, onTransition: [{ chain: c.Mail, onError: { faild: open } }] }'),
    /'faild' is not known here\. Did you mean 'failed'\?.*unknown_key/,
  ],
  [
    'an outcome that is no failure',
    workflow('{ to: done, onTransition: [{ chain: c.Mail, onError: { ok: open } }] }'),
    /'ok' is not known here\. Known here: invalid, denied, .* failed\./,
  ],
  [
    'onError after the commit',
    workflow('{ to: done, onTransition: [{ chain: c.Mail, after: commit, onError: { failed: open } }] }'),
    /no_effect/,
  ],
  [
    'a retry before the commit',
    workflow('{ to: done, onTransition: [{ chain: c.Days, write: { private: merge }, retry: { attempts: 2 } }] }'),
    /`retry` has no effect/,
  ],
  [
    'input that is no field',
    workflow('{ to: done, input: [nto] }'),
    /the public data has no field 'nto'.*unknown_field/i,
  ],
  ['a transition behind one without a guard', workflow('[{ to: done }, { to: open, guard: "true" }]'), /never reached/],
  [
    'a timer of an event that the state does not take',
    workflow('{ to: done }', '', 'after: { 3d: gone }'),
    /takes no event 'gone'/,
  ],
  ['reassign without a task', workflow('{ to: done, reassign: ada }'), /has no task to give/],
  [
    'roles of an internal event',
    workflow('{ to: done, internal: true, roles: [clerk] }'),
    /nobody sends an internal event/i,
  ],
  ['a role that does not exist', workflow('{ to: done, roles: [clrek] }'), /Did you mean 'clerk'/],
  [
    'a start event that there is not',
    workflow('{ to: done }').replace('start: begin', 'start: begni'),
    /does not take the start event 'begni'.*Did you mean 'begin'/,
  ],
  [
    'a task without anybody',
    workflow('{ to: done }', '', 'task: { fourEyes: true }'),
    /needs either `assignee` or `role`/,
  ],
  ['a view over what there is not', workflow('{ to: done }', 'view: private.nmae = @user.id'), /Did you mean 'name'/],
  [
    'a final state that is left',
    workflow('{ to: done }').replace('done: { final: true }', 'done: { final: true, on: { go: { to: open } } }'),
    /never left/,
  ],
  [
    'a default in the data',
    workflow('{ to: done }').replace('note: text', 'note: { type: text, default: a }'),
    /not_supported/,
  ],
  ['a key that there is not', workflow('{ to: done }', '', 'states: {}'), /unknown_key/],
];

const problemsOf = (text: string): string[] => {
  const loaded = workspaceOf([{ path: 'w.yaml', text: around + text }], '/nowhere');
  return checkDefinitions(loaded).problems.map(formatProblem);
};

for (const [name, text, expected] of cases) {
  test(`a workflow is checked: ${name}`, () => {
    const found = problemsOf(text).filter((line) => !line.includes('chains.Send'));
    if (expected === undefined) assert.deepEqual(found, []);
    else assert.ok(found.length === 1 && expected.test(found[0] ?? ''), found.join('\n') || 'nothing was found');
    assert.ok(found.every((line) => /^w\.yaml:\d+:\d+: /.test(line)));
  });
}

test('a step that sends an event which no state takes is told so', () => {
  const found = problemsOf(workflow('{ to: done }'));
  assert.match(found.join('\n'), /w has no event 'begni'.*Did you mean 'begin'/i);
});
