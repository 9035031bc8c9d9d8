import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { formatProblem } from '../problem.ts';
import { loadWorkspace, workspaceOf } from './load-workspace.ts';
import { problemAt } from './problem-at.ts';

async function folderWith(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-workspace-'));
  context.after(() => rm(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return folder;
}

const chainset = (name: string, more = ''): string =>
  `kind: chainset\nname: ${name}\n${more}chains: { Daily: { params: { day: date, top: { type: integer, default: 3, max: 10 } }, steps: [{ uses: records }] } }\n`;

test('reads .yaml and .yml in every folder that holds definitions', async (context) => {
  const folder = await folderWith(context, {
    'a.yaml': 'kind: workspace\nname: shop\nzone: Asia/Singapore\ndefaults: { job: { memory: 64mb } }\n',
    'deep/er/b.yml': chainset('sales'),
    'deep/C.YAML': 'kind: role\nname: c\nprivileges: []\n',
    'data/d.yaml': 'not: ours',
    'node_modules/x/e.yaml': 'not: ours',
    '.millrace/f.yaml': 'not: ours',
    'deep/.hidden.yaml': 'not: ours',
    'readme.md': 'not: ours',
  });
  const { workspace, problems } = await loadWorkspace(folder);
  assert.deepEqual(problems, []);
  assert.equal(workspace.folder, folder);
  assert.deepEqual(workspace.settings.defaults.job, { timeout: 3_600_000, memory: 67_108_864 });
  assert.equal(workspace.settings.zone, 'Asia/Singapore');
  assert.deepEqual([...workspace.chains.keys()], ['sales.Daily']);
  assert.deepEqual([...workspace.roles.keys()], ['c']);
});

test('a folder without definitions is a workspace with defaults', async (context) => {
  const { workspace, problems } = await loadWorkspace(await folderWith(context, {}));
  assert.deepEqual(problems, []);
  assert.equal(workspace.settings.zone, 'UTC');
});

test('a file that cannot be read is a problem, and the others are read', async (context) => {
  const folder = await folderWith(context, {
    'a.yaml': 'kind: role\nname: a\nprivileges: []\n',
    'large.yaml': '#'.repeat(11_000_000),
  });
  await writeFile(join(folder, 'latin.yaml'), Buffer.from('kind: role\nname: a\ndescription: caf\xe9\n', 'latin1'));
  await writeFile(join(folder, 'mark.yaml'), '\ufeffkind: role\nname: b\nprivileges: []\n');
  const { workspace, problems, files } = await loadWorkspace(folder);
  assert.deepEqual([...workspace.roles.keys()], ['a', 'b']);
  assert.deepEqual(
    files.map(({ path }) => path),
    ['a.yaml', 'mark.yaml'],
  );
  const lines = problems.map(formatProblem);
  assert.match(
    lines[0] ?? '',
    /^large\.yaml:1:1: error: The file has 11000000 bytes.* Keep data below data\/\. \[too_large\]$/,
  );
  assert.match(lines[1] ?? '', /^latin\.yaml:1:1: error: The file is not UTF-8 text\. Save it as UTF-8\./);
  assert.equal(lines.length, 2);
});

test('a folder that is not there says so', async () => {
  await assert.rejects(loadWorkspace('/nowhere/at/all'), { code: 'not_found', message: /\/nowhere\/at\/all/ });
});

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly problems: readonly RegExp[];
}

const sales = chainset('sales');
const job = (more: string): string => `kind: job\nname: daily\n${more}\n`;

const cases: readonly Case[] = [
  {
    name: 'the same name twice',
    files: { 'a.yaml': sales, 'b.yaml': sales },
    problems: [/^b\.yaml:2:7: .*another chainset 'sales' at a\.yaml:2:7\. Rename/],
  },
  {
    name: 'two workspaces',
    files: { 'a.yaml': 'kind: workspace\nname: a\n', 'b.yaml': 'kind: workspace\nname: b\n' },
    problems: [/b\.yaml:2:7: .*one document of kind 'workspace'; the other is at a\.yaml/],
  },
  {
    name: 'an import that does not exist',
    files: { 'a.yaml': sales, 'b.yaml': chainset('x', 'imports: [sale]\n') },
    problems: [/b\.yaml:3:11: .*no chainset 'sale'\. Did you mean 'sales'\?/],
  },
  {
    name: 'a circle of three',
    files: {
      'a.yaml': chainset('a', 'imports: [b]\n'),
      'b.yaml': chainset('b', 'imports: [c]\n'),
      'c.yaml': chainset('c', 'imports: [a]\n'),
    },
    problems: [/c\.yaml:3:11: .*circle: a -> b -> c -> a\..*import_cycle/],
  },
  {
    name: 'an import of itself',
    files: { 'a.yaml': chainset('a', 'imports: [a]\n') },
    problems: [/'a' imports itself/],
  },
  {
    name: 'a role that does not exist',
    files: {
      'a.yaml': chainset('a', 'roles: [administrator, analist]\n'),
      'b.yaml': 'kind: role\nname: analyst\nprivileges: []\n',
    },
    problems: [/a\.yaml:3:24: .*no role 'analist'\. Did you mean 'analyst'/],
  },
  {
    name: 'a chain that does not exist',
    files: { 'a.yaml': sales, 'b.yaml': job('chain: sales.Dayly') },
    problems: [/b\.yaml:3:8: .*no chain 'sales\.Dayly'\. Did you mean 'sales\.Daily'/],
  },
  {
    name: 'a chain without its chainset',
    files: { 'a.yaml': sales, 'b.yaml': job('chain: Daily') },
    problems: [/Use the full name: sales\.Daily/],
  },
  {
    name: 'a chain that has problems of its own',
    files: { 'a.yaml': sales.replace('{ uses: records }', ''), 'b.yaml': job('chain: sales.Daily') },
    problems: [/a\.yaml:.*list is empty/],
  },
  {
    name: 'a chain of a file that is no YAML',
    files: { 'a.yaml': `${sales}x: @y\n`, 'b.yaml': job('chain: sales.Daily') },
    problems: [/a\.yaml:4:4: .*cannot start with @/],
  },
  {
    name: 'a parameter that is not declared',
    files: { 'a.yaml': sales, 'b.yaml': job('chain: sales.Daily\nparams: { day: "=@today", to: 1 }') },
    problems: [/b\.yaml:4:27: .*no parameter 'to'.*unknown_parameter/],
  },
  {
    name: 'a parameter that is needed',
    files: { 'a.yaml': sales, 'b.yaml': job('chain: sales.Daily') },
    problems: [/'day' has no default and is not given.*missing_key/],
  },
  {
    name: 'a parameter out of bounds',
    files: { 'a.yaml': sales, 'b.yaml': job('chain: sales.Daily\nparams: { day: "=@today", top: 11 }') },
    problems: [/b\.yaml:4:32: .*At most 10 wanted/],
  },
  {
    name: 'a calendar that does not exist',
    files: {
      'a.yaml': sales,
      'b.yaml': job('chain: sales.Daily\nparams: { day: 2026-03-01 }\nschedule: { every: 1h, calendar: sg }'),
    },
    problems: [/b\.yaml:5:34: .*no calendar 'sg'\. Define it with `kind: calendar`/],
  },
  {
    name: 'a channel that does not exist',
    files: { 'a.yaml': 'kind: workspace\nname: a\nalerts: [{ channel: ops }]\n' },
    problems: [/a\.yaml:3:21: .*no channel 'ops'/],
  },
  {
    name: 'chains to set up with: one that nobody gives what it needs, one that does not exist',
    files: { 'a.yaml': 'kind: workspace\nname: a\nsetup: [sales.Daily, sales.Load]\n', 'b.yaml': sales },
    problems: [
      /a\.yaml:3:9: .*sales\.Daily needs the parameter 'day', which nobody gives here/,
      /a\.yaml:3:22: .*no chain 'sales\.Load'/,
    ],
  },
];

for (const { name, files, problems } of cases) {
  test(`checks what documents say of each other: ${name}`, () => {
    const lines = workspaceOf(Object.entries(files).map(([path, text]) => ({ path, text }))).problems.map(
      formatProblem,
    );
    assert.equal(lines.length, problems.length, lines.join('\n'));
    for (const [index, pattern] of problems.entries()) assert.match(lines[index]!, pattern);
  });
}

test('a job may hold its own steps', () => {
  const { workspace, problems } = workspaceOf([{ path: 'a.yaml', text: job('steps: [{ uses: records }]') }]);
  assert.deepEqual(problems, []);
  assert.equal(workspace.jobs.get('daily')?.chain, 'job:daily');
  assert.equal(workspace.chains.get('job:daily')?.chain.steps.length, 1);
});

test('a problem inside an expression of a chain has its line and column', () => {
  const text =
    'kind: chainset\nname: a\nchains:\n  B:\n    steps:\n      - uses: filter\n        with:\n          where: "qty > 0 and statu = 1"\n';
  const { workspace } = workspaceOf([{ path: 'a.yaml', text }]);
  const problem = problemAt(workspace.chains.get('a.B')!, ['steps', 0, 'with', 'where'], {
    code: 'unknown_field',
    message: "there is no field 'statu'",
    span: { start: 12 },
  });
  assert.equal(
    formatProblem(problem),
    "a.yaml:8:31: error: There is no field 'statu'. [unknown_field] (chains.B.steps[0].with.where)",
  );
});
