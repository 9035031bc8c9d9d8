/** SQL that aggregates and totals of lists share. */
import type { DecimalParts } from '../../model/decimal-type.ts';
import { failSql } from './sql-text.ts';

/** A total of decimals with 38 digits: DuckDB's own check is only that it has 127 bits, which is a little more. */
export function decimalTotalSql(sql: string, { precision, scale }: DecimalParts): string {
  // Up to 26 digits no number of records that there could be reaches the limit.
  if (precision <= 26) return sql;
  const most = `CAST('${'9'.repeat(38 - scale)}${scale === 0 ? '' : `.${'9'.repeat(scale)}`}' AS DECIMAL(38,${scale}))`;
  return `(CASE WHEN ${sql} > ${most} OR ${sql} < -${most} THEN ${failSql('overflow', `DECIMAL(38,${scale})`)} ELSE ${sql} END)`;
}

/** A HUGEINT as BIGINT; beyond it is our overflow, not a failed cast. */
export function asIntegerSql(sql: string): string {
  const fits = `${sql} BETWEEN (-9223372036854775808)::HUGEINT AND 9223372036854775807::HUGEINT`;
  return `(CASE WHEN ${sql} IS NULL THEN NULL WHEN ${fits} THEN (${sql})::BIGINT ELSE ${failSql('overflow', 'BIGINT')} END)`;
}
