import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { type CapturedOptions, captureTerminal } from './captured-terminal.fixture.ts';
import { runCommandLine } from './command-line.ts';
import { commands } from './commands.ts';
import { optionLabel } from './command.ts';

async function millrace(typed: readonly string[], options: CapturedOptions = {}) {
  const terminal = captureTerminal(options);
  const exit = await runCommandLine({ typed, version: '1.2.3' }, terminal);
  return { exit, ...terminal.written };
}

async function folderWith(context: TestContext, text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-cli-'));
  context.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'a.yaml'), text);
  return folder;
}

test('every command is in the overview, and has a page with its options', async () => {
  const overview = await millrace([]);
  assert.equal(overview.exit, 0);
  for (const command of commands) {
    assert.ok(overview.out.includes(`  ${command.name} `), command.name);
    for (const typed of [
      ['help', command.name],
      [command.name, '--help'],
    ]) {
      const { out, exit } = await millrace(typed);
      assert.equal(exit, 0);
      for (const option of command.options)
        assert.ok(out.includes(optionLabel(option)), `${command.name} ${option.name}`);
    }
  }
});

test('declarations are whole: sentences, unique names, examples that call the command', () => {
  assert.equal(new Set(commands.map(({ name }) => name)).size, commands.length);
  for (const { name, summary, options, arguments: args, examples } of commands) {
    for (const one of [{ summary }, ...options, ...args])
      assert.match(one.summary, /^[A-Za-z`].*\.$/, `${name}: ${one.summary}`);
    assert.ok(examples.length > 0, name);
    for (const { command } of examples) assert.ok(command.includes(`millrace ${name}`), command);
  }
});

test('the version is said', async () => {
  assert.deepEqual(await millrace(['--version']), { exit: 0, out: 'millrace 1.2.3\n', err: '' });
});

for (const [name, typed, says] of [
  ['an unknown command', ['valdate'], /no command 'valdate'.*\n.*Did you mean 'validate'/],
  ['an unknown option', ['validate', '--formt', 'json'], /no option '--formt'\. Did you mean '--format'\?/],
  ['an option without its value', ['validate', '--format'], /--format/],
  ['a value that is none of the choices', ['validate', '--format', 'xml'], /--format is text, json, not 'xml'/],
  [
    'the folder said as an option',
    ['validate', '--workspace', 'a'],
    /folder of the workspace stands here without '--workspace'\..*\n.*millrace validate \[DIR\]/,
  ],
  ['too many arguments', ['validate', 'a', 'b'], /nothing for 'b' to be/],
] as const) {
  test(`usage is explained and ends with 2: ${name}`, async () => {
    const { exit, out, err } = await millrace(typed);
    assert.equal(exit, 2);
    assert.equal(out, '');
    assert.match(err, says);
  });
}

test('validate passes a workspace that is well, with 0', async (context) => {
  const folder = await folderWith(
    context,
    'kind: chainset\nname: a\nchains: { B: { steps: [{ uses: records, with: { records: [{ x: 1 }], columns: { x: integer } } }] } }\n',
  );
  assert.deepEqual(await millrace(['validate', folder]), { exit: 0, out: 'All is well: 1 chain.\n', err: '' });
});

test('validate lists problems of documents and of expressions, with 2', async (context) => {
  const text = [
    'kind: chainset',
    'name: a',
    'chains:',
    '  B:',
    '    steps:',
    '      - uses: records',
    '        with: { records: [{ x: 1 }], columns: { x: integer } }',
    '      - uses: filter',
    '        with: { where: y > 1 }',
    '---',
    'kind: job',
    'name: j',
    'chain: a.C',
  ].join('\n');
  const { exit, out } = await millrace(['validate'], { folder: await folderWith(context, text) });
  assert.equal(exit, 2);
  assert.match(out, /a\.yaml:9:24 error .*'?y'?.*\[unknown_field\] \(chains\.B\.steps\[1\]\.with\.where\)/);
  assert.match(out, /a\.yaml:13:8 error There is no chain 'a\.C'\..*\n +Did you mean 'a\.B'\?/);
  assert.match(out, /2 errors\.\n$/);
});

test('validate gives JSON lines to programs', async (context) => {
  const { exit, out } = await millrace([
    'validate',
    '--format',
    'json',
    await folderWith(context, 'kind: jb\nname: a\n'),
  ]);
  assert.equal(exit, 2);
  assert.deepEqual(JSON.parse(out).position, { file: 'a.yaml', line: 1, column: 7 });
});

test('a folder that is not there, and one without definitions', async (context) => {
  assert.match((await millrace(['validate', '/nowhere/at/all'])).err, /no folder \/nowhere\/at\/all/);
  const empty = await folderWith(context, '# nothing\n');
  const { exit, err } = await millrace(['validate', empty]);
  assert.equal(exit, 1);
  assert.match(err, /no definitions in/);
});

test('steps and functions are found by name, alias and word', async () => {
  assert.match((await millrace(['steps', 'filter'])).out, /^filter · transform[\s\S]*where[\s\S]*uses: filter/);
  assert.match((await millrace(['steps', 'vlookup'])).out, /^lookup · /);
  assert.match((await millrace(['functions', 'start_of'])).out, /start_of\(/);
  const { exit, err } = await millrace(['functions', 'strat_of']);
  assert.equal(exit, 1);
  assert.match(err, /no function 'strat_of'.*\n.*Did you mean 'start_of'/);
});

test('lists fit the terminal', async () => {
  for (const list of ['steps', 'functions']) {
    const { out } = await millrace([list], { width: 60 });
    assert.deepEqual(
      out.split('\n').filter((line) => line.length > 60),
      [],
    );
  }
});

test('schema prints JSON that knows every step', async () => {
  const { out } = await millrace(['schema']);
  assert.ok('with.filter' in JSON.parse(out).definitions);
});
