import type { ConnectionCheck, ConnectionInfo } from '../http/connection-service.ts';
import { errorCatalogue } from '../core/errors.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { LocalWorkspace } from '../main/local-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import { defineCommand } from './command.ts';
import { exitOfOutcome, usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace connections`. */
export const connectionsCommand = defineCommand({
  name: 'connections',
  summary: 'Lists the connections, or tries them.',
  docs: 'A check reaches what is at the other end and says what answered, or why nothing did. No secret is shown.',
  arguments: [
    { name: 'ACTION', summary: '`list` (default) or `check`.', optional: true },
    { name: 'NAME', summary: 'The connection to check; default: all of them.', optional: true },
  ],
  options: [workspaceOption],
  examples: [
    { command: 'millrace connections check', shows: 'Which of them answer.' },
    { command: 'millrace connections check shop', shows: 'One of them.' },
  ],
  async run(input, terminal) {
    const [action = 'list', name] = input.arguments;
    if (action !== 'list' && action !== 'check') throw usage(`'${action}' is not list or check.`);
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    if (action === 'list') return listConnections([...live.checked.workspace.connections.values()], terminal);
    return withLocal({ live, terminal, looks: true }, (local) => checkConnections(local, name, terminal));
  },
});

async function listConnections(
  connections: readonly Pick<ConnectionInfo, 'name' | 'type' | 'description'>[],
  { out }: Terminal,
): Promise<number> {
  const columns = [{ title: 'connection', least: 12 }, { title: 'type' }, { title: 'description', least: 10 }];
  const rows = connections.map(({ name, type, description = '' }) => [name, type, description]);
  await writeTable(out, columns, { rows, none: 'There are no connections.' });
  return 0;
}

/** Gives the exit code: that of the first connection that did not answer. */
async function checkConnections(local: LocalWorkspace, name: string | undefined, terminal: Terminal): Promise<number> {
  const names = name === undefined ? local.connections.list().map((one) => one.name) : [name];
  if (names.length === 0) await writeLines(terminal.out, ['There are no connections.']);
  let exit = 0;
  for (const each of names) {
    const check = await local.connections.check(each, { principal: localAdministrator });
    await writeLines(terminal.out, checkLines(each, check, terminal));
    if (!check.healthy) exit ||= exitOfOutcome(errorCatalogue[check.problem.code].outcome);
  }
  return exit;
}

const nameWidth = 20;

function checkLines(name: string, check: ConnectionCheck, { out }: Terminal): readonly string[] {
  const label = name.padEnd(nameWidth);
  if (check.healthy) return [`${out.paint('green', 'ok  ')} ${label} ${check.detail} (${check.took} ms)`];
  const { code, message, hint } = check.problem;
  return [
    `${out.paint('red', 'FAIL')} ${label} ${message} (${code})`,
    ...(hint === undefined ? [] : [`     ${''.padEnd(nameWidth)} ${hint}`]),
  ];
}
