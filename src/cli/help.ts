/** Help, from the declarations of the commands. */
import type { Paint } from './colours.ts';
import { type CommandDeclaration, optionLabel, usageOf } from './command.ts';
import { padText, textWidth, wrapParagraphs, wrapText } from './text-width.ts';

/** How help is drawn. */
export interface HelpStyle {
  readonly width: number | undefined;
  readonly paint: Paint;
}

const widest = 100;

/** Pairs of label and text in two columns, the text wrapped. */
export function pairLines(
  pairs: readonly (readonly [string, string])[],
  { width = widest, paint }: HelpStyle,
): readonly string[] {
  const labelWidth = Math.min(32, Math.max(0, ...pairs.map(([label]) => textWidth(label))));
  const room = Math.max(20, Math.min(width, widest) - labelWidth - 4);
  return pairs.flatMap(([label, text]) => {
    const [first = '', ...rest] = wrapText(text, room);
    const indent = ' '.repeat(labelWidth + 4);
    const painted = `  ${paint('cyan', padText(label, labelWidth))}`;
    const head = textWidth(label) > labelWidth ? [painted, `${indent}${first}`] : [`${painted}  ${first}`];
    return [...head.map((line) => line.trimEnd()), ...rest.map((line) => `${indent}${line}`)];
  });
}

/** The list of commands. */
export function overviewLines(commands: readonly CommandDeclaration[], style: HelpStyle): readonly string[] {
  return [
    'Millrace runs data chains: designed once, they run as jobs, reports and more.',
    '',
    style.paint('bold', 'Usage: millrace COMMAND [options]'),
    '',
    ...pairLines(
      commands.map(({ name, summary }) => [name, summary]),
      style,
    ),
    '',
    'millrace help COMMAND says more of each; millrace --version says which this is.',
  ];
}

/** The page of one command. */
export function commandLines(command: CommandDeclaration, style: HelpStyle): readonly string[] {
  const heading = (text: string): readonly string[] => ['', style.paint('bold', text)];
  const section = (title: string, pairs: readonly (readonly [string, string])[]): readonly string[] =>
    pairs.length === 0 ? [] : [...heading(title), ...pairLines(pairs, style)];
  return [
    command.summary,
    '',
    style.paint('bold', `Usage: ${usageOf(command)}`),
    ...(command.docs === undefined
      ? []
      : ['', ...wrapParagraphs(command.docs, Math.min(style.width ?? widest, widest))]),
    ...section(
      'Arguments',
      command.arguments.map(({ name, summary }) => [name, summary]),
    ),
    ...section(
      'Options',
      command.options.map((option) => [optionLabel(option), option.summary]),
    ),
    ...section(
      'Examples',
      command.examples.map(({ command: line, shows }) => [line, shows]),
    ),
  ];
}
