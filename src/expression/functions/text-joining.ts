/** Functions that make a text out of other values. */
import { MillraceError } from '../../core/errors.ts';
import type { Integer } from '../../model/integer.ts';
import { types } from '../../model/value-type.ts';
import type { FunctionDeclaration } from '../function-declaration.ts';
import { example, generic } from './define.ts';
import * as take from './parameter-patterns.ts';
import { failSql } from './sql-text.ts';
import { textFunction } from './text.ts';

/** Functions that make one text out of values. */
export const joiningFunctions: readonly FunctionDeclaration[] = [
  textFunction('concat', 'All arguments as one text; nulls are left out.', {
    parameters: ['value'],
    docs: 'Values that are not text are written as `::text` writes them. `||` is null if a part is null; this is not.',
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
      parameters: ['separator', 'value'],
      docs: "A null part leaves no separator behind, so that it suits addresses: `concat_ws(', ', street, city, country)`. An empty text does leave one; a null separator makes the result null.",
      takes: [take.text, take.textual],
      variadic: true,
      nulls: 'handle',
      js: (separator: string | null, ...texts: (string | null)[]) =>
        separator === null ? null : texts.filter((text) => text !== null).join(separator),
      sql: (...texts) => `concat_ws(${texts.join(', ')})`,
      examples: [
        example("concat_ws(', ', 'a', null, 'b')", "'a, b'"),
        example("concat_ws('-', 2026, 3)", "'2026-3'"),
        example("concat_ws(', ', 'a', '')", "'a, '"),
      ],
    },
  ),
  {
    kind: 'scalar',
    name: 'chr',
    family: 'text',
    summary: 'The character of a Unicode number.',
    parameters: ['code'],
    problem: 'a number that no character has: 0, halves of pairs, above 1114111',
    docs: '`unicode` goes the other way.',
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
