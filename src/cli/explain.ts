import { explainChain } from '../engine/explain.ts';
import { runnableChain } from '../main/perform-run.ts';
import { defineCommand } from './command.ts';
import { fullChainName } from './find-chain.ts';
import { loadChecked, optionFolder, workspaceOption } from './load-checked.ts';
import { writeProblems } from './print-problems.ts';
import { writeLines } from './terminal.ts';

/** `millrace explain`. */
export const explainCommand = defineCommand({
  name: 'explain',
  summary: 'Prints the plan of a chain: steps, engines, what goes to the source and why not, effects.',
  arguments: [{ name: 'CHAIN', summary: 'Its full name, or the last part alone.' }],
  options: [workspaceOption],
  examples: [{ command: 'millrace explain sales.Daily', shows: 'How it would run, without running it.' }],
  async run(input, terminal) {
    const checked = await loadChecked(await optionFolder(input, terminal));
    const name = fullChainName(input.arguments[0] ?? '', checked);
    const { chain, problems } = runnableChain(name, checked);
    await writeProblems(terminal.err, problems);
    await writeLines(terminal.out, explainChain(chain).split('\n'));
    return 0;
  },
});
