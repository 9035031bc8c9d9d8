/**
 * Functions of regular expressions, in RE2's syntax: matching takes time in proportion to the text, whatever the pattern.
 * Both engines walk over the matches in the same way: an empty match right after another one does not count.
 */
import { RE2JS, RE2JSException } from 're2js';
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import { listOf, types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { literalInteger, literalText } from './sql-text.ts';

const kept = 256;
const cache = new Map<string, RE2JS>();

/** A compiled pattern; `evaluation_failed` where it is not one. */
export function compiled(pattern: string): RE2JS {
  const known = cache.get(pattern);
  if (known) return known;
  if (cache.size >= kept) cache.clear();
  try {
    const made = RE2JS.compile(pattern);
    cache.set(pattern, made);
    return made;
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown;
    throw new MillraceError('evaluation_failed', `"${pattern}" is not a regular expression: ${thrown.message}`, {
      hint: 'The syntax is that of RE2, without look-around and back-references.',
      cause: thrown,
    });
  }
}

/** A walk over the matches in one text. */
export type Matcher = ReturnType<RE2JS['matcher']>;

/** All matches from left to right. */
export function* matchesOf(text: string, pattern: string): Generator<Matcher> {
  const matcher = compiled(pattern).matcher(text);
  let lastEnd = -1;
  while (matcher.find()) {
    if (matcher.start() === matcher.end() && matcher.start() === lastEnd) continue;
    lastEnd = matcher.end();
    yield matcher;
  }
}

function checkedGroup(pattern: string, group: Integer): number {
  const count = compiled(pattern).groupCount();
  if (group >= 0 && group <= count) return Number(group);
  throw new MillraceError('evaluation_failed', `The regular expression has ${count} groups, and no group ${group}.`, {
    hint: 'Group 0 is the whole match.',
  });
}

function extract(text: string, pattern: string, group: Integer = 0): string | null {
  const at = checkedGroup(pattern, group);
  const matcher = compiled(pattern).matcher(text);
  return matcher.find() ? (matcher.group(at) ?? '') : null;
}

function extractAll(text: string, pattern: string, group: Integer = 0): readonly string[] {
  const at = checkedGroup(pattern, group);
  const found: string[] = [];
  for (const matcher of matchesOf(text, pattern)) found.push(matcher.group(at) ?? '');
  return found;
}

type Piece = string | number;

/** A replacement in pieces: text, and numbers of groups (`\1`); `\\` is a backslash. */
function piecesOf(replacement: string, groups: number): readonly Piece[] {
  return [...replacement.matchAll(/\\(.?)|[^\\]+/gsu)].map(([whole, escaped]): Piece => {
    if (escaped === undefined) return whole;
    if (escaped === '\\') return '\\';
    if (/^\d$/.test(escaped) && Number(escaped) <= groups) return Number(escaped);
    throw new MillraceError('evaluation_failed', `"${whole}" means nothing in this replacement.`, {
      hint: `Use \\0 for the match, \\1 for its first group (there are ${groups}), and \\\\ for a backslash.`,
    });
  });
}

function replaceAll(text: string, pattern: string, replacement: string): string {
  const pieces = piecesOf(replacement, compiled(pattern).groupCount());
  let result = '';
  let from = 0;
  for (const matcher of matchesOf(text, pattern)) {
    result += text.slice(from, matcher.start());
    for (const piece of pieces) result += typeof piece === 'string' ? piece : (matcher.group(piece) ?? '');
    from = matcher.end();
  }
  return result + text.slice(from);
}

/** The number of groups of a pattern that is written out in SQL and works; undefined for all else. */
export function literalGroups(pattern: string | undefined): number | undefined {
  const known = literalText(pattern ?? '');
  return known === undefined ? undefined : orUndefined(() => compiled(known).groupCount());
}

function orUndefined<T>(attempt: () => T): T | undefined {
  try {
    return attempt();
  } catch (thrown) {
    if (thrown instanceof MillraceError) return undefined;
    throw thrown;
  }
}

function replaceSql(text: string, pattern: string, replacement: string): string | undefined {
  const groups = literalGroups(pattern);
  const written = literalText(replacement);
  if (groups === undefined || written === undefined) return undefined;
  const works = orUndefined(() => piecesOf(written, groups)) !== undefined;
  return works ? `regexp_replace(${text}, ${pattern}, ${replacement}, 'g')` : undefined;
}

/** The functions of regular expressions. */
export const regularExpressionFunctions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'regexp_matches',
    family: 'text',
    summary: 'Whether a regular expression matches anywhere in the text.',
    parameters: ['text', 'pattern'],
    problem: 'a pattern that RE2 does not know',
    docs: 'The syntax is that of RE2. Put `^` and `$` around it to match the whole text, `(?i)` before it to ignore case.',
    overloads: [
      fixed([take.text, take.text], types.boolean, {
        canFail: true,
        js: (text: string, pattern: string) => compiled(pattern).matcher(text).find(),
        sql: (text, pattern) =>
          literalGroups(pattern) === undefined ? undefined : `regexp_matches(${text}, ${pattern})`,
      }),
    ],
    examples: [
      example("regexp_matches('order 17', '[0-9]+')", 'true'),
      example("regexp_matches('Order', '^order$')", 'false'),
      example("regexp_matches('Order', '(?i)^order$')", 'true'),
      example("regexp_matches('Mill', '(?i)^mill$')", 'true'),
    ],
  },
  {
    kind: 'scalar',
    name: 'regexp_extract',
    family: 'text',
    summary: 'What a regular expression, or one of its groups, matches first; null where it does not match.',
    parameters: ['text', 'pattern', 'group'],
    problem: 'a pattern that RE2 does not know, or a group that the pattern does not have',
    docs: 'Group 0, the default, is the whole match, 1 what the first pair of parentheses matched. A group that took no part in the match is empty text. In a plain YAML value a backslash is written once.',
    overloads: [
      fixed([take.text, take.text, take.integer], types.text, {
        optional: 1,
        canFail: true,
        js: extract,
        sql: (text, pattern, group = '0') => {
          const groups = literalGroups(pattern);
          const at = literalInteger(group);
          if (groups === undefined || at === undefined || at < 0 || at > groups) return undefined;
          return `(CASE WHEN regexp_matches(${text}, ${pattern}) THEN regexp_extract(${text}, ${pattern}, ${at}) END)`;
        },
      }),
    ],
    examples: [
      example("regexp_extract('order 17 of 20', '[0-9]+')", "'17'"),
      example("regexp_extract('a=1', '([a-z])=([0-9])', 2)", "'1'"),
      example("regexp_extract('abc', '[0-9]')", 'null'),
      example("regexp_extract('abc', 'b(x)?', 1)", "''"),
    ],
  },
  {
    kind: 'scalar',
    name: 'regexp_extract_all',
    family: 'text',
    summary: 'All that a regular expression, or one of its groups, matches, as a list.',
    parameters: ['text', 'pattern', 'group'],
    problem: 'a pattern that RE2 does not know, or a group that the pattern does not have',
    docs: 'Group 0, the default, is the whole match. Where nothing matches, the list is empty.',
    overloads: [
      fixed([take.text, take.text, take.integer], listOf(types.text), { optional: 1, canFail: true, js: extractAll }),
    ],
    examples: [
      example("regexp_extract_all('17 of 20', '[0-9]+')", "['17', '20']"),
      example("regexp_extract_all('a=1 b=2', '([a-z])=', 1)", "['a', 'b']"),
      example("regexp_extract_all('abc', '[0-9]')", '[]'),
    ],
  },
  {
    kind: 'scalar',
    name: 'regexp_replace',
    family: 'text',
    summary: 'The text with everything that a regular expression matches replaced; `\\1` stands for its first group.',
    parameters: ['text', 'pattern', 'replacement'],
    problem: 'a pattern that RE2 does not know, or a group in the replacement that the pattern does not have',
    docs: 'All matches are replaced. `\\0` is the whole match, `\\1` to `\\9` its groups, `\\\\` a backslash. RE2 has no look-ahead, look-behind and back-references in the pattern.',
    overloads: [
      fixed([take.text, take.text, take.text], types.text, { canFail: true, js: replaceAll, sql: replaceSql }),
    ],
    examples: [
      example("regexp_replace('a  b   c', ' +', ' ')", "'a b c'"),
      example("regexp_replace('2026-03-01', '(\\d+)-(\\d+)-(\\d+)', '\\3.\\2.\\1')", "'01.03.2026'"),
    ],
  },
];
