import { problemsWithTests } from '../main/check-definitions.ts';
import { checkWorkspaceUsers } from '../main/check-workspace-users.ts';
import { sortProblems } from '../model/definitions/parse-documents.ts';
import { usageExit } from './exit-code.ts';
import { defineCommand } from './command.ts';
import { argumentFolder, folderArgument, loadChecked } from './load-checked.ts';
import { counted, countProblems, writeProblems } from './print-problems.ts';
import { writeLines } from './terminal.ts';

/** `millrace validate`. */
export const validateCommand = defineCommand({
  name: 'validate',
  summary: 'Checks every definition of a workspace and lists what is wrong.',
  docs: 'Nothing is run and nothing outside is touched. Warnings alone do not make it fail.',
  arguments: [folderArgument],
  options: [
    {
      name: 'format',
      value: 'FORMAT',
      summary: 'text (default) or json, one problem a line.',
      choices: ['text', 'json'],
    },
  ],
  examples: [
    { command: 'millrace validate', shows: 'Checks the workspace in the current folder.' },
    { command: 'millrace validate examples/shop --format json', shows: 'For editors and other programs.' },
  ],
  async run(input, terminal) {
    const folder = await argumentFolder(input, terminal);
    const checked = await loadChecked(folder);
    const { workspace, chains } = checked;
    const problems = sortProblems([...problemsWithTests(checked), ...(await checkWorkspaceUsers(folder, workspace))]);
    const failed = problems.some(({ severity }) => severity === 'error');
    if (input.option('format') === 'json') {
      await writeLines(
        terminal.out,
        problems.map((problem) => JSON.stringify(problem)),
      );
      return failed ? usageExit : 0;
    }
    await writeProblems(terminal.out, problems);
    const found = [
      counted(chains.size, 'chain'),
      counted(workspace.jobs.size, 'job'),
      counted(workspace.connections.size, 'connection'),
    ];
    const read = found.filter((part) => part !== '').join(', ');
    const verdict = countProblems(problems);
    const paint = terminal.out.paint;
    const line = failed
      ? paint('red', `${verdict}.`)
      : paint('green', verdict === '' ? 'All is well' : `Well, with ${verdict}`);
    await writeLines(terminal.out, [`${line}${failed ? '' : `: ${read === '' ? 'no chains yet' : read}.`}`]);
    return failed ? usageExit : 0;
  },
});
