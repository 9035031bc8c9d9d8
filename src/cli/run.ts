import { requireUse } from '../access/permission.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import type { Principal } from '../model/principal.ts';
import type { RunLogLine, StepCounters } from '../model/run.ts';
import type { RunChange } from '../runs/run-service.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { exitOfOutcome } from './exit-code.ts';
import { fullChainName } from './find-chain.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { parameterOption, readParameters } from './parameter-option.ts';
import { countAndRate, ProgressLine } from './progress.ts';
import { readRecords } from './read-records.ts';
import { createRecordOutput, type RecordFormat, recordFormats } from './record-output.ts';
import { pathsOfFiles, runLines, stepTable } from './run-report.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** `millrace run`. */
export const runCommand = defineCommand({
  name: 'run',
  summary: 'Runs a chain here, without a server, and prints the records that it gives.',
  docs: 'It is the same engine and the same store as the server has, so the run is listed with all others. Records go to standard output; progress, log and the report go to standard error.',
  arguments: [
    { name: 'CHAIN', summary: 'Its full name, such as sales.Daily; the last part alone where only one ends so.' },
  ],
  options: [
    parameterOption,
    {
      name: 'input',
      short: 'i',
      value: 'FILE',
      summary: 'Records for a chain that takes some: a JSON list, or one record a line; - is standard input.',
    },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      summary: 'table (default on a terminal), ndjson (default elsewhere), csv or json.',
      choices: recordFormats,
    },
    { name: 'dry-run', summary: 'Does everything but effects, and shows what they would have been.' },
    { name: 'as', value: 'USER', summary: 'Whose rights it runs with; default: the local administrator.' },
    { name: 'steps', summary: 'Shows what went through each step at the end.' },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace run sales.Daily --param day=2026-03-01', shows: 'Runs it for one day.' },
    { command: 'millrace run sales.Daily --format csv > daily.csv', shows: 'Keeps its records in a file.' },
    { command: 'millrace run intake.Store --input orders.json --dry-run', shows: 'Shows what would be written.' },
  ],
  run: runChainCommand,
});

/** Whoever runs a chain as somebody may do no more than they may. */
function requireChain({ chains, chainsets, roles }: Workspace, name: string, principal: Principal): void {
  const chainset = chainsets.get(chains.get(name)?.chainset ?? '');
  if (chainset !== undefined) {
    requireUse(principal, { noun: 'chainset', ...chainset }, { privilege: 'chain:run', roles });
  }
}

async function runChainCommand(input: CommandInput, terminal: Terminal): Promise<number> {
  const live = await LiveWorkspace.load(await optionFolder(input, terminal));
  const name = fullChainName(input.arguments[0] ?? '', live.checked);
  const chain = live.runnable(name);
  const parameters = readParameters(input.options('param'), chain);
  const file = input.option('input');
  const records = file === undefined ? undefined : await readRecords(file, chain.input ?? [], terminal);
  const format = (input.option('format') ?? (terminal.out.interactive ? 'table' : 'ndjson')) as RecordFormat;
  const output = createRecordOutput(format, chain.pipeline.output, terminal.out);
  const progress = new ProgressLine(terminal.err, terminal.clock);
  const take = async (batch: Parameters<typeof output.take>[0]): Promise<void> => {
    if (terminal.out.interactive && format !== 'table') await progress.clear();
    await output.take(batch);
  };
  const { run, paths } = await withLocal({ live, terminal, take }, async (local) => {
    const unfollow = local.runs.follow(follower(terminal, progress));
    const principal = await local.principal(input.option('as'));
    if (input.option('as') !== undefined) requireChain(live.checked.workspace, name, principal);
    const order = {
      chain: name,
      parameters,
      principal,
      trigger: { kind: 'cli' as const },
      dryRun: input.flag('dry-run'),
    };
    try {
      const given = records === undefined ? order : { ...order, input: records };
      const ended = await local.run(given, { signal: terminal.signal });
      return { run: ended, paths: await pathsOfFiles(local.runs, ended, terminal.folder) };
    } finally {
      unfollow();
      await progress.clear();
    }
  });
  await output.finish();
  if (input.flag('steps')) await writeLines(terminal.err, stepTable(run.steps, terminal.err));
  await writeLines(terminal.err, runLines(run, terminal.err, { now: terminal.clock.now(), paths }));
  return run.outcome === undefined ? 1 : exitOfOutcome(run.outcome);
}

/** Shows progress and what the run logs, as it happens. */
function follower(terminal: Terminal, progress: ProgressLine): (change: RunChange) => void {
  const started = terminal.clock.monotonic();
  const say = async (lines: readonly RunLogLine[]): Promise<void> => {
    const told = lines.filter(({ level }) => level !== 'debug');
    if (told.length === 0) return;
    await progress.clear();
    await writeLines(
      terminal.err,
      told.map((line) => logText(line, terminal)),
    );
  };
  return (change) => {
    if (change.kind === 'progress')
      void progress.show(progressText(change.steps, terminal.clock.monotonic() - started));
    if (change.kind === 'log') void say(change.lines);
  };
}

function logText({ level, step, message }: RunLogLine, { err: { paint } }: Terminal): string {
  const style = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim';
  return `${paint(style, level)} ${step === undefined ? '' : `${step}: `}${message}`;
}

/** The step that works, and how many records have come so far. */
function progressText(steps: readonly StepCounters[], elapsed: number): string {
  const working = steps.find(({ state }) => state === 'running') ?? steps.at(-1);
  const count = Math.max(0, ...steps.map(({ recordsIn, recordsOut }) => Math.max(recordsIn, recordsOut)));
  return `${working?.label ?? working?.step ?? 'starting'} · ${countAndRate(count, elapsed)}`;
}
