/** What is PostgreSQL's own in reading rows. */
import { parseNamedQuery } from './named-parameters.ts';
import { postgresqlCondition } from './postgresql-condition.ts';
import { postgresqlExact } from './postgresql-exact.ts';
import { postgresqlReader } from './postgresql-reader.ts';
import { isReadable, readableAs } from './postgresql-types.ts';
import { parameterCast, postgresqlText } from './postgresql-values.ts';
import type { SqlDialect } from './sql-dialect.ts';
import { quoteName, quoteTable } from './sql-name.ts';

/** The dialect of PostgreSQL. */
export const postgresqlDialect: SqlDialect = {
  ...postgresqlCondition,
  ...postgresqlExact,
  quoteTable,
  parseQuery: (sql) => parseNamedQuery(sql),
  numbered: true,
  bindParameter: (value, type, bind) => `${bind(postgresqlText(value, type))}${parameterCast(type)}`,
  selected: ({ name }) => quoteName(name),
  readableAs,
  isReadable,
  reader: postgresqlReader,
};
