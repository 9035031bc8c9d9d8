/** Functions that reshape texts: names, labels, addresses of pages. Characters are code points. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, ParameterPattern } from '../function-declaration.ts';
import { characterCount, characters } from './code-points.ts';
import { example, fixed, type FixedForm } from './define.ts';
import { letSql } from './let-sql.ts';
import { lowerCase, upperCase } from './letter-case.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, literalText, sqlText } from './sql-text.ts';
import { spaceSql, spaces } from './text.ts';

function shaping(
  name: string,
  summary: string,
  form: FixedForm & {
    readonly parameters: readonly string[];
    readonly problem?: string;
    readonly takes: readonly ParameterPattern[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
  },
): FunctionDeclaration {
  const { parameters, problem, takes, examples, docs, aliases, ...implementation } = form;
  return {
    kind: 'scalar',
    name,
    ...(aliases && { aliases }),
    family: 'text',
    summary,
    parameters,
    ...(problem === undefined ? {} : { problem }),
    ...(docs === undefined ? {} : { docs }),
    overloads: [fixed(takes, types.text, implementation)],
    examples,
  };
}

/** What words end at. The apostrophe is not among them: it's one word. */
const betweenWords = `${spaces}!"#$%&()*+,-./:;<=>?@[\\]^_{|}~`;

function initcap(text: string): string {
  let previous = ' ';
  let result = '';
  for (const letter of text) {
    result += betweenWords.includes(previous) ? upperCase(letter) : lowerCase(letter);
    previous = letter;
  }
  return result;
}

function initcapSql(text: string): string {
  const cased = (letters: string): string =>
    `list_transform(${letters}, lambda lt, nth: CASE WHEN nth = 1 OR strpos(${sqlText(betweenWords)}, ${letters}[nth - 1]) > 0 THEN upper(lt) ELSE lower(lt) END)`;
  return letSql(`string_split(${text}, '')`, 'ls', (letters) => `array_to_string(${cased(letters)}, '')`);
}

/** The first of equal characters of `from` counts; what has no partner in `to` goes. */
function translate(text: string, from: string, to: string): string {
  const targets = [...to];
  const changes = new Map<string, string>();
  for (const [index, letter] of [...from].entries()) {
    if (!changes.has(letter)) changes.set(letter, targets[index] ?? '');
  }
  return [...text].map((letter) => changes.get(letter) ?? letter).join('');
}

/** Marks and letters of late versions of Unicode, which the vector engine does not know yet; a test goes through all. */
const recentRanges =
  '897 1acf-1add 1ae0-1aeb 105c9 105e4 10d69-10d6d 10efa-10efc 11383-11391 113b8-113e2 11b60-11b67 11f5a 1611e-1612f 1e5ee-1e5ef 1e6e3-1e6f5';
const recent = new RegExp(
  recentRanges
    .split(' ')
    .map((range) => `[${range.replaceAll(/[0-9a-f]+/g, '\\u{$&}')}]`)
    .join('|'),
  'u',
);

const oneRecent = new RegExp(`(${recent.source})`, 'u');

function withoutMarks(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC');
}

/** `Zoe`. */
export function unaccent(text: string): string {
  if (!recent.test(text)) return withoutMarks(text);
  return text
    .split(oneRecent)
    .map((part, index) => (index % 2 === 1 ? part : withoutMarks(part)))
    .join('');
}

const spaceClass = `[${spaces}]+`;
const runOfSpaces = new RegExp(spaceClass, 'g');

