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
  summary: 'Prints the log of a run.',
  arguments: [{ name: 'ID', summary: 'A run, or the end of its id.' }],
  options: [
    { name: 'rejects', summary: 'Prints the rejected records with their reasons instead, as JSON lines.' },
    workspaceOption,
  ],
  examples: [{ command: 'millrace logs 0199f0c2-...', shows: 'What the run logged, with the time of each line.' }],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await optionFolder(input, terminal));
    return withLocal({ live, terminal, looks: true }, async ({ runs }) => {
      const { id } = await findRun(runs, input.arguments[0] ?? '');
      if (input.flag('rejects'))
        await writeLines(
          terminal.out,
          (await runs.rejects(id)).map((reject) => JSON.stringify(reject)),
        );
      else await writeLog(runs, id, terminal.out);
      return 0;
    });
  },
});

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
