import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatProblem } from '../problem.ts';
import { parseDocuments } from './parse-documents.ts';

const linesOf = (text: string): string[] => parseDocuments([{ path: 'x.yaml', text }]).problems.map(formatProblem);

interface Case {
  readonly name: string;
  readonly yaml: string;
  /** Each must be one problem; there are no others. */
  readonly problems: readonly RegExp[];
}

const job = 'kind: job\nname: daily\nchain: sales.Daily\n';
const chain = (body: string): string =>
  `kind: chainset\nname: sales\nchains:\n  Daily:\n${body.replace(/^/gm, '    ')}`;

const cases: readonly Case[] = [
  { name: 'a list is no document', yaml: '- a\n', problems: [/x\.yaml:1:1: error: A document with `kind` and `name`/] },
  { name: 'no kind', yaml: 'name: a\n', problems: [/1:1: .*does not say its 'kind'.*workspace, connection/] },
  {
    name: 'a kind that does not exist',
    yaml: 'kind: jobs\nname: a\n',
    problems: [/1:7: .*no kind 'jobs'\. Did you mean 'job'\?.*unknown_kind/],
  },
  {
    name: 'an unknown key',
    yaml: `${job}shedule: { every: 5m }\n`,
    problems: [/4:1: .*'shedule' is not known here\. Did you mean 'schedule'\?.*unknown_key.*\(shedule\)/],
  },
  {
    name: 'an unknown key inside',
    yaml: `${job}schedule: { evry: 5m, cron: "0 8 * * *" }\n`,
    problems: [/4:13: .*'evry'.*'every'.*\(schedule\.evry\)/],
  },
  {
    name: 'a missing key',
    yaml: 'kind: role\nname: a\n',
    problems: [/1:1: .*'privileges' is missing: a list is wanted\. \[missing_key\]/],
  },
  {
    name: 'a key without value',
    yaml: 'kind: role\nname: a\nprivileges:\n',
    problems: [/3:1: .*'privileges' has no value: a list is wanted/],
  },
  {
    name: 'a wrong type',
    yaml: `${job}enabled: sometimes\n`,
    problems: [/4:10: .*'enabled' is 'sometimes', but true or false is wanted/],
  },
  {
    name: 'a word that is none of the choices',
    yaml: `${job}overlap: queue-on\n`,
    problems: [/4:10: .*skip, queue-one, .* or allow is wanted\. Did you mean 'queue-one'\?/],
  },
  {
    name: 'a bad duration',
    yaml: `${job}timeout: 15 minutes\n`,
    problems: [/4:10: .*A duration such as 30s.* is wanted, not '15 minutes'/],
  },
  {
    name: 'a number for a duration',
    yaml: `${job}timeout: 15\n`,
    problems: [/4:10: .*'timeout' is 15, but a duration such as 30s, 5m, 1h or 3d is wanted/],
  },
  {
    name: 'a bad zone',
    yaml: `${job}schedule: { every: 1h, zone: Asia/Singapur }\n`,
    problems: [/4:30: .*time zone such as.* not 'Asia\/Singapur'/],
  },
  {
    name: 'a bad cron',
    yaml: `${job}schedule: { cron: "0 25 * * *" }\n`,
    problems: [/4:19: .*cron fields.*not '0 25/],
  },
  {
    name: 'a cron of four fields',
    yaml: `${job}schedule: { cron: "0 8 * *" }\n`,
    problems: [/five or six cron fields/i],
  },
  {
    name: 'two schedules',
    yaml: `${job}schedule: { every: 1h, at: [2026-03-01T08:00:00Z] }\n`,
    problems: [/4:11: .*needs one of `cron`/],
  },
  {
    name: 'a rule of local times for an interval',
    yaml: `${job}schedule: { every: 1h, gap: skip }\n`,
    problems: [/4:11: .*`gap` and `fold` are about local times.*Remove them\. \[no_effect\]/],
  },
  {
    name: 'missed without a schedule',
    yaml: `${job}missed: { run: all }\n`,
    problems: [/without a `schedule`.*no_effect/i],
  },
  {
    name: 'an order of no records',
    yaml: chain('steps: [{ uses: x }]\ntests: [{ name: a, expect: { ordered: true, count: 1 } }]\n'),
    problems: [/`ordered` has no effect without `records`/],
  },
  {
    name: 'a date that does not exist',
    yaml: 'kind: calendar\nname: a\nholidays: [2026-02-30]\n',
    problems: [/3:12: .*date such as.*'2026-02-30'/],
  },
  { name: 'too few', yaml: `${job}retry: { attempts: 0 }\n`, problems: [/4:20: .*At least 1 is wanted/] },
  { name: 'neither chain nor steps', yaml: 'kind: job\nname: a\n', problems: [/either `chain` or `steps`/] },
  {
    name: 'a job that asks for lateness and does not say from when',
    yaml: `${job}alert: { late: true }\nexpect: { records: { min: 1 } }\n`,
    problems: [/`late` tells when `expect.by` has passed, which is not given\. Add .*no_effect/],
  },
  {
    name: 'a channel with a template that nobody knows',
    yaml: 'kind: channel\nname: a\nwebhook: { url: "https://example.com/", template: slak }\n',
    problems: [/3:51: error: .*json or slack is wanted\. Did you mean 'slack'/],
  },
  {
    name: 'a channel without a way',
    yaml: 'kind: channel\nname: a\n',
    problems: [/needs `email` or `webhook`\. \[missing_key\]/],
  },
  {
    name: 'a name with a blank',
    yaml: 'kind: role\nname: a b\nprivileges: []\n',
    problems: [/2:7: .*a letter, then letters/i],
  },
  { name: 'no steps', yaml: chain('steps: []\n'), problems: [/5:12: .*list is empty/] },
  {
    name: 'a step that is text',
    yaml: chain('steps: [filter]\n'),
    problems: [/5:13: .*keys with values are wanted\. Write - uses: filter/],
  },
  {
    name: 'a step by its name',
    yaml: chain('steps: [{ filter: { where: a } }]\n'),
    problems: [/5:15: .*'filter' is not known here\. Write uses: filter/],
  },
  {
    name: 'settings beside with',
    yaml: chain('steps:\n  - uses: filter\n    where: a > 1\n'),
    problems: [/7:9: .*'where' is not known here\. Settings of a step stand below 'with'/],
  },
  {
    name: 'an unknown onError',
    yaml: chain('steps:\n  - { uses: filter, onError: drop }\n'),
    problems: [/fail, skip or reject is wanted/],
  },
  {
    name: 'a type that does not exist',
    yaml: chain('params: { day: dat }\nsteps: [{ uses: x }]\n'),
    problems: [/5:20: .*'dat' is not a type\. Did you mean 'date'\?/],
  },
  {
    name: 'a fault inside a type',
    yaml: chain('params:\n  a: { type: "list(record{x: strin})" }\nsteps: [{ uses: x }]\n'),
    problems: [/6:34: .*'strin' is not a type/],
  },
  {
    name: 'a parameter without type',
    yaml: chain('params: { day: }\nsteps: [{ uses: x }]\n'),
    problems: [/5:15: .*'day' has no type\. Write day: text/],
  },
  {
    name: 'optional and required',
    yaml: chain('params: { a: { type: text, optional: true, required: true } }\nsteps: [{ uses: x }]\n'),
    problems: [/either `optional` or `required`/],
  },
  {
    name: 'a default that its own field refuses',
    yaml: chain(
      'params: { a: { type: text, max: 3, default: "aaaa" }, b: { type: date, default: "=@today" } }\nsteps: [{ uses: x }]\n',
    ),
    problems: [/5:49: .*At most 3 characters wanted/],
  },
  {
    name: 'a pattern that cannot be read',
    yaml: chain('params: { a: { type: text, pattern: "a(" } }\nsteps: [{ uses: x }]\n'),
    problems: [/5:41: .*pattern cannot be read/],
  },
  {
    name: 'a bound of another type',
    yaml: chain('params: { a: { type: integer, min: few } }\nsteps: [{ uses: x }]\n'),
    problems: [/5:40: .*'min' does not fit the type: Expected a whole number.*"few"/],
  },
  {
    name: 'state without save',
    yaml: chain('state: { since: { type: timestamp } }\nsteps: [{ uses: x }]\n'),
    problems: [/'save' is missing/],
  },
  {
    name: 'two tests of one name',
    yaml: chain('steps: [{ uses: x }]\ntests: [{ name: a, expect: {} }, { name: a, expect: {} }]\n'),
    problems: [/6:46: .*'a' is also the name of tests\[0\]/],
  },
  {
    name: 'an outcome that does not exist',
    yaml: chain('steps: [{ uses: x }]\ntests: [{ name: a, expect: { outcome: emty } }]\n'),
    problems: [/'outcome' is 'emty'.*Did you mean 'empty'\?/],
  },
];

for (const { name, yaml, problems } of cases) {
  test(`says what is wrong: ${name}`, () => {
    const lines = linesOf(yaml);
    assert.equal(lines.length, problems.length, lines.join('\n'));
    for (const [index, pattern] of problems.entries()) assert.match(lines[index]!, pattern);
  });
}

test('a chain with problems is left out, and the others of its set stay', () => {
  const text = `${chain('steps: []\n')}\n  Other:\n    steps: [{ uses: records, timeout: 2m }]\n`;
  const { definitions, problems } = parseDocuments([{ path: 'x.yaml', text }]);
  const [set] = definitions;
  assert.equal(problems.length, 1);
  assert.ok(set?.kind === 'chainset');
  assert.deepEqual(
    set.definition.chains.map((one) => [one.fullName, one.chain.steps[0]?.timeout]),
    [['sales.Other', 120_000]],
  );
});

test('durations and sizes come out as numbers', () => {
  const text = `${job}timeout: 1.5h\nretry: { attempts: 3, wait: 500ms }\nschedule: { every: 2d }\n`;
  const { definitions, problems } = parseDocuments([{ path: 'x.yaml', text }]);
  const [first] = definitions;
  assert.deepEqual(problems, []);
  assert.ok(first?.kind === 'job');
  assert.equal(first.definition.timeout, 5_400_000);
  assert.equal(first.definition.retry?.wait, 500);
  assert.equal(first.definition.schedule?.every, 172_800_000);
});

test('a hash changes with what a document says and not with how it looks', () => {
  const hashOf = (text: string): string | undefined =>
    parseDocuments([{ path: 'x.yaml', text }]).definitions[0]?.definition.hash;
  const plain = hashOf('kind: role\nname: a\nprivileges: ["chain:run"]\n');
  assert.equal(hashOf('# a comment\nkind: "role"\nname:   a\nprivileges:\n  - chain:run\n'), plain);
  assert.notEqual(hashOf('kind: role\nname: a\nprivileges: ["chain:edit"]\n'), plain);
});

test('problems come in the order of files, lines and columns', () => {
  const { problems } = parseDocuments([
    { path: 'b.yaml', text: `${job}x: 1\ny: 2\n` },
    { path: 'a.yaml', text: 'kind: nothing\nname: a\n' },
  ]);
  assert.deepEqual(
    problems.map(({ position }) => `${position?.file}:${position?.line}`),
    ['a.yaml:1', 'b.yaml:4', 'b.yaml:5'],
  );
});
