import { auditActions } from '../../model/audit-action.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

/** `audit.md`. */
export function auditPage(): string {
  const rows = Object.entries(auditActions).map(([name, { summary, words }]) => [
    code(name),
    summary,
    `Ada ${words.replaceAll('{object}', '_object_')}`,
  ]);
  return [
    ...pageHead('Audit'),
    'Who did what to which object, from where, with which result. Entries are written with what they tell and sealed into a chain soon after; `millrace audit verify` says whether they are as they were sealed. Runs have records of their own and are not among them.',
    '',
    ...markdownTable(['action', 'when it is written', 'in plain words'], rows),
    '',
  ].join('\n');
}
