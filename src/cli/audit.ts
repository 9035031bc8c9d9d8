import { LiveWorkspace } from '../main/live-workspace.ts';
import type { LocalWorkspace } from '../main/local-workspace.ts';
import { auditWords } from '../model/audit-action.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { formatCount } from './progress.ts';
import { instantText } from './runs.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace audit`. */
export const auditCommand = defineCommand({
  name: 'audit',
  summary: 'Shows who did what, or verifies that the audit log is as it was sealed.',
  docs: 'Every entry is sealed into a chain soon after it is written. `verify` recomputes the chain, names every entry that was changed, removed, repeated or displaced, and prints the newest seal: kept elsewhere, it tells later whether the whole log was written anew. It ends with 1 where something is not as it was.',
  arguments: [{ name: 'ACTION', summary: '`list` (default) or `verify`.', optional: true }],
  options: [
    { name: 'limit', value: 'COUNT', summary: 'How many entries are listed, at most 500; default 20.' },
    { name: 'format', short: 'f', value: 'FORMAT', summary: 'table (default) or json.', choices: ['table', 'json'] },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace audit verify', shows: 'Whether anything was tampered with.' },
    { command: 'millrace audit --limit 50', shows: 'The last 50 entries in plain words.' },
  ],
  async run(input, terminal) {
    const [action = 'list'] = input.arguments;
    if (action !== 'list' && action !== 'verify') throw usage(`'${action}' is not list or verify.`);
    const limit = limitOf(input);
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    return withLocal({ live, terminal, looks: true }, (local) =>
      action === 'verify' ? verify(local, input, terminal) : list(local, { limit, input, terminal }),
    );
  },
});

function limitOf(input: CommandInput): number {
  const limit = Number(input.option('limit') ?? 20);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 500) return limit;
  throw usage(`--limit is a whole number from 1 to 500, not '${input.option('limit')}'.`);
}

async function list(
  { audit }: LocalWorkspace,
  { limit, input, terminal }: { limit: number; input: CommandInput; terminal: Terminal },
): Promise<number> {
  const entries = await audit.list({ limit });
  if (input.option('format') === 'json') {
    await writeLines(
      terminal.out,
      entries.map((entry) => JSON.stringify(entry)),
    );
    return 0;
  }
  const columns = [
    { title: 'when', least: 20 },
    { title: 'what', least: 24 },
    { title: 'result' },
    { title: 'from' },
    { title: 'number', align: 'right' as const },
  ];
  const rows = entries.map((entry) => [
    instantText(entry.at),
    auditWords(entry),
    entry.result,
    entry.address ?? '',
    entry.seq === undefined ? '' : String(entry.seq),
  ]);
  await writeTable(terminal.out, columns, { rows, none: 'The audit log is empty.' });
  return 0;
}

const entriesText = (count: number): string => (count === 1 ? '1 entry' : `${formatCount(count)} entries`);

async function verify({ audit }: LocalWorkspace, input: CommandInput, { out, err }: Terminal): Promise<number> {
  const verdict = await audit.verify();
  const exit = verdict.faults.length === 0 ? 0 : 1;
  if (input.option('format') === 'json') {
    await writeLines(out, [JSON.stringify(verdict)]);
    return exit;
  }
  await writeLines(
    out,
    verdict.faults.map(({ message }) => `${out.paint('red', 'FAIL')} ${message}`),
  );
  const entries = entriesText(verdict.sealed);
  await writeLines(out, [
    exit === 0 ? `${out.paint('green', 'ok')} ${entries}, as they were sealed.` : `${entries} looked at.`,
    ...(verdict.head === undefined ? [] : [`The newest seal is ${verdict.head}.`]),
  ]);
  if (verdict.unsealed > 0) await writeLines(err, [`${entriesText(verdict.unsealed)} not sealed yet.`]);
  return exit;
}
