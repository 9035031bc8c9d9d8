import { MillraceError } from '../../core/errors.ts';
import { tableNameParts } from '../../model/table-name.ts';

/** A name in backticks. */
export function quoteMysqlName(name: string): string {
  if (name.includes('\0')) throw new MillraceError('invalid_value', 'A name in SQL cannot hold the character U+0000.');
  return `\`${name.replaceAll('`', '``')}\``;
}

/** Database, if it is said, and table of `orders`, `sales.orders` or `"Odd.Name".orders`. */
export function mysqlTableParts(table: string): { readonly database: string | undefined; readonly table: string } {
  const [first, second, ...more] = tableNameParts(table);
  if (first === undefined || more.length > 0) {
    throw new MillraceError('invalid_value', `'${table}' is not the name of a table.`, {
      hint: 'Write orders, or sales.orders with the name of a database in front.',
    });
  }
  return second === undefined ? { database: undefined, table: first } : { database: first, table: second };
}

/** The quoted form of a table's name. */
export function quoteMysqlTable(name: string): string {
  const { database, table } = mysqlTableParts(name);
  return database === undefined ? quoteMysqlName(table) : `${quoteMysqlName(database)}.${quoteMysqlName(table)}`;
}
