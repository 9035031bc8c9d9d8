/**
 * How alike texts are. The vector engine compares bytes, so that texts beyond ASCII are first rewritten with one byte for
 * each of their characters; that, and the time it takes, is why texts must be short and of few different characters.
 */
import { MillraceError } from '../../core/errors.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration, FunctionExample } from '../function-declaration.ts';
import { example, fixed } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql, sqlText } from './sql-text.ts';

const mostCharacters = 1000;
/** As many as there are characters of one byte, without the one that ends a text. */
const mostDifferent = 127;

const alphabet = sqlText(Array.from({ length: mostDifferent }, (_, index) => String.fromCharCode(index + 1)).join(''));
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range of ASCII starts there.
const ascii = /^[\u0000-\u007f]*$/;

type Letters = readonly string[];

function unlike(reason: string): MillraceError {
  return new MillraceError('evaluation_failed', `The texts cannot be compared: ${reason}.`, {
    hint: 'Compare names, words and lines; for longer texts compare a part of them, such as left(x, 200).',
  });
}

function comparableLetters(a: string, b: string): readonly [Letters, Letters] {
  const [left, right] = [[...a], [...b]];
  if (Math.max(left.length, right.length) > mostCharacters)
    throw unlike(`one has more than ${mostCharacters} characters`);
  if (!ascii.test(a + b) && new Set([...left, ...right]).size > mostDifferent)
    throw unlike(`together they have more than ${mostDifferent} different characters`);
  return [left, right];
}

function comparingSql(name: string, sqlType: string): (a: string, b: string) => string | undefined {
  return (a, b) => {
    if (a.length + b.length > 2000) return undefined;
    const letters = `list_distinct(string_split(${a} || ${b}, ''))`;
    const short = (text: string): string => `translate(${text}, array_to_string(${letters}, ''), ${alphabet})`;
    const tooLong = `length(${a}) > ${mostCharacters} OR length(${b}) > ${mostCharacters}`;
    const inAscii = `strlen(${a}) = length(${a}) AND strlen(${b}) = length(${b})`;
    const failing = failSql('evaluation_failed', sqlType);
    return (
      `(CASE WHEN ${a} IS NULL OR ${b} IS NULL THEN NULL WHEN ${tooLong} THEN ${failing} WHEN ${inAscii} THEN ${name}(${a}, ${b}) ` +
      `WHEN len(${letters}) > ${mostDifferent} THEN ${failing} ELSE ${name}(${short(a)}, ${short(b)}) END)`
    );
  };
}

/** The least number of letters put in, taken out or changed. */
function levenshtein(a: string, b: string): number {
  const [left, right] = comparableLetters(a, b);
  let above = Array.from({ length: right.length + 1 }, (_, column) => column);
  for (const [row, letter] of left.entries()) {
    const line = [row + 1];
    for (const [column, other] of right.entries()) {
      const changed = (above[column] ?? 0) + (letter === other ? 0 : 1);
      line.push(Math.min(changed, (above[column + 1] ?? 0) + 1, (line[column] ?? 0) + 1));
    }
    above = line;
  }
  return above.at(-1) ?? 0;
}

/** The same, where letters that changed places count once; letters may be put in between them afterwards. */
function damerau(a: string, b: string): number {
  const [left, right] = comparableLetters(a, b);
  const width = right.length + 2;
  const most = left.length + right.length;
  const costs = new Int32Array((left.length + 2) * width).fill(most);
  for (let row = 0; row <= left.length; row++) costs[(row + 1) * width + 1] = row;
  for (let column = 0; column <= right.length; column++) costs[width + column + 1] = column;
  const at = (row: number, column: number): number => costs[row * width + column] ?? most;
  const lastRow = new Map<string, number>();
  for (let row = 1; row <= left.length; row++) {
    let lastColumn = 0;
    for (let column = 1; column <= right.length; column++) {
      const swappedRow = lastRow.get(right[column - 1] ?? '') ?? 0;
      const swapped = at(swappedRow, lastColumn) + (row - swappedRow - 1) + 1 + (column - lastColumn - 1);
      const same = left[row - 1] === right[column - 1];
      const changed = at(row, column) + (same ? 0 : 1);
      if (same) lastColumn = column;
      costs[(row + 1) * width + column + 1] = Math.min(
        changed,
        at(row + 1, column) + 1,
        at(row, column + 1) + 1,
        swapped,
      );
    }
    lastRow.set(left[row - 1] ?? '', row);
  }
  return at(left.length + 1, right.length + 1);
}

