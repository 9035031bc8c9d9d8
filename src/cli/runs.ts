import { MillraceError } from '../core/errors.ts';
import { isId } from '../core/ids.ts';
import { outcomes } from '../core/outcome.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { maskSensitive } from '../model/mask-sensitive.ts';
import type { RunRecord } from '../model/run.ts';
import type { RunFilter, RunService } from '../runs/run-service.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage } from './exit-code.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { formatCount } from './progress.ts';
import { outcomeText, pathsOfFiles, runDuration, runLines, stepTable } from './run-report.ts';
import { type Terminal, writeLines, writeTable } from './terminal.ts';

/** `millrace runs`. */
export const runsCommand = defineCommand({
  name: 'runs',
  summary: 'Lists the last runs, or says everything about one.',
  arguments: [{ name: 'ID', summary: 'A run.', optional: true }],
  options: [
    { name: 'chain', value: 'CHAIN', summary: 'Only runs of this chain.' },
    { name: 'job', value: 'JOB', summary: 'Only runs of this job.' },
    { name: 'outcome', value: 'OUTCOME', summary: 'Only runs that ended so.', choices: outcomes },
    { name: 'limit', value: 'COUNT', summary: 'How many, at most 200; default 20.' },
    { name: 'format', short: 'f', value: 'FORMAT', summary: 'table (default) or json.', choices: ['table', 'json'] },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace runs --outcome failed', shows: 'The last runs that failed.' },
    { command: 'millrace runs 0199f0c2-...', shows: 'One run: its steps, problems, files and plan.' },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    const id = input.arguments[0];
    return withLocal({ live, terminal, looks: true }, async ({ runs }) => {
      if (id === undefined) return listRuns(runs, input, { live, terminal });
      const run = shownRun(await findRun(runs, id), live);
      await (input.option('format') === 'json'
        ? writeLines(terminal.out, [JSON.stringify(run)])
        : showRun(run, await pathsOfFiles(runs, run, terminal.folder), terminal));
      return 0;
    });
  },
});

/** A run without what is sensitive in its parameters. */
function shownRun(run: RunRecord, { checked }: LiveWorkspace): RunRecord {
  const declared = checked.workspace.chains.get(run.chain)?.params;
  return { ...run, parameters: maskSensitive(run.parameters, declared) };
}

async function listRuns(
  service: RunService,
  input: CommandInput,
  { live, terminal }: { live: LiveWorkspace; terminal: Terminal },
): Promise<number> {
  const { runs, total } = await service.list(filterOf(input));
  if (input.option('format') === 'json') {
    await writeLines(
      terminal.out,
      runs.map((run) => JSON.stringify(shownRun(run, live))),
    );
    return 0;
  }
  const columns = [
    { title: 'run', least: 36 },
    { title: 'chain', least: 16 },
    { title: 'by', least: 4 },
    { title: 'outcome', least: 9 },
    { title: 'records', align: 'right' as const },
    { title: 'queued', least: 19 },
    { title: 'took', least: 5 },
  ];
  await writeTable(terminal.out, columns, {
    rows: runs.map((run) => runRow(run, terminal)),
    none: 'There are no runs yet.',
  });
  if (total > runs.length)
    await writeLines(terminal.err, [
      terminal.err.paint('dim', `${formatCount(total - runs.length)} more; see --limit`),
    ]);
  return 0;
}

function runRow(run: RunRecord, { clock }: Terminal): readonly string[] {
  const plain = (_style: unknown, text: string): string => text;
  const by = run.trigger.job ?? run.trigger.kind;
  return [
    run.id,
    run.chain,
    by,
    outcomeText(run, plain),
    formatCount(run.records),
    instantText(run.queuedAt),
    runDuration(run, clock.now()),
  ];
}

/** An instant to the second, in UTC. */
export function instantText(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}

function filterOf(input: CommandInput): RunFilter {
  const limit = Number(input.option('limit') ?? 20);
  if (!Number.isInteger(limit) || limit < 1 || limit > 200)
    throw usage(`--limit is a whole number from 1 to 200, not '${input.option('limit')}'.`);
  const chain = input.option('chain');
  const job = input.option('job');
  const outcome = outcomes.find((one) => one === input.option('outcome'));
  return { limit, ...(chain && { chain }), ...(job && { job }), ...(outcome && { outcome }) };
}

/** The run with this id, or the only one of the last 200 whose id ends or begins so; `not_found` otherwise. */
export async function findRun(service: RunService, id: string): Promise<RunRecord> {
  const exact = isId(id) ? await service.get(id) : undefined;
  if (exact !== undefined) return exact;
  const { runs } = await service.list({ limit: 200 });
  const near = runs.filter((run) => run.id.startsWith(id) || run.id.endsWith(id));
  if (near.length === 1 && near[0] !== undefined) return (await service.get(near[0].id)) ?? near[0];
  const hint = near.length > 1 ? 'Give more of it: several runs have this part.' : 'See `millrace runs`.';
  throw new MillraceError('not_found', `There is no run '${id}'.`, { hint });
}

async function showRun(run: RunRecord, paths: ReadonlyMap<string, string>, { out, clock }: Terminal): Promise<void> {
  const parameters = Object.entries(run.parameters).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  await writeLines(out, [
    `${out.paint('bold', run.chain)} by ${run.trigger.job ?? run.trigger.kind}, as ${run.principal.name}, queued ${instantText(run.queuedAt)}`,
    ...(parameters.length === 0 ? [] : [`with ${parameters.join(' ')}`]),
    ...runLines(run, out, { now: clock.now(), paths }),
    '',
    ...stepTable(run.steps, out),
    ...(run.plan === undefined ? [] : ['', out.paint('bold', 'Plan'), ...run.plan.split('\n')]),
  ]);
}
