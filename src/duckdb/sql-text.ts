/** Names and texts as they stand in DuckDB's SQL. */
import { MillraceError } from '../core/errors.ts';

/** A name, quoted. */
export function sqlName(name: string): string {
  refuseNul(name);
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text, quoted. */
export function sqlText(text: string): string {
  refuseNul(text);
  return `'${text.replaceAll("'", "''")}'`;
}

/** Texts of SQL end at a NUL for DuckDB, whatever stands behind it. */
function refuseNul(text: string): void {
  if (text.includes('\0'))
    throw new MillraceError('invalid_value', 'A name or text of a query may not hold the character NUL.');
}
