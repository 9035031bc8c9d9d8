/** SQL that aggregates and totals of lists share. */
import { failSql } from './sql-text.ts';

/** A HUGEINT as BIGINT; beyond it is our overflow, not a failed cast. */
export function asIntegerSql(sql: string): string {
  const fits = `${sql} BETWEEN (-9223372036854775808)::HUGEINT AND 9223372036854775807::HUGEINT`;
  return `(CASE WHEN ${sql} IS NULL THEN NULL WHEN ${fits} THEN (${sql})::BIGINT ELSE ${failSql('overflow', 'BIGINT')} END)`;
}