const letters: readonly FunctionDeclaration[] = [
  shaping('initcap', 'The text with each word in small letters after a capital one.', {
    parameters: ['text'],
    aliases: ['title'],
    docs: 'Words end at spaces and punctuation, but not at an apostrophe.',
    takes: [take.text],
    js: initcap,
    sql: (text) => initcapSql(text ?? ''),
    examples: [
      example("initcap('JOHN o''neil-smith')", "'John O''neil-Smith'"),
      example("initcap('élan vital')", "'Élan Vital'"),
    ],
  }),
  shaping('capitalize', 'The text with its first character as a capital letter; the rest stays as it is.', {
    parameters: ['text'],
    docs: '`initcap` does it for each word.',
    takes: [take.text],
    js: (text: string) => upperCase(characters(text, 0, 1)) + characters(text, 1, text.length),
    sql: (text) => `(upper(left(${text}, 1)) || substring(${text}, 2))`,
    examples: [example("capitalize('open order')", "'Open order'"), example("capitalize('')", "''")],
  }),
  shaping(
    'translate',
    'The text with characters changed one by one: each of a list into the one at the same place of another.',
    {
      parameters: ['text', 'from', 'to'],
      docs: 'Characters of the first list without a partner in the second are taken out.',
      takes: [take.text, take.text, take.text],
      js: translate,
      sql: (text, from, to) => `translate(${text}, ${from}, ${to})`,
      examples: [
        example("translate('1.234,50', ',.', '.')", "'1234.50'"),
        example("translate('abba', 'ab', 'xy')", "'xyyx'"),
      ],
    },
  ),
  shaping('unaccent', 'The text with letters without their accents.', {
    parameters: ['text'],
    aliases: ['strip_accents'],
    docs: 'Only marks are taken away: `ø`, `ß` and `æ` are letters of their own and stay.',
    takes: [take.text],
    js: unaccent,
    sql: (text) => `strip_accents(${text})`,
    examples: [
      example("unaccent('Zoë Müller, Čapek')", "'Zoe Muller, Capek'"),
      example("unaccent('smørrebrød')", "'smørrebrød'"),
    ],
  }),
  shaping('normalize_space', 'The text with one space for each run of spaces and line ends, and none around it.', {
    parameters: ['text'],
    docs: 'What can be seen of an import: `normalize_space` first, `blank_to_null` then, and compare after that.',
    takes: [take.text],
    js: (text: string) => text.replaceAll(runOfSpaces, ' ').trim(),
    sql: (text) => `trim(regexp_replace(${text}, ${sqlText(spaceClass)}, ' ', 'g'), ' ')`,
    examples: [
      example("normalize_space('  a   b ')", "'a b'"),
      example("normalize_space('a' || chr(10) || ' b')", "'a b'"),
    ],
  }),
  shaping('blank_to_null', 'The text, or null where it is empty or only spaces.', {
    parameters: ['text'],
    docs: 'For files that write missing values as empty cells. The text itself is not trimmed.',
    takes: [take.text],
    js: (text: string) => (text.trim() === '' ? null : text),
    sql: (text) => `(CASE WHEN trim(${text}, ${spaceSql}) <> '' THEN ${text} END)`,
    examples: [example("blank_to_null('  ')", 'null'), example("blank_to_null(' a')", "' a'")],
  }),
];

function before(text: string, part: string): string {
  const index = text.indexOf(part);
  return index < 0 ? '' : text.slice(0, index);
}

function after(text: string, part: string): string {
  const index = text.indexOf(part);
  return index < 0 ? '' : text.slice(index + part.length);
}

function overlay(...[text, by, start, length]: [string, string, Integer, Integer?]): string {
  const from = Math.min(Math.max(1, Number(start)), 2_000_000_000);
  const gone = length === undefined ? characterCount(by) : Math.min(Math.max(0, Number(length)), 2_000_000_000);
  return characters(text, 0, from - 1) + by + characters(text, from - 1 + gone, text.length);
}

function shorten(text: string, most: Integer, sign = '…'): string {
  if (BigInt(characterCount(text)) <= BigInt(most)) return text;
  const kept = Math.max(0, Number(most) - characterCount(sign));
  return characters(text, 0, kept).trimEnd() + characters(sign, 0, Math.max(0, Number(most)));
}

function shortenSql(text: string, most: string, sign = "'…'"): string {
  const within = `${clampSql(most, 0, 2_000_000_000)}`;
  const kept = clampSql(`(${within} - length(${sign}))`, 0, 2_000_000_000);
  return `(CASE WHEN length(${text}) <= ${most} AND ${sign} IS NOT NULL THEN ${text} ELSE rtrim(left(${text}, ${kept}), ${spaceSql}) || left(${sign}, ${within}) END)`;
}

