import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadWorkspace } from '../model/definitions/load-workspace.ts';
import { formatProblem } from '../model/problem.ts';
import { checkWorkspaceUsers } from './check-workspace-users.ts';

interface Case {
  readonly name: string;
  readonly file: string;
  readonly text?: string;
  readonly says: readonly RegExp[];
}

const cases: readonly Case[] = [
  { name: 'all is well', file: 'data/people.yaml', text: 'users: [{ name: ada, roles: [clerk] }]\n', says: [] },
  { name: 'there is no such file', file: 'data/people.yaml', says: [/^w\.yaml:3:8: .*cannot be read.*file_not_found/] },
  {
    name: 'a role and an attribute that there are not',
    file: 'data/people.yaml',
    text: 'users:\n  - name: ada\n    roles: [clerk, clrk]\n    attributes: { hieght: 3 }\n',
    says: [
      /^data\/people\.yaml:3:20: .*no role 'clrk'. Did you mean 'clerk'/,
      /^data\/people\.yaml:4:27: .*'hieght' is not declared/,
    ],
  },
  {
    name: 'a list without users above it, a name and a password',
    file: 'data/people.yaml',
    text: '- name: ada\n- { name: Eve, password: short }\n',
    says: [/^data\/people\.yaml:2:11: .*'Eve' cannot be/, /^data\/people\.yaml:2:26: .*at least/],
  },
  {
    name: 'an unknown key',
    file: 'data/people.yaml',
    text: '- name: ada\n- { name: eve, role: clerk }\n',
    says: [/^data\/people\.yaml:2:\d+: .*'role' is not known here/],
  },
  {
    name: 'a user twice',
    file: 'data/people.yaml',
    text: '- name: ada\n- name: ada\n',
    says: [/^data\/people\.yaml:2:9: .*two users/],
  },
  {
    name: 'broken YAML',
    file: 'data/people.yaml',
    text: 'users:\n  - name: [\n',
    says: [/^data\/people\.yaml:\d+:\d+: .*cannot be read/],
  },
  {
    name: 'JSON',
    file: 'data/people.json',
    text: '[\n{ "name": "ada", "roles": ["x"] }]',
    says: [/^data\/people\.json:2:28: .*no role 'x'/],
  },
  {
    name: 'CSV',
    file: 'data/people.csv',
    text: 'name,roles\nada,clerk\neve,x\n',
    says: [/^data\/people\.csv:3:1: .*no role 'x'/],
  },
];

for (const { name, file, text, says } of cases) {
  test(`the users of a workspace are checked: ${name}`, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-users-'));
    t.after(() => rm(folder, { recursive: true }));
    await mkdir(join(folder, 'data'));
    const roles =
      'kind: role\nname: clerk\nprivileges: []\n---\nkind: attributes\nname: a\nattributes: { height: integer }\n';
    await writeFile(join(folder, 'w.yaml'), `kind: workspace\nname: w\nusers: ${file}\n---\n${roles}`);
    if (text !== undefined) await writeFile(join(folder, file), text);
    const { workspace } = await loadWorkspace(folder);
    const found = (await checkWorkspaceUsers(folder, workspace)).map(formatProblem);
    assert.equal(found.length, says.length, found.join('\n') || 'nothing was found');
    for (const [index, wanted] of says.entries()) assert.match(found[index] ?? '', wanted);
  });
}
