import type { SecretInfo } from '../http/secret-service.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { LocalWorkspace } from '../main/local-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import { defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace secrets`. */
export const secretsCommand = defineCommand({
  name: 'secrets',
  summary: 'Lists secrets, sets or deletes one; nothing can read them.',
  docs: [
    'A definition names a secret as `${secret.NAME}`, in fields that are declared to hold one. Its value is looked for in the environment variable `NAME`, then in the file that `NAME_FILE` names, then in the store.',
    '`set` reads the value from standard input, so that it stands in no list of processes and no history of a shell; one line break at its end does not belong to it.',
  ].join('\n\n'),
  arguments: [
    { name: 'ACTION', summary: '`list` (default), `set` or `delete`.', optional: true },
    { name: 'NAME', summary: 'The secret, for set and delete.', optional: true },
  ],
  options: [workspaceOption],
  examples: [
    { command: 'millrace secrets', shows: 'Which secrets there are, where they come from and what uses them.' },
    {
      command: 'millrace secrets set SHOP_DATABASE_URL < url.txt',
      shows: 'A new version; the value before is erased.',
    },
    { command: 'millrace secrets delete SHOP_DATABASE_URL', shows: 'Its value is erased, its history stays.' },
  ],
  async run(input, terminal) {
    const [action = 'list', name] = input.arguments;
    const act = actions[action];
    if (act === undefined) throw usage(`'${action}' is not list, set or delete.`);
    if (action !== 'list' && name === undefined)
      throw usage(`Say which secret to ${action}.`, `millrace secrets ${action} NAME`);
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    return withLocal({ live, terminal, looks: true }, (local) => act({ local, name: name ?? '', terminal }));
  },
});

interface Action {
  readonly local: LocalWorkspace;
  readonly name: string;
  readonly terminal: Terminal;
}

const by = { principal: localAdministrator };

const actions: Readonly<Record<string, (action: Action) => Promise<number>>> = {
  list: listSecrets,
  set: setSecret,
  delete: deleteSecret,
};

async function listSecrets({ local, terminal }: Action): Promise<number> {
  const secrets = await local.secrets.service.list();
  const columns = [
    { title: 'secret', least: 12 },
    { title: 'value from' },
    { title: 'version', align: 'right' as const },
    { title: 'set', least: 20 },
    { title: 'by' },
    { title: 'used by', least: 10 },
  ];
  await writeTable(terminal.out, columns, { rows: secrets.map(secretRow), none: 'There are no secrets.' });
  return 0;
}

const placeWords = {
  environment: 'the environment',
  file: 'a file',
  store: 'the store',
  none: 'nowhere: set it',
} as const;

function secretRow({ name, place, current, usedBy, readable }: SecretInfo): readonly string[] {
  const from = place === 'store' && !readable ? 'the store, by another key' : placeWords[place];
  const stored =
    current === undefined ? ['', '', ''] : [String(current.version), instantText(current.at), current.by.name];
  return [name, from, ...stored, usedBy.join(', ')];
}

async function setSecret({ local, name, terminal }: Action): Promise<number> {
  if (terminal.err.interactive)
    await writeLines(terminal.err, [`Type the value of ${name}, then end the input (Ctrl+D).`]);
  const value = (await terminal.input()).replace(/\r?\n$/, '');
  const version = await local.secrets.service.set(name, value, by);
  await writeLines(terminal.out, [`${name} has version ${version} now.`]);
  return 0;
}

async function deleteSecret({ local, name, terminal }: Action): Promise<number> {
  await local.secrets.service.delete(name, by);
  await writeLines(terminal.out, [`The value of ${name} is erased.`]);
  return 0;
}
