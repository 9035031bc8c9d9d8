/** Lists of numbers in a row, and lists as text. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import type { Value } from '../../model/value.ts';
import { listOf, types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { example, fixed } from './define.ts';
import { listFunction } from './list.ts';
import * as take from './parameter-patterns.ts';
import { failSql, literalText } from './sql-text.ts';

const longestRange = 1_000_000;

function range(from: Integer, to: Integer): readonly Value[] {
  const count = BigInt(to) - BigInt(from);
  if (count > BigInt(longestRange)) {
    throw new MillraceError('evaluation_failed', `The list would have ${count} items.`, {
      hint: `A million is the most.`,
    });
  }
  const first = BigInt(from);
  return Array.from({ length: Math.max(0, Number(count)) }, (_, index) => {
    const value = first + BigInt(index);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  });
}

/** Functions that make a list of numbers, or a text of a list. */
export const listJoining: readonly FunctionDeclaration[] = [
  listFunction('range', 'The whole numbers from one up to, and without, another; a million at most.', {
    parameters: ['start', 'end'],
    problem: 'more than a million numbers',
    docs: 'From 1 to n it is `range(1, n + 1)`. The second number at or below the first gives an empty list.',
    overloads: [
      fixed([take.integer, take.integer], listOf(types.integer), {
        canFail: true,
        js: range,
        sql: (from, to) =>
          `(CASE WHEN (${to})::HUGEINT - (${from})::HUGEINT > ${longestRange} THEN ${failSql('evaluation_failed', 'BIGINT[]')} ELSE range(${from}, ${to}) END)`,
      }),
    ],
    examples: [example('range(1, 4)', '[1, 2, 3]'), example('length(range(3, 1))', '0'), example('range(3, 1)', '[]')],
  }),
  listFunction('list_join', 'The items as one text, with a separator between them; nulls are left out.', {
    parameters: ['list', 'separator'],
    docs: 'Items that are not text are written as `::text` writes them. Of an empty list it is the empty text. `split` goes the other way.',
    overloads: [
      fixed([take.listPattern(take.textual), take.text], types.text, {
        js: (list: readonly (string | null)[], separator: string) =>
          list.filter((item) => item !== null).join(separator),
        // DuckDB takes no separator that differs from record to record.
        sql: (list, separator = '') =>
          literalText(separator) === undefined
            ? undefined
            : `(CASE WHEN ${list} IS NOT NULL THEN coalesce(array_to_string(${list}, ${separator}), '') END)`,
      }),
    ],
    examples: [
      example("list_join(['a', null, 'b'], ', ')", "'a, b'"),
      example("list_join([1, 2], '-')", "'1-2'"),
      example("list_join([1, null, 2], '-')", "'1-2'"),
    ],
  }),
];
