/**
 * What regular expressions take apart, count and find. The vector engine walks over matches as ours does only where it
 * replaces them, so that its SQL replaces each match by a mark: a character that is set apart for use inside of programs.
 */
import { MillraceError } from '../../core/errors.ts';
import { listOf, types, type ValueType } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample } from '../function-declaration.ts';
import { characterCount } from './code-points.ts';
import { example, fixed, type FixedForm } from './define.ts';
import * as take from './parameter-patterns.ts';
import { compiled, literalGroups, matchesOf } from './regular-expression.ts';
import { failSql, sqlText } from './sql-text.ts';

/** Unicode promises that no text for exchange has it. */
const mark = '\ufdd0';

function withoutMark(text: string): void {
  if (text.includes(mark)) {
    throw new MillraceError(
      'evaluation_failed',
      'The text has the character U+FDD0, which marks places inside of programs.',
      {
        hint: `Take it out before: replace(text, chr(64976), '').`,
      },
    );
  }
}

function unlessMarked(text: string, sqlType: string, sql: string): string {
  return `(CASE WHEN contains(${text}, ${sqlText(mark)}) THEN ${failSql('evaluation_failed', sqlType)} ELSE ${sql} END)`;
}

function split(text: string, pattern: string): readonly string[] {
  withoutMark(text);
  const parts: string[] = [];
  let from = 0;
  for (const matcher of matchesOf(text, pattern)) {
    parts.push(text.slice(from, matcher.start()));
    from = matcher.end();
  }
  return [...parts, text.slice(from)];
}

function count(text: string, pattern: string): number {
  let found = 0;
  for (const _ of matchesOf(text, pattern)) found++;
  return found;
}

function position(text: string, pattern: string): number {
  withoutMark(text);
  const matcher = compiled(pattern).matcher(text);
  return matcher.find() ? characterCount(text.slice(0, matcher.start())) + 1 : 0;
}

function quoted(text: string): string {
  return text.replaceAll(/[\0-\x7f]/g, (letter) =>
    letter === '\0' ? '\\x00' : /\w/.test(letter) ? letter : `\\${letter}`,
  );
}

function parting(
  name: string,
  summary: string,
  form: FixedForm & {
    readonly parameters: readonly string[];
    readonly problem: string;
    readonly result: ValueType;
    readonly docs?: string;
    readonly examples: readonly FunctionExample[];
  },
): FunctionDeclaration {
  const { parameters, problem, result, docs, examples, sql, ...rest } = form;
  const written: FixedForm['sql'] = (text = '', pattern = '') =>
    literalGroups(pattern) === undefined ? undefined : sql?.(text, pattern);
  const overloads = [fixed([take.text, take.text], result, { ...rest, canFail: true, sql: written })];
  const more = docs === undefined ? {} : { docs };
  return { kind: 'scalar', name, family: 'text', summary, parameters, problem, ...more, overloads, examples };
}

/** Functions of regular expressions that take apart, count and find. */
export const regularExpressionParts: readonly FunctionDeclaration[] = [
  parting('regexp_split', 'The parts of the text between the matches of a regular expression, as a list.', {
    parameters: ['text', 'pattern'],
    problem: 'a pattern that RE2 does not know',
    docs: 'Where nothing matches, the list has the whole text as its one item; a match at an end leaves an empty part.',
    result: listOf(types.text),
    js: split,
    sql: (text, pattern) =>
      unlessMarked(
        text ?? '',
        'VARCHAR[]',
        `string_split(regexp_replace(${text}, ${pattern}, ${sqlText(mark)}, 'g'), ${sqlText(mark)})`,
      ),
    examples: [
      example("regexp_split('a, b;c', '[,;] *')", "['a', 'b', 'c']"),
      example("regexp_split('abc', '[0-9]')", "['abc']"),
      example("regexp_split('-a-', '-')", "['', 'a', '']"),
    ],
  }),
  parting('regexp_count', 'How often a regular expression matches in the text.', {
    parameters: ['text', 'pattern'],
    problem: 'a pattern that RE2 does not know',
    docs: 'Matches do not overlap.',
    result: types.integer,
    js: count,
    sql: (text, pattern) => `(length(regexp_replace(${text}, ${pattern}, '\\0!', 'g')) - length(${text}))`,
    examples: [example("regexp_count('17 of 20', '[0-9]+')", '2'), example("regexp_count('banana', 'an')", '2')],
  }),
  parting('regexp_position', 'Where a regular expression first matches, counted from 1; 0 where it does not.', {
    parameters: ['text', 'pattern'],
    problem: 'a pattern that RE2 does not know',
    docs: 'By code points. `regexp_extract` gives what is there.',
    result: types.integer,
    js: position,
    sql: (text, pattern) => {
      const marked = `strpos(regexp_replace(${text}, ${pattern}, ${sqlText(mark)}), ${sqlText(mark)})`;
      return unlessMarked(text ?? '', 'BIGINT', marked);
    },
    examples: [example("regexp_position('order 17', '[0-9]')", '7'), example("regexp_position('order', '[0-9]')", '0')],
  }),
  parting('regexp_full_match', 'Whether a regular expression matches the whole text.', {
    parameters: ['text', 'pattern'],
    problem: 'a pattern that RE2 does not know',
    result: types.boolean,
    docs: "So nothing can stand before or after: `regexp_full_match(code, '[A-Z]{2}[0-9]{4}')`.",
    js: (text: string, pattern: string) => compiled(pattern).matches(text),
    sql: (text, pattern) => `regexp_full_match(${text}, ${pattern})`,
    examples: [
      example("regexp_full_match('AB1234', '[A-Z]{2}[0-9]{4}')", 'true'),
      example("regexp_full_match('AB1234x', '[A-Z]{2}[0-9]{4}')", 'false'),
    ],
  }),
  {
    kind: 'scalar',
    name: 'regexp_escape',
    family: 'text',
    summary: 'The regular expression that matches exactly this text.',
    parameters: ['text'],
    docs: "So text that people typed can stand in a pattern: `regexp_matches(name, '(?i)^' || regexp_escape($q))`.",
    overloads: [fixed([take.text], types.text, { js: quoted, sql: (text) => `regexp_escape(${text})` })],
    examples: [
      example("regexp_escape('1.5 (a)')", "'1\\.5\\ \\(a\\)'"),
      example("regexp_matches('1x5', regexp_escape('1.5'))", 'false'),
    ],
  },
];