const pieces: readonly FunctionDeclaration[] = [
  shaping('substring_before', 'What stands before the first place where a part is found; empty where it is not.', {
    parameters: ['text', 'part'],
    docs: 'Only the first place counts; with an empty part the result is empty.',
    takes: [take.text, take.text],
    js: before,
    sql: (text, part) =>
      `left(${text}, (CASE WHEN contains(${text}, ${part}) THEN strpos(${text}, ${part}) - 1 WHEN ${part} IS NOT NULL THEN 0 END))`,
    examples: [
      example("substring_before('ann@example.org', '@')", "'ann'"),
      example("substring_before('ann', '@')", "''"),
      example("substring_before('a=b=c', '=')", "'a'"),
    ],
  }),
  shaping('substring_after', 'What stands after the first place where a part is found; empty where it is not.', {
    parameters: ['text', 'part'],
    docs: 'Only the first place counts, all later ones stay in the result. Where the part is missing, the result is empty and not the text.',
    takes: [take.text, take.text],
    js: after,
    sql: (text, part) =>
      `(CASE WHEN contains(${text}, ${part}) THEN substring(${text}, strpos(${text}, ${part}) + length(${part})) WHEN ${text} IS NOT NULL AND ${part} IS NOT NULL THEN '' END)`,
    examples: [
      example("substring_after('a=b=c', '=')", "'b=c'"),
      example("substring_after('abc', 'x')", "''"),
      example("substring_after('a=b=c', '=')", "'b=c'"),
    ],
  }),
  shaping('remove_prefix', 'The text without a part that it begins with.', {
    parameters: ['text', 'prefix'],
    docs: 'Once, and only where the text begins with it exactly as written; else the text is unchanged.',
    takes: [take.text, take.text],
    js: (text: string, part: string) => (text.startsWith(part) ? text.slice(part.length) : text),
    sql: (text, part) =>
      `(CASE WHEN starts_with(${text}, ${part}) THEN substring(${text}, length(${part}) + 1) WHEN ${part} IS NOT NULL THEN ${text} END)`,
    examples: [
      example("remove_prefix('SKU-17', 'SKU-')", "'17'"),
      example("remove_prefix('17', 'SKU-')", "'17'"),
      example("remove_prefix('aab', 'a')", "'ab'"),
    ],
  }),
  shaping('remove_suffix', 'The text without a part that it ends with.', {
    parameters: ['text', 'suffix'],
    docs: 'Once, and only where the text ends with it exactly as written; else the text is unchanged.',
    takes: [take.text, take.text],
    js: (text: string, part: string) => (text.endsWith(part) ? text.slice(0, text.length - part.length) : text),
    sql: (text, part) =>
      `(CASE WHEN ends_with(${text}, ${part}) THEN left(${text}, length(${text}) - length(${part})) WHEN ${part} IS NOT NULL THEN ${text} END)`,
    examples: [
      example("remove_suffix('report.csv', '.csv')", "'report'"),
      example("remove_suffix('report', '.csv')", "'report'"),
    ],
  }),
  shaping('overlay', 'The text with another written over it from a position on.', {
    parameters: ['text', 'replacement', 'start', 'length'],
    aliases: ['stuff'],
    docs: 'It takes the place of as many characters as it has, or of so many as the last argument says; with 0 it is put in.',
    takes: [take.text, take.text, take.integer, take.integer],
    optional: 1,
    js: overlay,
    sql: (...[text = '', by = '', start = '', length]) => {
      const from = clampSql(start, 1, 2_000_000_000);
      const gone = length === undefined ? `length(${by})` : clampSql(length, 0, 2_000_000_000);
      return `(left(${text}, ${from} - 1) || ${by} || substring(${text}, ${from} + ${gone}))`;
    },
    examples: [
      example("overlay('2026/03/01', '-', 5)", "'2026-03/01'"),
      example("overlay('ab', 'XY', 2, 0)", "'aXYb'"),
      example("overlay('4111222233334444', '****', 5, 8)", "'4111****4444'"),
    ],
  }),
  shaping('shorten', 'The text cut to so many characters, the last of them a sign that it was (…).', {
    parameters: ['text', 'length', 'mark'],
    takes: [take.text, take.integer, take.text],
    optional: 1,
    docs: 'Spaces before the sign go too, so that the result can be shorter.',
    js: shorten,
    sql: (text, most, sign) => shortenSql(text ?? '', most ?? '', sign),
    examples: [
      example("shorten('a long label', 7)", "'a long…'"),
      example("shorten('short', 7)", "'short'"),
      example("shorten('a long label', 8, '..')", "'a long..'"),
    ],
  }),
];

type Piece = string | number;

