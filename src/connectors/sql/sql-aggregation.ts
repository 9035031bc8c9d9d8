import { type AggregateQuery, fieldsRead } from '../push-down/aggregate-query.ts';
import { type PreparedAggregation, prepareAggregation } from './sql-aggregate.ts';
import { whereSql } from './sql-condition.ts';
import type { SqlBind, SqlColumn, SqlDialect } from './sql-dialect.ts';
import { exactColumns } from './sql-exact.ts';
import type { BoundSource } from './sql-source.ts';

/** The aggregation of a table or query whose columns are known; or why its answer could differ from ours. */
export function prepareSqlAggregation(
  query: AggregateQuery,
  from: BoundSource,
  { columns: all, dialect }: { readonly columns: readonly SqlColumn[]; readonly dialect: SqlDialect },
): PreparedAggregation | string {
  const columns = exactColumns(fieldsRead(query), { columns: all, dialect });
  if (typeof columns === 'string') return columns;
  const loosely = (bind: SqlBind): string => whereSql(query.condition, { dialect, columns: all }, bind);
  return prepareAggregation(query, { from, columns, dialect, loosely });
}
