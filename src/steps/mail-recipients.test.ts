import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { performHere } from '../main/perform-here.fixture.ts';
import { checkDefinitions } from '../main/check-definitions.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { formatProblem } from '../model/problem.ts';

/** A workspace whose mail step has these recipients; `people` are what the other source gives. */
const workspace = ({ mail, people }: { mail: string; people: string }): string => `
{ kind: connection, name: mail, type: smtp, url: file }
---
kind: chainset
name: team
chains:
  People:
    params: { desk: { type: text, optional: true } }
    steps:
      - uses: records
        with: { columns: { name: text, email: text, others: list(text), age: integer, desk: text }, records: ${people} }
      - uses: filter
        with: { where: "when($desk, desk = $desk)" }
  Send:
    steps:
      - uses: records
        with: { columns: { sku: text, desk: text }, records: [{ sku: tea, desk: one }, { sku: mug, desk: two }] }
      - uses: email.send
        with: { connection: mail, subject: Hello, body: World, ${mail} }
---
kind: dataset
name: report-recipients
chain: team.People
rows: age > 30
`;

const people = JSON.stringify([
  { name: 'Ada', email: 'Ada <ada@example.com>', others: ['x@example.com', 'ada@example.com'], age: 36, desk: 'one' },
  { name: 'Bob', email: 'bob@example.com', others: [], age: 20, desk: 'two' },
  { name: 'Eve', email: null, others: null, age: 40, desk: 'two' },
  { name: 'Ben', email: 'bob@example.com', others: ['y@example.com'], age: 50, desk: 'one' },
]);

async function run(t: TestContext, mail: string, given = people) {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-mail-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const text = workspace({ mail, people: given });
  const problems = checkDefinitions(workspaceOf([{ path: 'test.yaml', text }])).problems.map(formatProblem);
  assert.deepEqual(problems, []);
  const { end, events } = await performHere({ folder, text, request: { chain: 'team.Send', dryRun: true } });
  const effects = events.flatMap((event) => (event.kind === 'effect' ? [event.effect.summary] : []));
  return { end, to: effects.map((effect) => effect['to']), cc: effects.map((effect) => effect['cc']) };
}

const sources: readonly [name: string, mail: string, to: readonly string[]][] = [
  [
    'of a chain, each once, nulls left out',
    'to: { source: { chain: team.People }, field: email }',
    ['Ada <ada@example.com>', 'bob@example.com'],
  ],
  [
    'of a field that holds lists',
    'to: { source: { chain: team.People }, field: others }',
    ['x@example.com', 'ada@example.com', 'y@example.com'],
  ],
  [
    'of a chain with parameters',
    'to: { source: { chain: team.People, with: { desk: two } }, field: email }',
    ['bob@example.com'],
  ],
  [
    'of a dataset, with its own rows',
    'to: { source: { dataset: report-recipients }, field: email }',
    ['Ada <ada@example.com>', 'bob@example.com'],
  ],
];
for (const [name, mail, to] of sources) {
  test(`recipients come from the records ${name}`, async (t) => {
    const found = await run(t, mail);
    assert.equal(found.end.outcome, 'ok', JSON.stringify(found.end.problem));
    assert.deepEqual(found.to, [to]);
  });
}

test('a copy can come from a source, too', async (t) => {
  const { to, cc } = await run(t, 'to: boss@example.com, cc: { source: { chain: team.People }, field: email }');
  assert.deepEqual([to, cc], [[['boss@example.com']], [['Ada <ada@example.com>', 'bob@example.com']]]);
});

test('with a mail for each record, its fields may say which recipients', async (t) => {
  const mail = 'each: record, to: { source: { chain: team.People, with: { desk: =desk } }, field: email }';
  const { to } = await run(t, mail);
  assert.deepEqual(to, [['Ada <ada@example.com>', 'bob@example.com'], ['bob@example.com']]);
});

test('a source that gives nobody is a fault, and not a mail that nobody gets', async (t) => {
  const { end, to } = await run(t, 'to: { source: { chain: team.People }, field: email }', '[]');
  assert.deepEqual(to, []);
  assert.deepEqual(
    [end.outcome, end.problem?.code, end.problem?.hint],
    ['invalid', 'invalid_input', 'The source of `to` gave no address.'],
  );
});

test('a source with a text that is no address is a fault that names it', async (t) => {
  const { end } = await run(t, 'to: { source: { chain: team.People }, field: name }');
  assert.equal(end.problem?.message, "'Ada' is not an e-mail address.");
});

test('a thousand recipients are enough', async (t) => {
  const many = JSON.stringify(Array.from({ length: 1001 }, (_, at) => ({ email: `p${at}@example.com` })));
  const { end } = await run(t, 'to: { source: { chain: team.People }, field: email }', many);
  assert.equal(end.problem?.code, 'limit');
});

const faults: readonly [name: string, mail: string, problem: RegExp][] = [
  [
    'a field that does not exist',
    'to: { source: { chain: team.People }, field: emial }',
    /gives no field 'emial'\. Did you mean 'email'/i,
  ],
  [
    'a field that is no text',
    'to: { source: { chain: team.People }, field: age }',
    /'age' is integer, which is no address/,
  ],
  ['no field', 'to: { source: { chain: team.People } }', /written `\{ source: \.\., field: \.\. \}`/],
  ['a key that is not known', 'to: { source: { chain: team.People }, field: email, x: 1 }', /written `\{ source/],
  ['a chain that does not exist', 'to: { source: { chain: team.Poeple }, field: email }', /team\.Poeple/],
  ['a record in once', 'to: { source: { chain: team.People, with: { desk: =desk } }, field: email }', /desk/],
];
for (const [name, mail, problem] of faults) {
  test(`what is wrong is said when it is saved: ${name}`, () => {
    const text = workspace({ mail, people });
    const problems = checkDefinitions(workspaceOf([{ path: 'test.yaml', text }])).problems.map(formatProblem);
    assert.match(problems.join('\n'), problem);
    assert.match(problems.join('\n'), /test\.yaml:\d+:\d+: error/);
  });
}
