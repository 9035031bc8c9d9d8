/** The pages about functions and operators: an index by task and by family, and a page for each family. */
import type { AnyFunction, FunctionFamily } from '../../expression/function-declaration.ts';
import { isRewritten } from '../../expression/rewritten-calls.ts';
import { mustBeWritten, whereSql } from '../../expression/functions/where-sql.ts';
import { parameterName, signatures } from '../../expression/signature.ts';
import { familyPages, type FamilyPage } from './function-families.ts';
import { functionTasks } from './function-tasks.ts';
import { code, markdownTable, pageHead } from './markdown.ts';

/** `functions.md` and the pages in `functions/`, by their paths. */
export function functionPages(functions: readonly AnyFunction[]): readonly (readonly [string, string])[] {
  const families = Object.entries(familyPages) as [FunctionFamily, FamilyPage][];
  return [
    ['functions.md', indexPage(functions)],
    ...families.map(([family, page]) => {
      const own = functions.filter((one) => one.family === family);
      return [`functions/${page.file}.md`, familyPage(page, own)] as const;
    }),
  ];
}

const reading = [
  'What expressions can call. The [guide to expressions](../guide/expressions.md) tells how they are written; `millrace functions NAME` shows the same as these pages.',
  '',
  'A signature such as `lpad(text, length: integer[, fill: text]) -> text` names each argument and its type (once where both are the same), puts what may be left out in brackets, and ends with the type of the result. `..` means that the last argument may come again and again. `T` and `U` stand for any type, `T -> boolean` for a lambda that takes a T.',
  '',
  'Where nothing else is said, a null argument gives null. What has no result (a division by zero, the root of -1) is null; what is wrong (a text that is no date, an overflow) is a problem, and each function that can end in one says in which cases. `try_cast` and `try_parse_date` give null instead. A problem counts only if its value reaches an output, a filter, a key, an aggregate or an effect; the `onError` of the step decides what happens then.',
  '',
  'Every example on these pages runs as a test in both engines. A step with a function that the vector engine cannot compute in exactly the same way stays in the row engine, and `millrace explain` says so; the result is the same.',
  '',
];

function indexPage(functions: readonly AnyFunction[]): string {
  const byName = new Map(functions.map((one) => [one.name, one]));
  const tasks = functionTasks.map(({ task, functions: names }) => [
    task,
    names.map((name) => linkTo(byName.get(name), name)).join(', '),
  ]);
  const families = Object.entries(familyPages).map(([family, { file, title, about }]) => [
    `[${title}](functions/${file}.md)`,
    about,
    String(functions.filter((one) => one.family === family).length),
  ]);
  return [
    ...pageHead('Functions'),
    ...reading,
    '## By subject',
    '',
    ...markdownTable(['page', 'what is on it', 'how many'], families),
    '',
    '## By task',
    '',
    ...markdownTable(['to ..', 'use'], tasks),
    '',
    '## By name',
    '',
    functions
      .filter(({ family }) => family !== 'operator')
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map((one) => linkTo(one, one.name))
      .join(', '),
    '',
  ].join('\n');
}

/** Headings of operators that are signs have no anchors of their own. */
function anchorOf(name: string): string {
  return /^\w[\w ]*$/.test(name) ? `#${name.replaceAll(' ', '-')}` : '';
}

function linkTo(one: AnyFunction | undefined, name: string): string {
  if (one === undefined) return code(name);
  return `[${code(name)}](functions/${familyPages[one.family].file}.md${anchorOf(name)})`;
}

function familyPage({ title, rules }: FamilyPage, functions: readonly AnyFunction[]): string {
  const rows = functions.map(({ name, summary }) => [
    anchorOf(name) === '' ? code(name) : `[${code(name)}](${anchorOf(name)})`,
    summary,
  ]);
  return [
    ...pageHead(title),
    '[All functions](../functions.md)',
    '',
    rules,
    '',
    ...markdownTable(['function', 'what it gives'], rows),
    '',
    ...functions.flatMap(functionSection),
  ].join('\n');
}

function functionSection(one: AnyFunction): readonly string[] {
  const rows = one.examples.map((example) => [
    code(example.expression),
    ...('values' in example ? [example.values.length === 0 ? 'no records' : code(example.values.join(', '))] : []),
    code(example.result),
  ]);
  const records = one.kind === 'window' ? 'over `x` = (with `i` = 1, 2, ..)' : 'over `x` =';
  const titles = one.kind !== 'scalar' ? ['expression', records, 'gives'] : ['expression', 'gives'];
  return [
    `## ${one.name}`,
    '',
    one.summary,
    '',
    ...signatures(one).map((form) => `- ${code(form)}`),
    '',
    ...(one.docs === undefined ? [] : [one.docs, '']),
    ...facts(one).flatMap((fact) => [fact, '']),
    ...(rows.length === 0 ? [] : [...markdownTable(titles, rows), '']),
  ];
}

function facts(one: AnyFunction): readonly string[] {
  const problem = 'problem' in one ? one.problem : undefined;
  return [
    ...(one.aliases === undefined ? [] : [`Also called ${one.aliases.map(code).join(', ')}.`]),
    ...(problem === undefined ? [] : [`**A problem:** ${problem}.`]),
    ...engineFacts(one),
  ];
}

/** Where the vector engine cannot help, for all forms or for some. */
function engineFacts(one: AnyFunction): readonly string[] {
  if (one.kind === 'window' || isRewritten(one.name)) return [];
  const found = one.overloads.map((overload) => whereSql(overload));
  const words = [
    ...(found.includes('never') ? ['no'] : []),
    ...(found.includes('ordered') ? ['only with `order by`'] : []),
    ...(found.includes('written') ? [writtenWords(one)] : []),
  ];
  if (words.length === 0) return [];
  const some = found.includes('always') ? ', in some of its forms' : '';
  return [`**In the vector engine:** ${words.join('; ')}${some}.`];
}

/** Which arguments must be written out. */
function writtenWords(one: Exclude<AnyFunction, { kind: 'window' }>): string {
  const places = one.overloads.flatMap((overload) =>
    whereSql(overload) === 'written' ? mustBeWritten(overload).map((place) => parameterName(one, overload, place)) : [],
  );
  const names = [...new Set(places)].map((name) => (name === undefined ? 'the right side' : code(name)));
  return `only where ${names.join(' and ')} ${names.length === 1 ? 'is' : 'are'} written out, not taken from a field`;
}