/** A pattern in pieces: text, and numbers of arguments. `{{` and `}}` stand for braces. */
function formatPieces(pattern: string, count: number): readonly Piece[] {
  let next = 0;
  return [...pattern.matchAll(/\{\{|\}\}|\{(\d*)\}|[{}]|[^{}]+/gsu)].map(([whole, number]): Piece => {
    if (whole === '{{' || whole === '}}') return whole.slice(1);
    if (number === undefined && whole !== '{' && whole !== '}') return whole;
    if (number === '') next++;
    const at = number === '' ? next : Number(number ?? 0);
    if (at >= 1 && at <= count) return at - 1;
    throw new MillraceError('evaluation_failed', `"${whole}" in "${pattern.slice(0, 60)}" stands for no argument.`, {
      hint: `Use {} for one after the other, {1} to {${count}} by number, and {{ for a brace.`,
    });
  });
}

function format(pattern: string | null, ...args: readonly (string | null)[]): string | null {
  if (pattern === null) return null;
  return formatPieces(pattern, args.length)
    .map((piece) => (typeof piece === 'string' ? piece : (args[piece] ?? '')))
    .join('');
}

function formatSql(pattern: string, args: readonly string[]): string | undefined {
  const written = literalText(pattern);
  if (written === undefined) return undefined;
  try {
    const parts = formatPieces(written, args.length).map((piece) =>
      typeof piece === 'string' ? sqlText(piece) : (args[piece] ?? "''"),
    );
    return `concat(${["''", ...parts].join(', ')})`;
  } catch (thrown) {
    if (thrown instanceof MillraceError) return undefined;
    throw thrown;
  }
}

function urlEncode(text: string): string {
  let result = '';
  for (const byte of Buffer.from(text, 'utf8')) {
    const letter = String.fromCharCode(byte);
    result += /[\w.~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  }
  return result;
}

/** The text that `%41`s and the text between them stand for. */
export function urlDecode(text: string): string {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
    const hex = text.slice(at + 1, at + 3);
    if (!/^[0-9a-fA-F]{2}$/.test(hex)) continue;
    parts.push(Buffer.from(text.slice(from, at), 'utf8'), Buffer.from(hex, 'hex'));
    from = at + 3;
  }
  parts.push(Buffer.from(text.slice(from), 'utf8'));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    throw new MillraceError('evaluation_failed', `"${text.slice(0, 60)}" does not stand for UTF-8 text.`, {
      hint: 'Decode it where it was made, or clean it first.',
    });
  }
}

const writing: readonly FunctionDeclaration[] = [
  shaping('format', 'A text with `{}` filled by the arguments, one after the other.', {
    parameters: ['template', 'value'],
    problem: 'a brace without its partner, or a number that no argument has',
    docs: '`{2}` means the second argument wherever it stands; `{{` and `}}` are braces. A null argument is written as nothing. Numbers are written in full; use `format_number` and `format_date` for other forms.',
    takes: [take.text, take.textual],
    variadic: true,
    nulls: 'handle',
    canFail: true,
    js: format,
    sql: (pattern, ...args) => formatSql(pattern ?? '', args),
    examples: [
      example("format('{} of {} pages', 3, 17)", "'3 of 17 pages'"),
      example("format('{2}, {1}', 'Ann', 'Smith')", "'Smith, Ann'"),
      example("format('{{{}}}', null)", "'{}'"),
    ],
  }),
  shaping('url_encode', 'The text as a part of an address: all but letters, digits and `_.~-` as `%` and bytes.', {
    parameters: ['text'],
    docs: "Spaces become `%20`. Encode each part by itself, not the whole address: `'https://host/find?q=' || url_encode(q)`.",
    takes: [take.text],
    js: urlEncode,
    sql: (text) => `url_encode(${text})`,
    examples: [example("url_encode('a b/é')", "'a%20b%2F%C3%A9'"), example("url_encode('x_y-z.~')", "'x_y-z.~'")],
  }),
  shaping('url_decode', 'The text that a part of an address stands for.', {
    parameters: ['text'],
    problem: 'bytes that are not UTF-8',
    docs: 'A `+` stays a plus; a `%` that no two digits follow stays too.',
    takes: [take.text],
    canFail: true,
    js: urlDecode,
    sql: (text) => `url_decode(${text})`,
    examples: [example("url_decode('a%20b%2F%C3%A9')", "'a b/é'"), example("url_decode('100%')", "'100%'")],
  }),
];

/** Functions that reshape texts. */
export const textShapes: readonly FunctionDeclaration[] = [...letters, ...pieces, ...writing];
