import type { AnyFunction } from '../expression/function-declaration.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import { signatures } from '../expression/signature.ts';
import { defineCommand } from './command.ts';
import { findParts } from './find-part.ts';
import { type Output, writeLines, writeTable } from './terminal.ts';
import { wrapParagraphs } from './text-width.ts';

/** `millrace functions`. */
export const functionsCommand = defineCommand({
  name: 'functions',
  summary: 'Lists the functions of expressions, or says what one does.',
  arguments: [{ name: 'NAME', summary: 'A function, or a word to search for.', optional: true }],
  options: [],
  examples: [
    { command: 'millrace functions', shows: 'All functions and operators.' },
    { command: 'millrace functions start_of', shows: 'What start_of does, with examples.' },
  ],
  async run(input, terminal) {
    const functions = functionRegistry().all();
    const text = input.arguments[0];
    const { exact, found } =
      text === undefined ? { exact: undefined, found: functions } : findParts(functions, text, 'function');
    await (exact === undefined
      ? writeList(terminal.out, found)
      : writeLines(terminal.out, functionLines(exact, terminal.out)));
    return 0;
  },
});

async function writeList(output: Output, functions: readonly AnyFunction[]): Promise<void> {
  const columns = [{ title: 'function', least: 16 }, { title: 'family', least: 10 }, { title: 'what it gives' }];
  await writeTable(output, columns, {
    rows: functions.map(({ name, family, summary }) => [name, family, summary]),
    none: 'There are no functions.',
  });
}

function functionLines(one: AnyFunction, { paint, width }: Output): readonly string[] {
  const problem = 'problem' in one ? one.problem : undefined;
  return [
    `${paint('bold', one.name)} · ${one.family} · ${one.summary}`,
    '',
    ...signatures(one).map((form) => `  ${form}`),
    ...(one.docs === undefined ? [] : ['', ...wrapParagraphs(one.docs, Math.min(width ?? 100, 100))]),
    ...(problem === undefined ? [] : ['', ...wrapParagraphs(`A problem: ${problem}.`, Math.min(width ?? 100, 100))]),
    ...(one.aliases === undefined ? [] : ['', `Also: ${one.aliases.join(', ')}`]),
    '',
    paint('bold', 'Examples'),
    ...one.examples.map(
      (example) =>
        `  ${example.expression}${'values' in example ? ` over ${example.values.join(', ')}` : ''}  gives  ${example.result}`,
    ),
  ];
}
