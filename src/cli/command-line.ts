/** From what was typed to an exit code. */
import { didYouMean } from '../core/did-you-mean.ts';
import type { CommandDeclaration } from './command.ts';
import { commands } from './commands.ts';
import { exitOfError, usage } from './exit-code.ts';
import { commandLines, overviewLines } from './help.ts';
import { parseArguments } from './parse-arguments.ts';
import { writeError } from './print-problems.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** What `cli.ts` knows. */
export interface CommandLine {
  /** Without the program. */
  readonly typed: readonly string[];
  readonly version: string;
}

/** Runs the command that was typed; gives the exit code and never throws. */
export async function runCommandLine(line: CommandLine, terminal: Terminal): Promise<number> {
  try {
    return await dispatch(line, terminal);
  } catch (thrown) {
    await writeError(terminal.err, thrown);
    return exitOfError(thrown);
  }
}

const helpWords = new Set(['help', '--help', '-h']);

async function dispatch({ typed, version }: CommandLine, terminal: Terminal): Promise<number> {
  const [name, ...rest] = typed;
  if (name === undefined) return showOverview(terminal);
  if (name === '--version' || name === '-v' || name === 'version') {
    await writeLines(terminal.out, [`millrace ${version}`]);
    return 0;
  }
  if (helpWords.has(name))
    return rest[0] === undefined ? showOverview(terminal) : showCommand(findCommand(rest[0]), terminal);
  const command = findCommand(name);
  if (rest.some((word) => word === '--help' || word === '-h')) return showCommand(command, terminal);
  return command.run(parseArguments(command, rest), terminal);
}

function findCommand(name: string): CommandDeclaration {
  const found = commands.find((command) => command.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    commands.map((command) => command.name),
  );
  throw usage(`There is no command '${name}'.`, `${hint ?? ''} See \`millrace help\`.`.trim());
}

async function showOverview({ out }: Terminal): Promise<number> {
  await writeLines(out, overviewLines(commands, out));
  return 0;
}

async function showCommand(command: CommandDeclaration, { out }: Terminal): Promise<number> {
  await writeLines(out, commandLines(command, out));
  return 0;
}
