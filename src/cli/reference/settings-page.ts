/** The page about the settings of a server. */
import { settingDeclarations } from '../../core/settings.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

/** `settings.md`. */
export function settingsPage(): string {
  const rows = Object.values(settingDeclarations).map(({ variable, takes, byDefault, summary, example, secret }) => [
    code(variable),
    takes,
    code(byDefault ?? ''),
    `${summary}${secret === true ? ' Never shown.' : ''}`,
    code(example ?? ''),
  ]);
  return [
    ...pageHead('Settings'),
    'A server and the command line read these environment variables when they start; all faults are reported together. One',
    'that is empty counts as not set. `${secret.NAME}` in a connection is the environment variable `NAME`.',
    '',
    ...markdownTable(['variable', 'takes', 'default', 'what it does', 'example'], rows),
    '',
  ].join('\n');
}
