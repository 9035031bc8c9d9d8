/** Reads what was typed after a command's name, by its declaration. */
import { parseArgs } from 'node:util';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import { type CommandDeclaration, type CommandInput, type OptionDeclaration, usageOf } from './command.ts';

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

/** What was typed; `usage` if it does not fit the declaration. */
export function parseArguments(command: CommandDeclaration, typed: readonly string[]): CommandInput {
  const { values, positionals } = read(command, typed);
  checkArguments(command, positionals);
  for (const option of command.options) checkOption(option, listOf(values[option.name]), command);
  return {
    arguments: positionals,
    flag: (name) => values[name] === true,
    option: (name) => listOf(values[name]).at(-1),
    options: (name) => listOf(values[name]),
  };
}

function read(
  command: CommandDeclaration,
  typed: readonly string[],
): { values: Values; positionals: readonly string[] } {
  const options = Object.fromEntries(
    command.options.map(({ name, short, value, repeatable = false }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: repeatable,
        ...(short && { short }),
      },
    ]),
  );
  try {
    return parseArgs({ args: [...typed], options, allowPositionals: true, strict: true });
  } catch (thrown) {
    throw usageError(command, explain(thrown, command), thrown);
  }
}

const unknown = /Unknown option '(--?)([^']+)'/;

function explain(thrown: unknown, command: CommandDeclaration): string {
  const message = messageOf(thrown);
  const [, dashes, name] = unknown.exec(message) ?? [];
  if (name === undefined) return message;
  const folder = command.arguments.find((argument) => argument.name === 'DIR');
  if ((name === 'workspace' || `${dashes}${name}` === '-w') && folder !== undefined) {
    return `The folder of the workspace stands here without '${dashes}${name}'.`;
  }
  const hint = didYouMean(
    `--${name}`,
    command.options.map((option) => `--${option.name}`),
  );
  return `There is no option '${dashes}${name}'.${hint === undefined ? '' : ` ${hint}`}`;
}

function listOf(value: Values[string]): readonly string[] {
  if (value === undefined || typeof value === 'boolean') return [];
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'string');
}

function checkArguments(command: CommandDeclaration, given: readonly string[]): void {
  const missing = command.arguments.find((argument, index) => !argument.optional && given[index] === undefined);
  if (missing !== undefined) throw usageError(command, `${missing.name} is missing: ${missing.summary}`);
  const extra = given[command.arguments.length];
  if (extra !== undefined) throw usageError(command, `There is nothing for '${extra}' to be.`);
}

function checkOption(
  { name, choices }: OptionDeclaration,
  given: readonly string[],
  command: CommandDeclaration,
): void {
  const wrong = choices === undefined ? undefined : given.find((value) => !choices.includes(value));
  if (wrong !== undefined) throw usageError(command, `--${name} is ${choices?.join(', ')}, not '${wrong}'.`);
}

/** An error of usage that shows how the command is called. */
function usageError(command: CommandDeclaration, message: string, cause?: unknown): MillraceError {
  return new MillraceError('usage', message, {
    hint: `Usage: ${usageOf(command)}. More: millrace help ${command.name}`,
    cause,
  });
}
