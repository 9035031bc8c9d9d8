/** The page about the command line. */
import { type CommandDeclaration, optionLabel, usageOf } from '../command.ts';
import { code, fence, markdownTable, pageHead } from './markdown.ts';

/** `cli.md`. */
export function commandsPage(commands: readonly CommandDeclaration[]): string {
  return [
    ...pageHead('Command line'),
    'In the repository the command is `npx millrace`. Results go to standard output, everything else to standard error.',
    'Exit codes are in [the table of outcomes](outcomes.md): 0 is well, 2 is usage or invalid definitions. Colours show on a',
    'terminal alone, and never with `NO_COLOR`.',
    '',
    ...commands.flatMap(commandSection),
  ].join('\n');
}

function commandSection(command: CommandDeclaration): readonly string[] {
  const rows = [
    ...command.arguments.map(({ name, summary }) => [code(name), summary]),
    ...command.options.map((option) => [
      code(optionLabel(option)),
      `${option.summary}${option.repeatable ? ' May be repeated.' : ''}`,
    ]),
  ];
  return [
    `## ${command.name}`,
    '',
    command.summary,
    '',
    ...fence('', [usageOf(command)]),
    '',
    ...(command.docs === undefined ? [] : [command.docs, '']),
    ...(rows.length === 0 ? [] : [...markdownTable(['', ''], rows), '']),
    ...(command.examples.length === 0
      ? []
      : [
          ...markdownTable(
            ['example', 'what it does'],
            command.examples.map(({ command: line, shows }) => [code(line), shows]),
          ),
          '',
        ]),
  ];
}
