/**
 * A command is declared once: from the declaration come parsing, `--help` and the reference page. Values arrive as
 * text, as they were typed.
 */
import type { Terminal } from './terminal.ts';

/** What stands after the command's name. */
export interface ArgumentDeclaration {
  /** In capitals, as help shows it: `CHAIN`. */
  readonly name: string;
  readonly summary: string;
  readonly optional?: boolean;
}

/** A named option. */
export interface OptionDeclaration {
  /** Without the dashes: `dry-run`. */
  readonly name: string;
  readonly short?: string;
  /** How help shows its value: `k=v`; without it the option is a switch. */
  readonly value?: string;
  readonly summary: string;
  /** May be given more than once. */
  readonly repeatable?: boolean;
  /** The words to choose from. */
  readonly choices?: readonly string[];
}

/** An example of a command. */
export interface CommandExample {
  readonly command: string;
  readonly shows: string;
}

/** What was typed, checked against the declaration. */
export interface CommandInput {
  readonly arguments: readonly string[];
  flag(name: string): boolean;
  option(name: string): string | undefined;
  options(name: string): readonly string[];
}

/** A command. */
export interface CommandDeclaration {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** More, in Markdown. */
  readonly docs?: string;
  readonly arguments: readonly ArgumentDeclaration[];
  readonly options: readonly OptionDeclaration[];
  readonly examples: readonly CommandExample[];
  /** Does it; gives the exit code. Errors are thrown. */
  run(input: CommandInput, terminal: Terminal): Promise<number>;
}

/** Keeps the declaration's type. */
export function defineCommand(declaration: CommandDeclaration): CommandDeclaration {
  return declaration;
}

/** How to call a command: `millrace run CHAIN [options]`. */
export function usageOf({ name, arguments: args, options }: CommandDeclaration): string {
  const words = args.map((argument) => (argument.optional ? `[${argument.name}]` : argument.name));
  return ['millrace', name, ...words, ...(options.length > 0 ? ['[options]'] : [])].join(' ');
}

/** How help shows an option: `-w, --workspace DIR`. */
export function optionLabel({ name, short, value }: OptionDeclaration): string {
  return `${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
}
