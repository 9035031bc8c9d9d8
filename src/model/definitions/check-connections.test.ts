import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { defineConnector } from '../connection.ts';
import { formatProblem } from '../problem.ts';
import { integer, text } from '../setting.ts';
import { checkConnections } from './check-connections.ts';
import { workspaceOf } from './load-workspace.ts';

const refuse = (): never => {
  throw new MillraceError('internal', 'Checking definitions opens no connection.');
};
const ftp = defineConnector({
  type: 'ftp',
  kind: { name: 'files' },
  summary: 'Files far away.',
  docs: '',
  settings: z.strictObject({
    url: z.url().meta({ description: 'Where.', role: 'secret' }),
    user: text('Who.').optional(),
    port: integer('The port.').optional(),
    password: z.string().meta({ description: 'The password.', role: 'secret' }).optional(),
  }),
  open: refuse,
  check: refuse,
});
const all = [ftp];
const registry = { find: (type: string) => all.find((one) => one.type === type), all: () => all };

for (const [name, body, problems] of [
  ['all is well', 'type: ftp\nurl: "${secret.FTP}"\nuser: me', []],
  ['a secret that may be left out', 'type: ftp\nurl: ftp://x\npassword: "${secret.FTP}"', []],
  ['an unknown type', 'type: fpt\nurl: x', [/3:7: .*no connections of type 'fpt'\. Did you mean 'ftp'\?/]],
  [
    'an unknown setting',
    'type: ftp\nurl: ftp://x\nprt: 21',
    [/5:1: .*'prt' is not known here\. Did you mean 'port'\?/],
  ],
  ['a missing setting', 'type: ftp', [/'url' is missing/]],
  [
    'a setting of another type',
    'type: ftp\nurl: ftp://x\nport: many',
    [/5:7: .*'port' is 'many', but a whole number is wanted/],
  ],
  [
    'a secret in the wrong place',
    'type: ftp\nurl: ftp://x\nuser: "${secret.ME}"',
    [/5:7: .*Secrets are not filled in at 'user'\. They are at url, password\./],
  ],
] as const) {
  test(`checks connections: ${name}`, () => {
    const { workspace, problems: before } = workspaceOf([
      { path: 'x.yaml', text: `kind: connection\nname: a\n${body}\n` },
    ]);
    assert.deepEqual(before, []);
    const lines = checkConnections(workspace, registry).map(formatProblem);
    assert.equal(lines.length, problems.length, lines.join('\n'));
    for (const [index, pattern] of problems.entries()) assert.match(lines[index]!, pattern);
  });
}
