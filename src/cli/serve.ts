import { watch } from 'node:fs/promises';
import { once } from 'node:events';
import { messageOf } from '../core/errors.ts';
import { type NodeRole, parseSettings } from '../core/settings.ts';
import type { LiveWorkspace } from '../main/live-workspace.ts';
import type { RunningServer } from '../main.ts';
import { pause } from '../core/pause.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { argumentFolder, folderArgument } from './load-checked.ts';
import { settingUpText } from './open-local.ts';
import { countProblems, writeProblems } from './print-problems.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** `millrace serve`. */
export const serveCommand = defineCommand({
  name: 'serve',
  summary: 'Starts the server for a workspace: pages, API, jobs and runs.',
  docs: 'Without DATABASE_URL it starts a PostgreSQL of its own, with its data in .millrace/ of the workspace. Ctrl+C stops it: running work is given its grace, a second Ctrl+C ends it at once.',
  arguments: [folderArgument],
  options: [
    { name: 'watch', summary: 'Reads the folder again whenever a definition changes.' },
    { name: 'port', value: 'PORT', summary: 'Instead of MILLRACE_PORT.' },
    { name: 'host', value: 'HOST', summary: 'Instead of MILLRACE_HOST.' },
    { name: 'roles', value: 'ROLES', summary: 'Instead of MILLRACE_ROLES: web,scheduler,worker.' },
  ],
  examples: [
    { command: 'millrace serve examples/shop', shows: 'Starts it and prints the address and a link to sign in.' },
    { command: 'millrace serve --watch', shows: 'For working on definitions.' },
  ],
  async run(input, terminal) {
    const folder = await argumentFolder(input, terminal);
    const environment = { ...terminal.environment, ...overrides(input) };
    const settings = parseSettings(environment);
    // The server's part is large; other commands start without it.
    const { startServer } = await import('../main.ts');
    const server = await startServer({
      folder,
      settings,
      environment,
      settingUp: (chain) => void writeLines(terminal.err, [settingUpText(chain)]),
    });
    try {
      await greet(server, settings.roles, terminal);
      if (input.flag('watch')) void watchFolder(server.live, terminal);
      await stopped(terminal.signal);
      await writeLines(terminal.err, ['Stopping; running work is given its grace ..']);
    } finally {
      await server.close();
    }
    return 0;
  },
});

/** Options of the command stand before variables of the environment. */
function overrides(input: CommandInput): Readonly<Record<string, string>> {
  const given = (['port', 'host', 'roles'] as const).map(
    (name) => [`MILLRACE_${name.toUpperCase()}`, input.option(name) ?? ''] as const,
  );
  return Object.fromEntries(given.filter(([, value]) => value !== ''));
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function greet(server: RunningServer, roles: readonly NodeRole[], { out, err }: Terminal): Promise<void> {
  const { problems, workspace } = server.live.checked;
  const errors = problems.filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    await writeProblems(err, errors);
    await writeLines(err, [`The definitions have ${countProblems(problems)}; what is not in order does not run.`]);
  } else if (problems.length > 0) {
    await writeLines(err, [`The definitions have ${countProblems(problems)}: see millrace validate.`]);
  }
  if (!roles.includes('web')) {
    const does = roles.length === 0 ? 'nothing' : roles.join(', ');
    await writeLines(out, [
      '',
      `Millrace works for ${workspace.settings.name} (${does}); its health is at ${server.address}/ready`,
    ]);
    return;
  }
  await writeLines(out, [
    '',
    `${out.paint('bold', 'Millrace')} serves ${workspace.settings.name} at ${out.paint('cyan', server.address)}`,
    `Sign in, once, with ${out.paint('cyan', await server.signInLink())}`,
    '',
  ]);
}

/** Editors write a file in several goes. */
const settling = 150;

async function watchFolder(live: LiveWorkspace, terminal: Terminal): Promise<void> {
  try {
    for await (const { filename } of watch(live.folder, { recursive: true, signal: terminal.signal })) {
      if (filename === null || !/\.ya?ml$/i.test(filename)) continue;
      await pause(terminal.clock, settling, terminal.signal);
      await reload(live, terminal);
    }
  } catch (thrown) {
    if (!terminal.signal.aborted)
      await writeLines(terminal.err, [`The folder is not watched any more: ${messageOf(thrown)}`]);
  }
}

async function reload(live: LiveWorkspace, { err }: Terminal): Promise<void> {
  try {
    if (!(await live.reload())) return;
    const { problems } = live.checked;
    await writeProblems(err, problems);
    await writeLines(err, [
      problems.length === 0
        ? 'Read the definitions again: all is well.'
        : `Read the definitions again: ${countProblems(problems)}.`,
    ]);
  } catch (thrown) {
    await writeLines(err, [`The definitions could not be read: ${messageOf(thrown)}`]);
  }
}
