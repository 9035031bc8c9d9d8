/** Problems and errors as people read them in a terminal. */
import { toMillraceError } from '../core/errors.ts';
import { formatPosition, type Problem, sentence } from '../model/problem.ts';
import { formatCount } from './progress.ts';
import { type Output, writeLines } from './terminal.ts';

/** The lines of a problem: where and what, then below it what would be right. */
function problemLines(
  { position, severity, message, hint, path, code }: Problem,
  { paint }: Pick<Output, 'paint'>,
): readonly string[] {
  const where = position === undefined ? '' : `${paint('bold', formatPosition(position))} `;
  const word = paint(severity === 'error' ? 'red' : 'yellow', severity);
  const at = path === undefined ? '' : ` ${paint('dim', `(${path})`)}`;
  return [
    `${where}${word} ${message} ${paint('dim', `[${code}]`)}${at}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ];
}

/** `3 errors and 1 warning`, or nothing. */
export function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const parts = [counted(errors, 'error'), counted(warnings, 'warning')].filter((part) => part !== '');
  return parts.join(' and ');
}

/** `1 error`, `2 errors`; empty for none. */
export function counted(count: number, noun: string): string {
  return count === 0 ? '' : `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Nobody reads further on a terminal; programs ask for JSON, which has all of them. */
const mostShown = 100;

/** Writes problems, one after the other. */
export async function writeProblems(output: Output, problems: readonly Problem[]): Promise<void> {
  const left = problems.length - mostShown;
  await writeLines(output, [
    ...problems.slice(0, mostShown).flatMap((problem) => problemLines(problem, output)),
    ...(left > 0 ? [`.. and ${formatCount(left)} more`] : []),
  ]);
}

/** Writes an error that ended a command. */
export async function writeError(output: Output, thrown: unknown): Promise<void> {
  const { code, message, hint, issues } = toMillraceError(thrown);
  const lines = [
    `${output.paint('red', 'error')} ${sentence(message)} ${output.paint('dim', `[${code}]`)}`,
    // A message that has one issue alone repeats it.
    ...(issues ?? [])
      .filter((issue) => !message.includes(issue.message))
      .map((issue) => `    ${issue.path === '' ? '' : `${issue.path}: `}${issue.message}`),
    ...(hint === undefined ? [] : [`    ${hint}`]),
  ];
  await writeLines(output, lines);
}
