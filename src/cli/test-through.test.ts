/** Tests of chains through real contexts over a real store: what is the same everywhere, and what is not. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Way } from '../main/through/ways.ts';
import { captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';
import { chainsThatDiffer, chainsThatHold } from './through-workspaces.fixture.ts';

interface Passage {
  readonly way: Way;
  readonly eligible: boolean;
  readonly reasons?: readonly string[];
  readonly differences?: readonly { readonly at: string; readonly expected: string; readonly got: string }[];
}

interface Report {
  readonly tests: readonly {
    readonly name: string;
    readonly passed: boolean;
    readonly varying: readonly string[];
    readonly passages: readonly Passage[];
  }[];
}

async function millrace(folder: string, typed: readonly string[]) {
  const terminal = captureTerminal({ folder });
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

/** A workspace of this text. */
async function workspaceWith(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-sent-through-'));
  await writeFile(join(folder, 'workspace.yaml'), text);
  return folder;
}

describe('chains that are the same everywhere', () => {
  let folder: string;
  let report: Report;
  const passagesOf = (name: string): readonly Passage[] =>
    report.tests.find((one) => one.name === name)?.passages ?? assert.fail(`no test ${name}`);
  const waysOf = (name: string): string =>
    passagesOf(name)
      .filter(({ eligible }) => eligible)
      .map(({ way }) => way)
      .join(' ');
  const reasonsOf = (name: string, way: Way): string =>
    (passagesOf(name).find((one) => one.way === way)?.reasons ?? []).join('\n');

  before(async () => {
    folder = await workspaceWith(chainsThatHold);
    const { exit, out, err } = await millrace(folder, ['test', '--through', 'all', '--format', 'json']);
    assert.equal(err, '');
    report = JSON.parse(out) as Report;
    const different = report.tests.flatMap(({ name, passed, passages }) =>
      passages.flatMap(({ way, differences = [] }) => differences.map((one) => ({ name, passed, way, ...one }))),
    );
    assert.deepEqual(different, []);
    assert.equal(exit, 0, out);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  for (const [name, ways] of [
    ['every type goes there and back', 'job workflow dataset dashboard endpoint'],
    ['one row is written', 'job workflow dataset dashboard endpoint'],
    ['a parameter out of its type', 'workflow dataset dashboard endpoint'],
    ['the user of the test sees what is theirs', 'job workflow dataset dashboard endpoint'],
    ['somebody of the west', 'job workflow dataset dashboard endpoint'],
    ['somebody of the north', 'job workflow dataset dashboard endpoint'],
    ['the local administrator has no warehouse', 'job workflow dataset dashboard endpoint'],
    ['a source was cut off', 'job workflow dataset dashboard endpoint'],
    ['a server answers as the test says', 'job workflow dataset dashboard endpoint'],
    ['nobody answers', 'job workflow dataset dashboard endpoint'],
    ['many are made', 'job workflow dataset dashboard endpoint'],
    ['another zone', ''],
    ['a file is not there', 'job workflow dataset dashboard endpoint'],
    ['one record', 'workflow endpoint'],
    ['two records', 'endpoint'],
    ['a record that is not valid', 'workflow endpoint'],
    ['yes is a verdict', 'job workflow guard dataset dashboard endpoint'],
    ['no is a verdict', 'job workflow guard dataset dashboard endpoint'],
    ['null is none', 'job workflow guard dataset dashboard endpoint'],
    ['nothing is none', 'job workflow guard dataset dashboard endpoint'],
    ['a mail is no question', 'job endpoint'],
    ['some of it is chance', 'job workflow dataset dashboard endpoint'],
    ['what was kept counts', 'job'],
    ['nothing was kept', 'job'],
  ] as const) {
    test(`${name}: ${ways}`, () => assert.equal(waysOf(name), ways));
  }

  for (const [name, way, says] of [
    ['every type goes there and back', 'guard', /does not say that it gives `allow: boolean`/],
    ['a parameter out of its type', 'job', /whole number.*many/],
    ['one record', 'job', /takes records, but a job has none to give/],
    ['one record', 'dataset', /takes records, but a dataset has none to give/],
    ['two records', 'workflow', /gives 2 records, and an event carries one/],
    ['a mail is no question', 'workflow', /cannot be taken back.*after: commit/],
    ['a mail is no question', 'dashboard', /a dataset may change nothing, but its chain sends mail/i],
    ['what was kept counts', 'endpoint', /keeps state.*respond: receipt/],
  ] as const) {
    test(`${name} is not for a ${way}, as the check of such a definition says`, () =>
      assert.match(reasonsOf(name, way), says));
  }

  test('what every run makes anew is named, and not compared', () => {
    const varying = report.tests.flatMap((one) =>
      one.varying.length > 0 ? [`${one.name}: ${one.varying.join()}`] : [],
    );
    assert.deepEqual(varying, ['some of it is chance: id,run']);
  });

  test('nothing is left in the workspace', async () => {
    assert.deepEqual(await readdir(folder), ['workspace.yaml']);
  });

  test('people get a table, and each reason once', async () => {
    const { exit, out } = await millrace(folder, ['test', '--through', 'dataset,job', '--filter', 'c.Tell']);
    assert.equal(exit, 0);
    const lines = out.split('\n');
    assert.match(lines[0] ?? '', /^test +alone +job +dataset$/);
    assert.match(lines[1] ?? '', /^c\.Tell: a mail is no question +✓ +✓ +–$/);
    assert.match(
      out,
      /\nNot eligible\n {2}c\.Tell\n {6}dataset: .*sends mail.*\n\n1 test, 1 passage: the same everywhere\.\n$/,
    );
  });
});

/** Of a mail only what it says of the plan. */
const planned = (text: string): string => /planned: (\w+)/.exec(text)?.[1] ?? text;

describe('chains that are not the same everywhere', () => {
  let folder: string;
  before(async () => {
    folder = await workspaceWith(chainsThatDiffer);
  });
  after(() => rm(folder, { recursive: true, force: true }));

  test('are found: which test, where, what was expected and what came', async () => {
    const { exit, out } = await millrace(folder, ['test', '--through', 'all', '--format', 'json']);
    assert.equal(exit, 1);
    const report = JSON.parse(out) as Report;
    const found = report.tests.flatMap(({ name, passages }) =>
      passages.flatMap(({ way, differences = [] }) =>
        differences.map(({ at, expected, got }) => `${name} | ${way} | ${at}: ${planned(expected)}, ${planned(got)}`),
      ),
    );
    assert.deepEqual(
      found.map((line) => line.replace(/ \(.*\)$/, '')),
      [
        'nobody planned it | job | rows[0].n: 1, 10',
        'it is called as it is | dataset | rows: 3, 2',
        'it is called as it is | dataset | rows[2]: {"n":3}, nothing',
        'it is called as it is | dataset | total: 3, 2',
        'it is called as it is | dashboard | total: 3, 2',
        'it is called as it is | dashboard | rows: 3, 2',
        'it is called as it is | dashboard | rows[2]: {"n":3}, nothing',
        'a mail says who planned it | job | effects[0]: false, true',
        'it takes a while | endpoint | status: 200, 504',
        'it takes a while | endpoint | outcome: ok, timeout',
      ],
    );
    assert.deepEqual(
      report.tests.filter(({ passed }) => !passed).map(({ name }) => name),
      ['another number'],
    );
  });

  test('are shown below the table, and a test that fails by itself is told so', async () => {
    const { exit, out } = await millrace(folder, ['test', '--through', 'job', '--filter', 'n']);
    assert.equal(exit, 1);
    assert.match(out, /^c\.Planned: nobody planned it +✓ +✗$/m);
    assert.match(out, /^c\.Wrong: another number +✗ +✓$/m);
    assert.match(out, /^ {2}✗ c\.Planned: nobody planned it, job\n {6}rows\[0\]\.n: expected 1, got 10$/m);
    assert.match(out, /^ {2}✗ c\.Wrong: another number, alone\n {6}records: expected \{"n":2\}, which did not come$/m);
    assert.match(out, /2 passages with differences and 1 failed test\.\n$/);
  });

  for (const [name, typed, says] of [
    [
      'a context that does not exist',
      ['--through', 'job,dashbord'],
      /'dashbord' is none[\s\S]*Did you mean 'dashboard'/,
    ],
    ['a format for nothing', ['--format', 'json'], /--format is about --through/],
  ] as const) {
    test(`says what is wrong: ${name}`, async () => {
      const { exit, err } = await millrace(folder, ['test', ...typed]);
      assert.equal(exit, 2);
      assert.match(err, says);
    });
  }
});