function jaroOf(left: Letters, right: Letters): number {
  const reach = Math.max(0, Math.floor(Math.max(left.length, right.length) / 2) - 1);
  const taken = new Set<number>();
  const matched = left.filter((letter, index) => {
    const last = Math.min(right.length - 1, index + reach);
    for (let place = Math.max(0, index - reach); place <= last; place++) {
      if (!taken.has(place) && right[place] === letter) return taken.add(place);
    }
    return false;
  });
  if (matched.length === 0) return 0;
  const others = right.filter((_, place) => taken.has(place));
  const moved = Math.floor(matched.filter((letter, index) => letter !== others[index]).length / 2);
  const common = matched.length;
  return (common / left.length + common / right.length + (common - moved) / common) / 3;
}

function jaro(a: string, b: string): number {
  return jaroOf(...comparableLetters(a, b));
}

/** Texts that are alike at all are more so when they begin alike. */
function jaroWinkler(a: string, b: string): number {
  const [left, right] = comparableLetters(a, b);
  const similarity = jaroOf(left, right);
  let prefix = 0;
  while (prefix < 4 && prefix < Math.min(left.length, right.length) && left[prefix] === right[prefix]) prefix++;
  return similarity > 0.7 ? similarity + prefix * 0.1 * (1 - similarity) : similarity;
}

const limits = `Both texts may have up to ${mostCharacters} characters, and ${mostDifferent} different ones where some are beyond ASCII; upper and lower case differ.`;

function comparison(
  name: string,
  summary: string,
  form: {
    readonly parameters: readonly string[];
    readonly problem: string;
    readonly js: (a: string, b: string) => number;
    readonly result: 'integer' | 'number';
    readonly examples: readonly FunctionExample[];
    readonly aliases?: readonly string[];
    readonly docs: string;
  },
): FunctionDeclaration {
  const { parameters, problem, js, result, examples, aliases, docs } = form;
  const sqlType = result === 'integer' ? 'BIGINT' : 'DOUBLE';
  return {
    kind: 'scalar',
    name,
    ...(aliases && { aliases }),
    family: 'text',
    summary,
    parameters,
    problem,
    docs: `${docs} ${limits}`,
    overloads: [fixed([take.text, take.text], types[result], { canFail: true, js, sql: comparingSql(name, sqlType) })],
    examples,
  };
}

/** Functions that say how alike texts are. */
export const similarityFunctions: readonly FunctionDeclaration[] = [
  comparison('levenshtein', 'How many characters must be put in, taken out or changed to make one text the other.', {
    parameters: ['left', 'right'],
    problem: 'texts that are too long to compare',
    result: 'integer',
    docs: 'To find typing errors, compare in one case: `levenshtein(lower(a), lower(b)) <= 2`.',
    js: levenshtein,
    examples: [example("levenshtein('kitten', 'sitting')", '3'), example("levenshtein('Zoë', 'Zoe')", '1')],
  }),
  comparison('damerau_levenshtein', 'The same as `levenshtein`, where two characters that changed places count once.', {
    parameters: ['left', 'right'],
    problem: 'texts that are too long to compare',
    result: 'integer',
    docs: 'Characters that changed places may also have got others between them.',
    js: damerau,
    examples: [example("damerau_levenshtein('Smtih', 'Smith')", '1'), example("damerau_levenshtein('ca', 'abc')", '2')],
  }),
  comparison('jaro_similarity', 'How alike two texts are, from 0 to 1, by the characters that they share.', {
    parameters: ['left', 'right'],
    problem: 'texts that are too long to compare',
    result: 'number',
    aliases: ['jaro'],
    docs: 'Characters are shared when they stand near the same place; an empty text is like no other.',
    js: jaro,
    examples: [
      example("round(jaro_similarity('martha', 'marhta'), 4)", '0.9444::number'),
      example("jaro_similarity('abc', 'xyz')", '0::number'),
    ],
  }),
  comparison(
    'jaro_winkler_similarity',
    'How alike two names are, from 0 to 1: Jaro, and more where they begin alike.',
    {
      parameters: ['left', 'right'],
      problem: 'texts that are too long to compare',
      result: 'number',
      aliases: ['jaro_winkler'],
      docs: 'Above 0.9 two names are often the same. Only texts with a Jaro similarity above 0.7 gain by a common beginning, of four characters at most.',
      js: jaroWinkler,
      examples: [
        example("round(jaro_winkler_similarity('martha', 'marhta'), 4)", '0.9611::number'),
        example("jaro_winkler_similarity('Müller', 'Müller')", '1::number'),
      ],
    },
  ),
];
