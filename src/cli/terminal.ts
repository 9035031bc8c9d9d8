/** What commands write to and read from; only `cli.ts` makes one from the process. */
import type { Clock } from '../core/clock.ts';
import type { Paint } from './colours.ts';
import { type Column, tableLines } from './table.ts';

/** The surroundings of a command. */
export interface Terminal {
  /** Results go to standard output, everything else to standard error, so that results can be piped. */
  readonly out: Output;
  readonly err: Output;
  /** Standard input, for `--input -`. */
  input(): Promise<string>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The folder in which the command was given. */
  readonly folder: string;
  readonly clock: Clock;
  /** Fires on Ctrl+C. */
  readonly signal: AbortSignal;
}

/** One of the two outputs. */
export interface Output {
  /** True for a terminal: then lines are cut to its width and may be rewritten. */
  readonly interactive: boolean;
  /** Columns of the terminal; undefined where it is none. */
  readonly width: number | undefined;
  readonly paint: Paint;
  /** Writes as it is. Resolves when the reader has taken it. */
  write(text: string): Promise<void>;
}

/** Writes lines. */
export async function writeLines(output: Output, lines: readonly string[]): Promise<void> {
  if (lines.length > 0) await output.write(`${lines.join('\n')}\n`);
}

/** Writes a table, or a sentence where there are no rows. */
export async function writeTable(
  output: Output,
  columns: readonly Column[],
  { rows, none }: { rows: readonly (readonly string[])[]; none: string },
): Promise<void> {
  const lines = rows.length === 0 ? [none] : tableLines(columns, rows, { width: output.width, paint: output.paint });
  await writeLines(output, lines);
}
