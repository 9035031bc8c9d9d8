/** The page about functions and operators. */
import type { AnyFunction } from '../../expression/function-declaration.ts';
import { signatures } from '../../expression/signature.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

/** `functions.md`. */
export function functionsPage(functions: readonly AnyFunction[]): string {
  const families = [...new Set(functions.map(({ family }) => family))];
  return [
    ...pageHead('Functions'),
    'Every example runs on both engines. What the vector engine cannot compute in exactly the same way (most of JSON, say) has no SQL: a step with it stays in the row engine, and `millrace explain` says so.',
    '',
    ...families.map((family) => `- [${title(family)}](#${family.replaceAll(' ', '-')})`),
    '',
    ...families.flatMap((family) => [
      `## ${title(family)}`,
      '',
      ...indexOf(functions.filter((one) => one.family === family)),
      '',
      ...functions.filter((one) => one.family === family).flatMap(functionSection),
    ]),
  ].join('\n');
}

function title(family: string): string {
  return `${family.charAt(0).toUpperCase()}${family.slice(1)}`;
}

/** A line for each function of a family, to find one by what it does. */
function indexOf(functions: readonly AnyFunction[]): readonly string[] {
  const rows = functions.map(({ name, summary }) => [
    /^\w+$/.test(name) ? `[${code(name)}](#${name})` : code(name),
    summary,
  ]);
  return markdownTable(['function', 'what it gives'], rows);
}

function functionSection(one: AnyFunction): readonly string[] {
  const rows = one.examples.map((example) => [
    code(example.expression),
    ...('values' in example ? [code(example.values.join(', '))] : []),
    code(example.result),
  ]);
  const records = one.kind === 'window' ? 'over `x` = (with `i` = 1, 2, ..)' : 'over `x` =';
  const titles = one.kind !== 'scalar' ? ['expression', records, 'gives'] : ['expression', 'gives'];
  return [
    `### ${one.name}`,
    '',
    one.summary,
    '',
    ...(one.docs === undefined ? [] : [one.docs, '']),
    ...signatures(one).map((form) => `- ${code(form)}`),
    ...(one.aliases === undefined ? [] : ['', `Also: ${one.aliases.map(code).join(', ')}`]),
    '',
    ...(rows.length === 0 ? [] : [...markdownTable(titles, rows), '']),
  ];
}
