import { isId } from '../core/ids.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import type { NumberedLine, RunService } from '../runs/run-service.ts';
import { defineCommand } from './command.ts';
import { optionFolder, workspaceOption } from './load-checked.ts';
import { withLocal } from './open-local.ts';
import { findRun } from './runs.ts';
import { type Output, writeLines } from './terminal.ts';

const pageSize = 500;

/** `millrace logs`. */
export const logsCommand = defineCommand({
  name: 'logs',
  summary: 'Prints the log of a run, or of all attempts at an occurrence of a job.',
  arguments: [{ name: 'ID', summary: 'A run, or the end of its id; or an occurrence, whole.' }],
  options: [
    { name: 'rejects', summary: 'Prints the rejected records with their reasons instead, as JSON lines.' },
    workspaceOption,
  ],
  examples: [
    { command: 'millrace logs 0199f0c2-...', shows: 'What the run logged, with the time of each line.' },
    {
      command: 'millrace logs $(millrace jobs history daily-sales --format json | head -1 | jq -r .id)',
      shows: 'What all attempts at the latest occurrence of a job logged.',
    },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    return withLocal({ live, terminal, looks: true }, async ({ runs }) => {
      for (const [index, run] of (await wantedRuns(runs, input.arguments[0] ?? '')).entries()) {
        if (run.attempt !== undefined) await writeLines(terminal.err, [attemptLine(run.attempt, run.id, index)]);
        if (input.flag('rejects')) await writeRejects(runs, run.id, terminal.out);
        else await writeLog(runs, run.id, terminal.out);
      }
      return 0;
    });
  },
});

/** A run; `attempt` counts from 1, where it is one of those at an occurrence. */
interface WantedRun {
  readonly id: string;
  readonly attempt?: number;
}

/** The run, or the attempts at the occurrence, the first one first. */
async function wantedRuns(runs: RunService, id: string): Promise<readonly WantedRun[]> {
  if (isId(id) && (await runs.get(id)) === undefined) {
    const { runs: attempts } = await runs.list({ occurrence: id, limit: 200 });
    if (attempts.length > 0) return attempts.toReversed().map((run, index) => ({ id: run.id, attempt: index + 1 }));
  }
  return [await findRun(runs, id)].map((run) => ({ id: run.id }));
}

const attemptLine = (attempt: number, run: string, index: number): string =>
  `${index === 0 ? '' : '\n'}attempt ${attempt}: run ${run}`;

async function writeRejects(runs: RunService, id: string, output: Output): Promise<void> {
  const rejects = await runs.rejects(id);
  await writeLines(
    output,
    rejects.map((reject) => JSON.stringify(reject)),
  );
}

async function writeLog(runs: RunService, id: string, output: Output): Promise<void> {
  let after = 0;
  for (;;) {
    const lines = await runs.logs(id, { after, limit: pageSize });
    await writeLines(
      output,
      lines.map((line) => logLine(line, output)),
    );
    if (lines.length < pageSize) return;
    after = lines.at(-1)?.seq ?? after;
  }
}

function logLine({ at, level, step, message }: NumberedLine, { paint }: Output): string {
  const style = level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim';
  return `${paint('dim', new Date(at).toISOString())} ${paint(style, level.padEnd(5))} ${step === undefined ? '' : `${step}: `}${message}`;
}
