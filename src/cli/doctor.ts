import { statfs } from 'node:fs/promises';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { parseSettings } from '../core/settings.ts';
import type { ConnectionCheck } from '../http/connection-service.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { version } from '../main/version.ts';
import { formatByteSize } from '../model/byte-size.ts';
import { defineCommand } from './command.ts';
import { exitOfError } from './exit-code.ts';
import { argumentFolder, folderArgument } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { countProblems } from './print-problems.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** `millrace doctor`. */
export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'Says what is configured, what is reachable and what is not.',
  docs: 'It opens the store and every connection of the workspace, and changes nothing.',
  arguments: [folderArgument],
  options: [],
  examples: [{ command: 'millrace doctor examples/shop', shows: 'Everything that a run would need, looked at.' }],
  async run(input, terminal) {
    const folder = await argumentFolder(input, terminal);
    const worst = { exit: 0 };
    const examine = (name: string, look: () => Promise<string>): Promise<void> =>
      examineOne({ name, look, terminal, worst });
    await examine(
      'version',
      async () => `Millrace ${version}, Node ${process.versions.node}, ${process.platform} ${process.arch}`,
    );
    await examine('settings', async () => settingsText(terminal));
    await examine('disk', async () => diskText(folder));
    const loading = LiveWorkspace.load(folder);
    await examine('definitions', async () => definitionsText(await loading));
    const live = await loading;
    try {
      await withLocal({ live, terminal, looks: true }, async ({ embedded, runs, connections }) => {
        await examine(
          'store',
          async () =>
            `${embedded ? 'embedded PostgreSQL' : 'PostgreSQL of DATABASE_URL'}, ${(await runs.list({ limit: 1 })).total} runs`,
        );
        for (const { name } of connections.list())
          await examine(`connection ${name}`, async () => detailOf(await connections.check(name)));
      });
    } catch (thrown) {
      await examine('store', () => Promise.reject(toMillraceError(thrown)));
    }
    return worst.exit;
  },
});

function detailOf(check: ConnectionCheck): string {
  if (check.healthy) return check.detail;
  const { code, message, hint } = check.problem;
  throw new MillraceError(code, message, hint === undefined ? {} : { hint });
}

const labelWidth = 24;

interface Examination {
  readonly name: string;
  readonly look: () => Promise<string>;
  readonly terminal: Terminal;
  readonly worst: { exit: number };
}

async function examineOne({ name, look, terminal: { out }, worst }: Examination): Promise<void> {
  try {
    const found = await look();
    await writeLines(out, [`${out.paint('green', 'ok  ')} ${name.padEnd(labelWidth)} ${found}`]);
  } catch (thrown) {
    const { message, hint } = toMillraceError(thrown);
    worst.exit ||= exitOfError(thrown);
    await writeLines(out, [
      `${out.paint('red', 'FAIL')} ${name.padEnd(labelWidth)} ${message}`,
      ...(hint === undefined ? [] : [`     ${''.padEnd(labelWidth)} ${hint}`]),
    ]);
  }
}

function settingsText({ environment }: Terminal): string {
  const { databaseUrl, host, port, roles, concurrency } = parseSettings(environment);
  return `${host}:${port}, ${roles.join(' ')}, ${concurrency} runs at once, store ${databaseUrl === undefined ? 'embedded' : 'by DATABASE_URL'}`;
}

/** Less than this is too little for a database and the files of runs. */
const leastSpace = 512 * 1024 * 1024;

async function diskText(folder: string): Promise<string> {
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  if (free >= leastSpace) return `${formatByteSize(free)} free`;
  throw new MillraceError('disk_full', `Only ${formatByteSize(free)} are free at ${folder}.`, {
    hint: 'Free some space: PostgreSQL and files of runs need it.',
  });
}

function definitionsText(live: LiveWorkspace): string {
  const { problems, chains, workspace } = live.checked;
  const errors = problems.filter(({ severity }) => severity === 'error');
  const verdict = countProblems(problems);
  if (errors.length === 0)
    return `${chains.size} chains, ${workspace.jobs.size} jobs${verdict === '' ? '' : `, ${verdict}`}`;
  throw new MillraceError('invalid_value', `The definitions have ${verdict}.`, { hint: 'See `millrace validate`.' });
}
