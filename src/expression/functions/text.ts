/** Functions of text. Characters are code points; positions count from 1. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { listOf, types } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample, Overload, ParameterPattern } from '../function-declaration.ts';
import { characterCount, characterPosition, characters } from './code-points.ts';
import { example, fixed, generic, type FixedForm } from './define.ts';
import { lowerCase, upperCase } from './letter-case.ts';
import * as take from './parameter-patterns.ts';
import { clampSql, failSql, literalInteger, smallIntegerSql, sqlText } from './sql-text.ts';

/** A function of text with one form. */
function textFunction(
  name: string,
  summary: string,
  form: FixedForm & {
    readonly takes: readonly ParameterPattern[];
    readonly examples: readonly FunctionExample[];
    readonly docs?: string;
    readonly aliases?: readonly string[];
    readonly result?: Parameters<typeof fixed>[1];
  },
): FunctionDeclaration {
  const { takes, examples, docs, aliases, result = types.text, ...implementation } = form;
  return {
    kind: 'scalar',
    name,
    ...(aliases && { aliases }),
    family: 'text',
    summary,
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
    takes: [take.text],
    js: upperCase,
    sql: (text) => `upper(${text})`,
    examples: [example("upper('Straße')", "'STRAẞE'"), example("upper('éa1')", "'ÉA1'")],
  }),
  textFunction('lower', 'The text in small letters, one for one.', {
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
    overloads: trimming('trim', (text) => text.trim()),
    examples: [example("trim('  a b ')", "'a b'"), example("trim('--a-', '-')", "'a'")],
  },
  {
    kind: 'scalar',
    name: 'ltrim',
    family: 'text',
    summary: 'The text without spaces, tabs and line ends before it, or without the given characters.',
    overloads: trimming('ltrim', (text) => text.trimStart()),
    examples: [example("ltrim('  a ')", "'a '"), example("ltrim('007', '0')", "'7'")],
  },
  {
    kind: 'scalar',
    name: 'rtrim',
    family: 'text',
    summary: 'The text without spaces, tabs and line ends after it, or without the given characters.',
    overloads: trimming('rtrim', (text) => text.trimEnd()),
    examples: [example("rtrim(' a  ')", "' a'"), example("rtrim('1.500', '0')", "'1.5'")],
  },
  textFunction('replace', 'The text with every occurrence of a part replaced.', {
    takes: [take.text, take.text, take.text],
    js: (text: string, part: string, by: string) => (part === '' ? text : text.replaceAll(part, () => by)),
    sql: (text, part, by) => `replace(${text}, ${part}, ${by})`,
    examples: [example("replace('a-b-c', '-', '+')", "'a+b+c'"), example("replace('abc', 'x', 'y')", "'abc'")],
  }),
  textFunction('repeat', 'The text so many times in a row.', {
    takes: [take.text, take.integer],
    canFail: true,
    js: repeat,
    sql: (text, count) =>
      `(CASE WHEN length(${text})::HUGEINT * (${count})::HUGEINT > ${longestMade} THEN ${failSql('evaluation_failed', 'VARCHAR')} ELSE repeat(${text}, ${count}) END)`,
    examples: [example("repeat('ab', 3)", "'ababab'"), example("repeat('ab', 0)", "''")],
  }),
  textFunction('reverse', 'The characters of the text from the last to the first.', {
    takes: [take.text],
    js: (text: string) => [...text].reverse().join(''),
    sql: (text) => `array_to_string(list_reverse(string_split(${text}, '')), '')`,
    examples: [example("reverse('abc')", "'cba'"), example("reverse('')", "''")],
  }),
  textFunction('lpad', 'The text filled up at the left to a length (with spaces), or cut to it.', {
    takes: [take.text, take.integer, take.text],
    optional: 1,
    canFail: true,
    js: pad('left'),
    sql: padSql('lpad'),
    examples: [example("lpad('7', 3, '0')", "'007'"), example("lpad('abc', 2)", "'ab'")],
  }),
  textFunction('rpad', 'The text filled up at the right to a length (with spaces), or cut to it.', {
    takes: [take.text, take.integer, take.text],
    optional: 1,
    canFail: true,
    js: pad('right'),
    sql: padSql('rpad'),
    examples: [example("rpad('ab', 4, '.')", "'ab..'"), example("rpad('abc', 5)", "'abc  '")],
  }),
];

