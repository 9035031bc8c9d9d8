import type { ValueType } from '../../model/value-type.ts';
import { quoteMysqlName, quoteMysqlTable } from './mysql-name.ts';
import type { MysqlSession } from './mysql-session.ts';
import type { SqlWriteOptions } from './sql-database.ts';

/** The most places that a decimal column has everywhere. */
const mostPlaces = 30;

/** The column type that holds every value of a type, or refuses those that it cannot hold. */
function columnType(type: ValueType, isKey: boolean): string {
  switch (type.kind) {
    case 'integer':
      return 'bigint';
    case 'number':
      return 'double';
    case 'decimal':
      return type.precision === undefined
        ? `decimal(65, ${mostPlaces})`
        : `decimal(${type.precision}, ${type.scale ?? 0})`;
    case 'timestamp':
    case 'datetime':
    case 'time':
      return `${type.kind}(6)`;
    case 'binary':
      return isKey ? 'varbinary(255)' : 'longblob';
    case 'boolean':
      return 'tinyint(1)';
    case 'date':
      return 'date';
    case 'any':
    case 'record':
    case 'list':
      return 'json';
    case 'interval':
      return 'varchar(100)';
    default:
      return isKey ? 'varchar(255)' : 'longtext';
  }
}

/** The collation that compares by code point, with spaces at the end; each product has its own. */
async function collation(session: MysqlSession): Promise<string> {
  const wanted = ['utf8mb4_nopad_bin', 'utf8mb4_0900_bin', 'utf8mb4_bin'];
  const rows = await session.rows({
    sql: `select collation_name from information_schema.collations where collation_name in (${wanted.map(() => '?').join(', ')})`,
    values: wanted,
  });
  const there = rows.map(([name]) => name);
  return wanted.find((name) => there.includes(name)) ?? 'utf8mb4_bin';
}

/** Makes a table with a column for each field, unless it is there; `key` becomes its primary key. Ends any transaction. */
export async function createMysqlTable(
  session: MysqlSession,
  { table, shape, key }: Pick<SqlWriteOptions, 'table' | 'shape' | 'key'>,
): Promise<void> {
  const columns = shape.map(({ name, type }) => {
    const isKey = key.includes(name);
    return `${quoteMysqlName(name)} ${columnType(type, isKey)} ${isKey ? 'not null' : 'null default null'}`;
  });
  const primary = key.length === 0 ? [] : [`primary key (${key.map(quoteMysqlName).join(', ')})`];
  await session.run(
    `create table if not exists ${quoteMysqlTable(table)} (${[...columns, ...primary].join(', ')}) character set utf8mb4 collate ${await collation(session)}`,
  );
}
