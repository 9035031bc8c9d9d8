/** The pages about outcomes and errors. */
import { errorCatalogue, type ErrorEntry } from '../../core/errors.ts';
import { outcomes } from '../../core/outcome.ts';
import { outcomeTable } from '../../model/outcome-table.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

const retryWords = { no: 'no', yes: 'yes', policy: 'if its `retry` says so' } as const;

/** `outcomes.md`. */
export function outcomesPage(): string {
  const rows = outcomes.map((outcome) => {
    const { meaning, http, job, retry, exit } = outcomeTable[outcome];
    return [code(outcome), meaning, String(http), job, retryWords[retry], String(exit)];
  });
  return [
    ...pageHead('Outcomes'),
    'A run ends in exactly one of these; HTTP, jobs, pages, mails and the command line all read what it means from this table.',
    '',
    ...markdownTable(['outcome', 'meaning', 'HTTP status', 'job', 'tried again', 'exit code'], rows),
    '',
    'The command line also ends with 2 for usage and invalid definitions, and with 1 for a failed test.',
    '',
  ].join('\n');
}

/** `errors.md`. */
export function errorsPage(): string {
  const rows = Object.entries<ErrorEntry>(errorCatalogue).map(([name, { summary, fault, outcome, remedy }]) => [
    code(name),
    summary,
    fault,
    code(outcome),
    remedy,
  ]);
  return [
    ...pageHead('Errors'),
    'Every problem has one of these codes, wherever it is shown. The outcome is what a run that meets it ends in.',
    '',
    ...markdownTable(['code', 'meaning', 'who can act', 'outcome', 'what to do'], rows),
    '',
  ].join('\n');
}
