/** The page about functions and operators. */
import type { AnyFunction } from '../../expression/function-declaration.ts';
import { code, markdownTable, pageHead } from './markdown.ts';
import { signatures } from './signature.ts';

/** `functions.md`. */
export function functionsPage(functions: readonly AnyFunction[]): string {
  const families = [...new Set(functions.map(({ family }) => family))];
  return [
    ...pageHead('Functions'),
    'Every example runs on both engines.',
    '',
    ...families.flatMap((family) => [
      `## ${family.charAt(0).toUpperCase()}${family.slice(1)}`,
      '',
      ...functions.filter((one) => one.family === family).flatMap(functionSection),
    ]),
  ].join('\n');
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
