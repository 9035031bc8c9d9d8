import { stringify } from 'yaml';
import type { AnyStep } from '../engine/step-contract.ts';
import { checkServices } from '../main/perform-run.ts';
import { defineCommand } from './command.ts';
import { findParts } from './find-part.ts';
import { pairLines } from './help.ts';
import { type SettingRow, settingRows } from './reference/setting-rows.ts';
import { type Output, writeLines, writeTable } from './terminal.ts';
import { wrapParagraphs } from './text-width.ts';

/** `millrace steps`. */
export const stepsCommand = defineCommand({
  name: 'steps',
  summary: 'Lists the steps, or says what one does.',
  arguments: [{ name: 'NAME', summary: 'A step, or a word to search for.', optional: true }],
  options: [],
  examples: [
    { command: 'millrace steps', shows: 'All steps.' },
    { command: 'millrace steps join', shows: 'What join does, its settings and examples.' },
    { command: 'millrace steps mongodb', shows: 'Steps that have to do with MongoDB.' },
  ],
  async run(input, terminal) {
    const steps = checkServices().steps.all();
    const text = input.arguments[0];
    const { exact, found } =
      text === undefined ? { exact: undefined, found: steps } : findParts<AnyStep>(steps, text, 'step');
    await (exact === undefined
      ? writeList(terminal.out, found)
      : writeLines(terminal.out, stepLines(exact, terminal.out)));
    return 0;
  },
});

async function writeList(output: Output, steps: readonly AnyStep[]): Promise<void> {
  const columns = [{ title: 'step', least: 18 }, { title: 'category', least: 9 }, { title: 'what it does' }];
  await writeTable(output, columns, {
    rows: steps.map(({ name, category, summary }) => [name, category, summary]),
    none: 'There are no steps.',
  });
}

function stepLines(step: AnyStep, output: Output): readonly string[] {
  const { paint, width } = output;
  const settings = settingRows(step.settings).map(
    ({ name, description, ...row }) => [name, `${description} ${noteOf(row)}`] as const,
  );
  return [
    `${paint('bold', step.name)} · ${step.category} · ${step.summary}`,
    '',
    ...wrapParagraphs(step.docs, Math.min(width ?? 100, 100)),
    '',
    ...(settings.length === 0 ? ['It has no settings.'] : [paint('bold', 'Settings'), ...pairLines(settings, output)]),
    ...step.examples.flatMap((example) => ['', paint('bold', example.title), ...exampleLines(step.name, example.with)]),
  ];
}

function noteOf({ takes, required, default: fallback }: Pick<SettingRow, 'takes' | 'required' | 'default'>): string {
  return `[${[takes, ...(required ? ['required'] : []), ...(fallback === undefined ? [] : [`default ${fallback}`])].join('; ')}]`;
}

/** An example as it stands in a definition. */
function exampleLines(uses: string, settings: Readonly<Record<string, unknown>>): readonly string[] {
  const entry = Object.keys(settings).length === 0 ? { uses } : { uses, with: settings };
  return stringify([entry], { lineWidth: 110 })
    .trimEnd()
    .split('\n')
    .map((line) => `  ${line}`);
}
