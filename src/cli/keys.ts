import { MillraceError } from '../core/errors.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { LocalWorkspace } from '../main/local-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import type { KeyRecord } from '../model/user.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

const DAY = 24 * 60 * 60_000;
const longest = 730;

/** `millrace keys`. */
export const keysCommand = defineCommand({
  name: 'keys',
  summary: 'Lists API keys, makes or revokes one.',
  docs: 'A program sends its key as `Authorization: Bearer mr_...`. It has the rights of its owner as they are at the moment, narrowed by its scopes. It is shown once, when it is made.',
  arguments: [
    { name: 'ACTION', summary: '`list` (default), `make` or `revoke`.', optional: true },
    { name: 'NAME', summary: 'For make: what it is for. For revoke: its id, or how it begins.', optional: true },
  ],
  options: [
    { name: 'owner', value: 'OWNER', summary: 'For make: whose rights it has, a user or service:NAME.' },
    {
      name: 'scope',
      value: 'PRIVILEGE',
      summary: "For make: narrows the owner's privileges to this, such as dataset:query.",
      repeatable: true,
    },
    { name: 'days', value: 'DAYS', summary: `For make: how long it lives, 1 to ${longest}; default: 90.` },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace keys', shows: 'Whose keys there are, and when they were last used.' },
    {
      command: 'millrace keys make "nightly import" --owner service:reporting --scope dataset:query',
      shows: 'A key that can ask datasets and nothing else.',
    },
    { command: 'millrace keys revoke mr_x7Gk', shows: 'It is worth nothing from now on.' },
  ],
  async run(input, terminal) {
    const [action = 'list'] = input.arguments;
    const act = Object.hasOwn(actions, action) ? actions[action] : undefined;
    if (act === undefined) throw usage(`'${action}' is not list, make or revoke.`);
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    return withLocal({ live, terminal, looks: true }, (local) => act({ local, input, terminal }));
  },
});

interface Action {
  readonly local: LocalWorkspace;
  readonly input: CommandInput;
  readonly terminal: Terminal;
}

const by = { principal: localAdministrator };

const actions: Readonly<Record<string, (action: Action) => Promise<number>>> = {
  list: listKeys,
  make: makeKey,
  revoke: revokeKey,
};

async function listKeys({ local: { identities }, terminal }: Action): Promise<number> {
  const keys = await identities.keys.list();
  const columns = [
    { title: 'key', least: 8 },
    { title: 'for', least: 10 },
    { title: 'owner', least: 8 },
    { title: 'scopes', least: 10 },
    { title: 'last used' },
    { title: 'until' },
  ];
  const rows = keys.map((key) => keyRow(key, terminal.clock.now()));
  await writeTable(terminal.out, columns, { rows, none: 'There are no API keys.' });
  return 0;
}

function keyRow({ start, name, owner, scopes, usedAt, expiresAt, revokedAt }: KeyRecord, now: number): string[] {
  const until = expiresAt <= now ? 'expired' : instantText(expiresAt);
  const used = usedAt === undefined ? 'never' : instantText(usedAt);
  return [start, name, owner, scopes?.join(', ') ?? 'all', used, revokedAt === undefined ? until : 'revoked'];
}

async function makeKey({ local: { identities }, input, terminal }: Action): Promise<number> {
  const name = input.arguments[1];
  const owner = input.option('owner');
  if (name === undefined || owner === undefined) {
    throw usage('Say what the key is for and whose rights it has.', 'millrace keys make NAME --owner OWNER');
  }
  const days = input.option('days') ?? '90';
  if (!/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > longest) {
    throw usage(`--days takes a whole number from 1 to ${longest}, not '${days}'.`);
  }
  const scopes = input.options('scope');
  const order = { name, owner, lifetime: Number(days) * DAY, ...(scopes.length === 0 ? {} : { scopes }) };
  const { key, token } = await identities.keys.make(order, by);
  await writeLines(terminal.err, [`Valid until ${instantText(key.expiresAt)}. It is shown this once:`]);
  await writeLines(terminal.out, [token]);
  return 0;
}

async function revokeKey({ local: { identities }, input, terminal }: Action): Promise<number> {
  const named = input.arguments[1];
  if (named === undefined) throw usage('Say which key to revoke.', 'millrace keys revoke mr_x7Gk');
  const found = (await identities.keys.list()).filter(({ id, start }) => id === named || named.startsWith(start));
  const [key] = found;
  if (key === undefined) {
    throw new MillraceError('not_found', `There is no key '${named}'.`, { hint: 'See `millrace keys`.' });
  }
  if (found.length > 1)
    throw usage(`Several keys begin like '${named}'.`, `Say which: ${found.map(({ id }) => id).join(', ')}.`);
  await identities.keys.revoke(key.id, by);
  await writeLines(terminal.out, [`The key ${key.start}.. of ${key.owner} is worth nothing now.`]);
  return 0;
}