const parts: readonly FunctionDeclaration[] = [
  textFunction('substring', 'A part of the text from a position on, of a length or up to the end.', {
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
    ],
  }),
  textFunction('left', 'The first characters of the text; with a negative count, all but the last.', {
    takes: [take.text, take.integer],
    js: left,
    sql: (text, count) => `left(${text}, ${smallIntegerSql(count ?? '0')})`,
    examples: [example("left('millrace', 4)", "'mill'"), example("left('abc', -1)", "'ab'")],
  }),
  textFunction('right', 'The last characters of the text; with a negative count, all but the first.', {
    takes: [take.text, take.integer],
    js: right,
    sql: (text, count) => `right(${text}, ${smallIntegerSql(count ?? '0')})`,
    examples: [example("right('millrace', 4)", "'race'"), example("right('abc', -1)", "'bc'")],
  }),
  textFunction('split', 'The parts of the text between separators, as a list; with an empty one, its characters.', {
    takes: [take.text, take.text],
    result: listOf(types.text),
    js: split,
    // DuckDB takes a null separator for none.
    sql: (text, separator) => `(CASE WHEN ${separator} IS NOT NULL THEN string_split(${text}, ${separator}) END)`,
    examples: [example("split('a,b,,c', ',')", "['a', 'b', '', 'c']"), example("split('ab', '')", "['a', 'b']")],
  }),
  textFunction('split_part', 'One of the parts between separators; empty text where there is none.', {
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
    takes: [take.text, take.text],
    result: types.integer,
    js: characterPosition,
    sql: (text, part) => `strpos(${text}, ${part})`,
    examples: [example("position('millrace', 'race')", '5'), example("position('millrace', 'x')", '0')],
  }),
  textFunction('contains', 'Whether a part stands anywhere in the text.', {
    takes: [take.text, take.text],
    result: types.boolean,
    js: (text: string, part: string) => text.includes(part),
    sql: (text, part) => `contains(${text}, ${part})`,
    examples: [example("contains('millrace', 'lra')", 'true'), example("contains('millrace', 'LRA')", 'false')],
  }),
  textFunction('starts_with', 'Whether the text begins with a part.', {
    takes: [take.text, take.text],
    result: types.boolean,
    js: (text: string, part: string) => text.startsWith(part),
    sql: (text, part) => `starts_with(${text}, ${part})`,
    examples: [example("starts_with('millrace', 'mill')", 'true'), example("starts_with('mill', 'race')", 'false')],
  }),
  textFunction('ends_with', 'Whether the text ends with a part.', {
    takes: [take.text, take.text],
    result: types.boolean,
    js: (text: string, part: string) => text.endsWith(part),
    sql: (text, part) => `ends_with(${text}, ${part})`,
    examples: [example("ends_with('millrace', 'race')", 'true'), example("ends_with('race', 'mill')", 'false')],
  }),
];

const joining: readonly FunctionDeclaration[] = [
  textFunction('concat', 'All arguments as one text; nulls are left out.', {
    takes: [take.textual],
    variadic: true,
    nulls: 'handle',
    js: (...texts: (string | null)[]) => texts.map((text) => text ?? '').join(''),
    sql: (...texts) => `concat(${texts.join(', ')})`,
    examples: [example("concat('a', 1, null, true)", "'a1true'"), example("concat(null, 'x')", "'x'")],
  }),
  textFunction(
    'concat_ws',
    'All arguments but the first as one text, with the first between them; nulls are left out.',
    {
      takes: [take.text, take.textual],
      variadic: true,
      nulls: 'handle',
      js: (separator: string | null, ...texts: (string | null)[]) =>
        separator === null ? null : texts.filter((text) => text !== null).join(separator),
      sql: (...texts) => `concat_ws(${texts.join(', ')})`,
      examples: [example("concat_ws(', ', 'a', null, 'b')", "'a, b'"), example("concat_ws('-', 2026, 3)", "'2026-3'")],
    },
  ),
  {
    kind: 'scalar',
    name: 'chr',
    family: 'text',
    summary: 'The character of a Unicode number.',
    overloads: [
      generic([take.integer], {
        returns: () => types.text,
        returnsLabel: 'text',
        canFail: true,
        js: () => characterOf,
        // DuckDB makes a text even of half of a surrogate pair.
        sql: ([code]) =>
          `(CASE WHEN ${code} BETWEEN 1 AND 55295 OR ${code} BETWEEN 57344 AND 1114111 THEN chr(${code}::INTEGER) WHEN ${code} IS NOT NULL THEN ${failSql('evaluation_failed', 'VARCHAR')} END)`,
      }),
    ],
    examples: [example('chr(65)', "'A'"), example('chr(127822)', "'🍎'")],
  },
];

function characterOf(code: Integer): string {
  const point = Number(code);
  if (point >= 1 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff)) return String.fromCodePoint(point);
  throw new MillraceError('evaluation_failed', `There is no character ${code}.`, {
    hint: 'They reach from 1 to 1114111.',
  });
}

/** The functions of text. */
export const textFunctions: readonly FunctionDeclaration[] = [...shaping, ...parts, ...questions, ...joining];
