/** The pages about outcomes and errors. */
import { errorCatalogue, type ErrorEntry } from '../../core/errors.ts';
import { outcomes } from '../../core/outcome.ts';
import { outcomeTable } from '../../model/outcome-table.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

const retryWords = { no: 'no', yes: 'yes', policy: 'if its `retry` says so' } as const;

const columns = [
  'outcome',
  'meaning',
  'HTTP status',
  'an equal delivery gets',
  'job',
  'tried again',
  'guard',
  'workflow action',
  'dataset, widget',
  'exit code',
] as const;

/** `outcomes.md`. */
export function outcomesPage(): string {
  const rows = outcomes.map((outcome) => {
    const { meaning, http, job, retry, guard, action, picture, final, exit } = outcomeTable[outcome];
    const kept = final ? 'the same answer' : 'a new run';
    return [code(outcome), meaning, String(http), kept, job, retryWords[retry], guard, action, picture, String(exit)];
  });
  return [
    ...pageHead('Outcomes'),
    'A run ends in exactly one of these. HTTP, jobs, guards, workflow actions, datasets, widgets, mails and the command line all read what it means from this table, and from nowhere else.',
    '',
    ...markdownTable(columns, rows),
    '',
    'Where one record was asked for, `empty` is 404; where more is made than was asked for, `ok` is 201. A body that cannot be read at all is 400, one that is too large 413, one of a wrong type 415; `busy` is 503 where the server itself has too much to do, and comes with `Retry-After` in any case. A job that expects records takes `empty` for silence, and tells of it.',
    '',
    'A guard lets an event pass only where its outcome is `ok` and its first record says `allow: true`. An action that `refuses` refuses the event; one that `fails` fails the attempt, unless `onError` names a state for the outcome.',
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
