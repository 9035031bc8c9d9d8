import { readFile } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import { parseUsers } from '../access/parse-users.ts';
import type { ImportedUsers } from '../access/users.ts';
import { MillraceError } from '../core/errors.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import type { UserRecord } from '../model/user.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace users`. */
export const usersCommand = defineCommand({
  name: 'users',
  summary: 'Lists the users, or imports some from a file.',
  docs: [
    'A file is YAML or JSON, a list of `{ name, displayName, email, roles, attributes, password }`, or CSV with these columns: roles with `;` between them, attributes in columns such as `attributes.warehouses`. Only the name is needed. All of them are imported or none.',
    'Those who are there already are changed to what the file says; what it does not say stays. Who has no password comes in by a link that an administrator makes.',
  ].join('\n\n'),
  arguments: [
    { name: 'ACTION', summary: '`list` (default) or `import`.', optional: true },
    { name: 'FILE', summary: 'For import: .yaml, .json or .csv.', optional: true },
  ],
  options: [workspaceOption],
  examples: [
    { command: 'millrace users', shows: 'Who there is, with roles and the last sign-in.' },
    { command: 'millrace users import people.csv', shows: 'Adds and changes users.' },
  ],
  run: runUsers,
});

async function runUsers(input: CommandInput, terminal: Terminal): Promise<number> {
  const [action = 'list', file] = input.arguments;
  if (action !== 'list' && action !== 'import') throw usage(`'${action}' is not list or import.`);
  const live = await LiveWorkspace.load(await optionFolder(input, terminal));
  if (action === 'list') return listUsers(live, terminal);
  if (file === undefined) throw usage('Say which file to import.', 'millrace users import FILE');
  return importUsers({ live, file, terminal });
}

async function listUsers(live: LiveWorkspace, terminal: Terminal): Promise<number> {
  const users = await withLocal({ live, terminal, looks: true }, (local) => local.identities.users.list());
  const columns = [
    { title: 'name', least: 8 },
    { title: 'called', least: 8 },
    { title: 'roles', least: 10 },
    { title: 'attributes', least: 10 },
    { title: 'signed in' },
    { title: 'may sign in' },
  ];
  const none = 'There are no users yet; `millrace serve` makes an administrator.';
  await writeTable(terminal.out, columns, { rows: users.map(userRow), none });
  return 0;
}

function userRow({ id, displayName, roles, attributes, signedInAt, enabled, hasPassword }: UserRecord): string[] {
  const how = hasPassword ? 'by password' : 'by link';
  const values = Object.entries(attributes).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const last = signedInAt === undefined ? 'never' : instantText(signedInAt);
  return [id, displayName, roles.join(', '), values.join(' '), last, enabled ? how : 'no: disabled'];
}

interface Import {
  readonly live: LiveWorkspace;
  readonly file: string;
  readonly terminal: Terminal;
}

async function importUsers({ live, file, terminal }: Import): Promise<number> {
  const path = resolve(terminal.folder, file);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    const message = cause.code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read: ${cause.message}`;
    throw new MillraceError('file_not_found', message, { hint: 'Name a .yaml, .json or .csv file.', cause });
  });
  const drafts = parseUsers({ name: basename(path), text }, live.checked.workspace.attributes);
  const by = { principal: localAdministrator };
  const done = await withLocal({ live, terminal, looks: true }, (local) =>
    local.identities.users.import(drafts, { present: 'change' }, by),
  );
  await writeLines(terminal.out, importLines(done));
  return 0;
}

function importLines({ added, changed }: ImportedUsers): readonly string[] {
  const line = (verb: string, names: readonly string[]): string[] =>
    names.length === 0 ? [] : [`${verb} ${names.length}: ${names.join(', ')}`];
  const lines = [...line('Added', added), ...line('Changed', changed)];
  return lines.length === 0 ? ['The file has no users.'] : lines;
}
