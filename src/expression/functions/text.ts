/** Functions of text. Characters are code points; positions count from 1. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { listOf, types } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload, ParameterPattern } from '../function-declaration.ts';
import { characterCount, characterPosition, characters } from './code-points.ts';
import { example, fixed, type FixedForm } from './define.ts';
import { lowerCase, upperCase } from './letter-case.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, failSql, literalInteger, smallIntegerSql, sqlText } from './sql-text.ts';

/** A function of text with one form. */
export function textFunction(
  name: string,
  summary: string,
  form: FixedForm & {
    readonly parameters: readonly string[];
    readonly problem?: string;
    readonly takes: readonly ParameterPattern[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
    readonly result?: Parameters<typeof fixed>[1];
  },
): FunctionDeclaration {
  const { parameters, problem, takes, examples, docs, aliases, result = types.text, ...implementation } = form;
  return {
    kind: 'scalar',
    name,
    ...(aliases && { aliases }),
    family: 'text',
    summary,
    parameters,
    ...(problem === undefined ? {} : { problem }),
    ...(docs === undefined ? {} : { docs }),
    overloads: [fixed(takes, result, implementation)],
    examples,
  };
}

/** What `trim` takes away: all that Unicode calls space, tabs and line ends. */
export const spaces =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000\ufeff';
/** The same as an SQL literal. */
export const spaceSql = sqlText(spaces);

function trimming(name: 'trim' | 'ltrim' | 'rtrim', js: (text: string) => string): readonly Overload[] {
  return [
    fixed([take.text], types.text, { js, sql: (text) => `${name}(${text}, ${spaceSql})` }),
    fixed([take.text, take.text], types.text, {
      js: (text: string, removed: string) => trimOf(text, removed, name),
      sql: (text, removed) => `${name}(${text}, ${removed})`,
    }),
  ];
}

function trimOf(text: string, removed: string, name: 'trim' | 'ltrim' | 'rtrim'): string {
  const unwanted = new Set(removed);
  const letters = [...text];
  let [from, to] = [0, letters.length];
  if (name !== 'rtrim') while (from < to && unwanted.has(letters[from] ?? '')) from++;
  if (name !== 'ltrim') while (to > from && unwanted.has(letters[to - 1] ?? '')) to--;
  return letters.slice(from, to).join('');
}

/** More than two billion characters there are not; sums of positions stay exact. */
function cut(count: Integer): Integer {
  return count > 2_000_000_000 ? 2_000_000_000 : count < -2_000_000_000 ? -2_000_000_000 : count;
}

function substring(text: string, start: Integer, length: Integer = Number.MAX_SAFE_INTEGER): string {
  const at = Number(cut(start));
  const from = at > 0 ? at - 1 : at === 0 ? -1 : characterCount(text) + at;
  return characters(text, from, from + Number(cut(length)));
}

/** Where the start lies before the text, DuckDB counts the length from the beginning of the text, and we from the start. */
function substringSql(text: string, start: string, length: string): string {
  const part = `substring(${text}, ${start}, ${length})`;
  if ((literalInteger(start) ?? -1) >= 0) return part;
  const cut = clampSql(`(${length} + length(${text}) + ${start})`, 0, 2_000_000_000);
  return `(CASE WHEN ${start} < -length(${text}) THEN substring(${text}, 1, ${cut}) ELSE ${part} END)`;
}

/** The first `count` characters; of a negative count, all but as many of the last. */
function left(text: string, count: Integer): string {
  return characters(text, 0, count >= 0 ? Number(count) : characterCount(text) + Number(count));
}

function right(text: string, count: Integer): string {
  const length = characterCount(text);
  return characters(text, count >= 0 ? length - Number(count) : -Number(count), length);
}

/** The longest text that functions make out of short ones. */
const longestMade = 1_000_000;

function tooLong(): MillraceError {
  return new MillraceError('evaluation_failed', `The text would be longer than ${longestMade} characters.`, {
    hint: 'Ask for fewer.',
  });
}

function repeat(text: string, count: Integer): string {
  const times = Math.max(0, Number(count));
  if (characterCount(text) * times > longestMade) throw tooLong();
  return text.repeat(times);
}

function pad(side: 'left' | 'right'): (text: string, length: Integer, fill: string) => string {
  return (text, length, fill = ' ') => {
    const wanted = Math.max(0, Number(length));
    const missing = wanted - characterCount(text);
    if (missing <= 0) return characters(text, 0, wanted);
    if (wanted > longestMade) throw tooLong();
    if (fill === '') throw new MillraceError('evaluation_failed', 'There is nothing to fill the text up with.');
    const padding = characters(fill.repeat(Math.ceil(missing / characterCount(fill))), 0, missing);
    return side === 'left' ? padding + text : text + padding;
  };
}

function padSql(name: 'lpad' | 'rpad'): (text: string, length: string, fill?: string) => string {
  return (text, length, fill = "' '") => {
    const tooMuch = `(${length}) > length(${text}) AND ((${length}) > ${longestMade} OR ${fill} = '')`;
    return `(CASE WHEN ${tooMuch} THEN ${failSql('evaluation_failed', 'VARCHAR')} ELSE ${name}(${text}, ${smallIntegerSql(length)}::INTEGER, ${fill}) END)`;
  };
}

function split(text: string, separator: string): readonly string[] {
  return separator === '' && text !== '' ? [...text] : text === '' ? [''] : text.split(separator);
}

function splitPart(text: string, separator: string, at: Integer): string {
  const index = Number(at);
  return index === 0 ? '' : (split(text, separator).at(index > 0 ? index - 1 : index) ?? '');
}

const shaping: readonly FunctionDeclaration[] = [
  textFunction('upper', 'The text in capital letters, one for one.', {
    parameters: ['text'],
    docs: 'For each character one capital letter, by Unicode and in no language: `ß` becomes `ẞ`, and the Turkish `i` a plain `I`.',
    takes: [take.text],
    js: upperCase,
    sql: (text) => `upper(${text})`,
    examples: [example("upper('Straße')", "'STRAẞE'"), example("upper('éa1')", "'ÉA1'")],
  }),
  textFunction('lower', 'The text in small letters, one for one.', {
    parameters: ['text'],
    docs: 'For each character one small letter, by Unicode and in no language. To compare without regard to case, `lower` both sides.',
    takes: [take.text],
    js: lowerCase,
    sql: (text) => `lower(${text})`,
    examples: [example("lower('ABC')", "'abc'"), example("lower('ÄΣ')", "'äσ'")],
  }),
  {
    kind: 'scalar',
    name: 'trim',
    family: 'text',
    summary: 'The text without spaces, tabs and line ends around it, or without the given characters.',
    parameters: ['text', 'removed'],
    docs: "The second argument is a set of characters, not a word: `trim(x, 'ab')` takes away every a and b at both ends.",
    overloads: trimming('trim', (text) => text.trim()),
    examples: [
      example("trim('  a b ')", "'a b'"),
      example("trim('--a-', '-')", "'a'"),
      example("trim('abcab', 'ab')", "'c'"),
      example('trim(null)', 'null'),
    ],
  },
  {
    kind: 'scalar',
    name: 'ltrim',
    family: 'text',
    summary: 'The text without spaces, tabs and line ends before it, or without the given characters.',
    parameters: ['text', 'removed'],
    docs: 'The second argument is a set of characters; to take a word away use `remove_prefix`.',
    overloads: trimming('ltrim', (text) => text.trimStart()),
    examples: [example("ltrim('  a ')", "'a '"), example("ltrim('007', '0')", "'7'")],
  },
  {
    kind: 'scalar',
    name: 'rtrim',
    family: 'text',
    summary: 'The text without spaces, tabs and line ends after it, or without the given characters.',
    parameters: ['text', 'removed'],
    docs: 'The second argument is a set of characters; to take a word away use `remove_suffix`.',
    overloads: trimming('rtrim', (text) => text.trimEnd()),
    examples: [example("rtrim(' a  ')", "' a'"), example("rtrim('1.500', '0')", "'1.5'")],
  },
  textFunction('replace', 'The text with every occurrence of a part replaced.', {
    parameters: ['text', 'part', 'replacement'],
    docs: 'Upper and lower case differ. An empty part changes nothing. By a pattern, `regexp_replace` does it.',
    takes: [take.text, take.text, take.text],
    js: (text: string, part: string, by: string) => (part === '' ? text : text.replaceAll(part, () => by)),
    sql: (text, part, by) => `replace(${text}, ${part}, ${by})`,
    examples: [
      example("replace('a-b-c', '-', '+')", "'a+b+c'"),
      example("replace('abc', 'x', 'y')", "'abc'"),
      example("replace('abc', '', 'x')", "'abc'"),
    ],
  }),
  textFunction('repeat', 'The text so many times in a row.', {
    parameters: ['text', 'count'],
    problem: 'a result of more than a million characters',
    docs: 'A count of 0 or below gives the empty text.',
    takes: [take.text, take.integer],
    canFail: true,
    js: repeat,
    sql: (text, count) =>
      `(CASE WHEN length(${text})::HUGEINT * (${count})::HUGEINT > ${longestMade} THEN ${failSql('evaluation_failed', 'VARCHAR')} ELSE repeat(${text}, ${count}) END)`,
    examples: [example("repeat('ab', 3)", "'ababab'"), example("repeat('ab', 0)", "''")],
  }),
  textFunction('reverse', 'The characters of the text from the last to the first.', {
    parameters: ['text'],
    docs: 'By code points: letters that are made of several (some flags and accents) fall apart.',
    takes: [take.text],
    js: (text: string) => [...text].reverse().join(''),
    sql: (text) => `array_to_string(list_reverse(string_split(${text}, '')), '')`,
    examples: [example("reverse('abc')", "'cba'"), example("reverse('')", "''")],
  }),
  textFunction('lpad', 'The text filled up at the left to a length (with spaces), or cut to it.', {
    parameters: ['text', 'length', 'fill'],
    problem: 'a length above a million, or nothing to fill up with',
    docs: 'A longer text is cut at its right end, so that the result always has the length.',
    takes: [take.text, take.integer, take.text],
    optional: 1,
    canFail: true,
    js: pad('left'),
    sql: padSql('lpad'),
    examples: [
      example("lpad('7', 3, '0')", "'007'"),
      example("lpad('abc', 2)", "'ab'"),
      example('lpad(null, 3)', 'null'),
    ],
  }),
  textFunction('rpad', 'The text filled up at the right to a length (with spaces), or cut to it.', {
    parameters: ['text', 'length', 'fill'],
    problem: 'a length above a million, or nothing to fill up with',
    docs: 'A longer text is cut at its right end, so that the result always has the length.',
    takes: [take.text, take.integer, take.text],
    optional: 1,
    canFail: true,
    js: pad('right'),
    sql: padSql('rpad'),
    examples: [
      example("rpad('ab', 4, '.')", "'ab..'"),
      example("rpad('abc', 5)", "'abc  '"),
      example("rpad('abc', 2)", "'ab'"),
    ],
  }),
];

const parts: readonly FunctionDeclaration[] = [
  textFunction('substring', 'A part of the text from a position on, of a length or up to the end.', {
    parameters: ['text', 'start', 'length'],
    aliases: ['substr'],
    takes: [take.text, take.integer, take.integer],
    optional: 1,
    docs: 'Positions count from 1; a negative one counts from the end.',
    js: substring,
    sql: (text, start, length) =>
      length === undefined
        ? `substring(${text}, ${smallIntegerSql(start ?? '1')})`
        : substringSql(text ?? '', smallIntegerSql(start ?? '1'), clampSql(length, 0, 2_000_000_000)),
    examples: [
      example("substring('millrace', 5)", "'race'"),
      example("substring('millrace', 2, 3)", "'ill'"),
      example("substring('millrace', -4, 2)", "'ra'"),
      example("substring('abc', 9)", "''"),
    ],
  }),
  textFunction('left', 'The first characters of the text; with a negative count, all but the last.', {
    parameters: ['text', 'count'],
    docs: 'A count beyond the length gives the whole text.',
    takes: [take.text, take.integer],
    js: left,
    sql: (text, count) => `left(${text}, ${smallIntegerSql(count ?? '0')})`,
    examples: [
      example("left('millrace', 4)", "'mill'"),
      example("left('abc', -1)", "'ab'"),
      example("left('abc', 10)", "'abc'"),
    ],
  }),
  textFunction('right', 'The last characters of the text; with a negative count, all but the first.', {
    parameters: ['text', 'count'],
    docs: 'A count beyond the length gives the whole text.',
    takes: [take.text, take.integer],
    js: right,
    sql: (text, count) => `right(${text}, ${smallIntegerSql(count ?? '0')})`,
    examples: [example("right('millrace', 4)", "'race'"), example("right('abc', -1)", "'bc'")],
  }),
  textFunction('split', 'The parts of the text between separators, as a list; with an empty one, its characters.', {
    parameters: ['text', 'separator'],
    docs: "An empty text has one part, which is empty. `list_filter(split(x, ','), p -> p <> '')` leaves empty parts out; `regexp_split` splits by a pattern.",
    takes: [take.text, take.text],
    result: listOf(types.text),
    js: split,
    // DuckDB takes a null separator for none.
    sql: (text, separator) => `(CASE WHEN ${separator} IS NOT NULL THEN string_split(${text}, ${separator}) END)`,
    examples: [
      example("split('a,b,,c', ',')", "['a', 'b', '', 'c']"),
      example("split('ab', '')", "['a', 'b']"),
      example("split('', ',')", "['']"),
    ],
  }),
  textFunction('split_part', 'One of the parts between separators; empty text where there is none.', {
    parameters: ['text', 'separator', 'position'],
    takes: [take.text, take.text, take.integer],
    docs: 'Parts count from 1; a negative position counts from the end.',
    js: splitPart,
    // DuckDB's is a macro that looks at its last argument only where the others are not null; written out, that is seen.
    sql: (text, separator, at) =>
      `(CASE WHEN ${text} IS NOT NULL AND ${separator} IS NOT NULL THEN split_part(${text}, ${separator}, ${smallIntegerSql(at ?? '0')}) END)`,
    examples: [
      example("split_part('a/b/c', '/', 2)", "'b'"),
      example("split_part('a/b/c', '/', -1)", "'c'"),
      example("split_part('a/b/c', '/', 9)", "''"),
    ],
  }),
];

const questions: readonly FunctionDeclaration[] = [
  {
    kind: 'scalar',
    name: 'length',
    aliases: ['list_length'],
    family: 'text',
    summary: 'How many characters a text, bytes a binary or items a list has.',
    parameters: ['value'],
    docs: 'Characters are code points: `é` is one, an emoji mostly one. Of null it is null, of an empty text 0.',
    overloads: [
      fixed([take.text], types.integer, { js: characterCount, sql: (text) => `length(${text})` }),
      fixed([take.binary], types.integer, {
        js: (bytes: Uint8Array) => bytes.length,
        sql: (bytes) => `octet_length(${bytes})`,
      }),
      fixed([take.listPattern(take.anything())], types.integer, {
        js: (list: readonly Value[]) => list.length,
        sql: (list) => `len(${list})`,
      }),
    ],
    examples: [example("length('añ🍎')", '3'), example('length([1, null])', '2'), example("length('')", '0')],
  },
  textFunction('position', 'Where a part first stands in the text, counted from 1; 0 where it does not.', {
    parameters: ['text', 'part'],
    docs: 'By code points, upper and lower case differ. An empty part is found at 1.',
    takes: [take.text, take.text],
    result: types.integer,
    js: characterPosition,
    sql: (text, part) => `strpos(${text}, ${part})`,
    examples: [
      example("position('millrace', 'race')", '5'),
      example("position('millrace', 'x')", '0'),
      example("position('Mill', 'm')", '0'),
    ],
  }),
  textFunction('contains', 'Whether a part stands anywhere in the text.', {
    parameters: ['text', 'part'],
    docs: 'Upper and lower case differ: compare `lower` of both without regard to it. `%` and `_` mean themselves, unlike in `like`.',
    takes: [take.text, take.text],
    result: types.boolean,
    js: (text: string, part: string) => text.includes(part),
    sql: (text, part) => `contains(${text}, ${part})`,
    examples: [
      example("contains('millrace', 'lra')", 'true'),
      example("contains('millrace', 'LRA')", 'false'),
      example("contains('50 %', '%')", 'true'),
    ],
  }),
  textFunction('starts_with', 'Whether the text begins with a part.', {
    parameters: ['text', 'prefix'],
    docs: 'Upper and lower case differ. Every text begins with the empty one.',
    takes: [take.text, take.text],
    result: types.boolean,
    js: (text: string, part: string) => text.startsWith(part),
    sql: (text, part) => `starts_with(${text}, ${part})`,
    examples: [example("starts_with('millrace', 'mill')", 'true'), example("starts_with('mill', 'race')", 'false')],
  }),
  textFunction('ends_with', 'Whether the text ends with a part.', {
    parameters: ['text', 'suffix'],
    docs: 'Upper and lower case differ. Every text ends with the empty one.',
    takes: [take.text, take.text],
    result: types.boolean,
    js: (text: string, part: string) => text.endsWith(part),
    sql: (text, part) => `ends_with(${text}, ${part})`,
    examples: [example("ends_with('millrace', 'race')", 'true'), example("ends_with('race', 'mill')", 'false')],
  }),
];

/** The functions of text. */
export const textFunctions: readonly FunctionDeclaration[] = [...shaping, ...parts, ...questions];
