import { MillraceError } from '../../core/errors.ts';
import { tableNameParts } from '../../model/table-name.ts';

/** A name in double quotes, as standard SQL has it. */
export function quoteName(name: string): string {
  if (name.includes('\0')) throw new MillraceError('invalid_value', 'A name in SQL cannot hold the character U+0000.');
  return `"${name.replaceAll('"', '""')}"`;
}

/** The quoted form of `orders`, `sales.orders` or `"Odd.Schema".orders`. */
export function quoteTable(table: string): string {
  const parts = tableNameParts(table);
  if (parts.length === 0 || parts.length > 3) {
    throw new MillraceError('invalid_value', `'${table}' is not the name of a table.`, {
      hint: 'Write orders, or sales.orders.',
    });
  }
  return parts.map(quoteName).join('.');
}
