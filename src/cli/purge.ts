import { hasRetention, type PurgeReport } from '../main/purge.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { defineCommand } from './command.ts';
import { argumentFolder, folderArgument } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { counted } from './print-problems.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** `millrace purge`. */
export const purgeCommand = defineCommand({
  name: 'purge',
  summary: 'Drops what is older than the `retention` of the workspace.',
  docs: 'A server does the same every few hours; this needs none, and may run beside one. Tables go by whole months, when all of a month is old enough. What is still going on stays, and so does what is published below data/.',
  arguments: [folderArgument],
  options: [{ name: 'dry-run', summary: 'Only says what would go.' }],
  examples: [
    { command: 'millrace purge --dry-run', shows: 'What would go.' },
    { command: 'millrace purge my-workspace', shows: 'Drops it and says what went.' },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await argumentFolder(input, terminal));
    if (!hasRetention(live)) {
      await writeLines(terminal.err, ['Everything is kept: the workspace has no `retention`.']);
      return 0;
    }
    const dryRun = input.flag('dry-run');
    return withLocal({ live, terminal, looks: true }, async (local) => {
      await tell(await local.purge({ dryRun }), dryRun, terminal);
      return 0;
    });
  },
});

async function tell(reports: readonly PurgeReport[], dryRun: boolean, { out }: Terminal): Promise<void> {
  const verb = dryRun ? 'would go' : 'gone';
  const lines = reports.flatMap(({ kind, dropped, held, rows, folders }) => [
    ...dropped.map((name) => `${kind}: ${monthOf(name)} ${verb} (${name})`),
    ...(rows > 0 ? [`${kind}: ${counted(rows, 'row')} ${verb}`] : []),
    ...(folders > 0 ? [`${kind}: ${counted(folders, 'folder')} of runs ${verb}`] : []),
    ...held.map(({ name, why }) => `${kind}: ${monthOf(name)} stays: ${why} (${name})`),
  ]);
  await writeLines(out, lines.length === 0 ? ['Nothing is old enough.'] : lines);
}

/** `2026-03` of `runs_2026_03`. */
const monthOf = (partition: string): string => partition.slice(-7).replace('_', '-');
