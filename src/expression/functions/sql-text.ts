/** Pieces of SQL for DuckDB that several functions share. */
import type { ErrorCode } from '../../core/errors.ts';
import { type DecimalParts, decimalParts } from '../../model/decimal-type.ts';
import { maximumPrecision, type ValueType } from '../../model/value-type.ts';

const finiteStart = '(CASE WHEN isfinite(';
const finiteMiddle = ') THEN ';
const finiteEnd = ' END)';
const frame = finiteStart.length + finiteMiddle.length + finiteEnd.length;
const longest = 20_000;

function finiteAround(sql: string): string {
  return `${finiteStart}${sql}${finiteMiddle}${sql}${finiteEnd}`;
}

/** `sql`, a DOUBLE, or null where it is not finite; undefined where the text would become too long. */
export function finite(sql: string): string | undefined {
  return sql.length > longest ? undefined : finiteAround(sql);
}

/**
 * The text inside of {@link finite}, for operators whose result is not finite either when the argument is not: one
 * check around a chain of them does, and the text does not double at each step.
 */
export function withoutFinite(sql: string): string {
  const bare = sql.startsWith('((') && sql.endsWith('))') ? sql.slice(1, -1) : sql;
  const length = (bare.length - frame) / 2;
  if (!bare.startsWith(finiteStart) || !Number.isInteger(length)) return sql;
  const inner = bare.slice(finiteStart.length, finiteStart.length + length);
  return finiteAround(inner) === bare ? `(${inner})` : sql;
}

/**
 * SQL that fails with a code of ours. Not DuckDB's `error`, which is volatile and not allowed inside of `try`; the
 * failing cast carries the code in its message, where {@link codeOfSqlError} finds it.
 */
export function failSql(code: ErrorCode, sqlType: string): string {
  const failing = `CAST('millrace:${code}' AS ${sqlType === 'VARCHAR' || sqlType === 'BLOB' ? 'BIGINT' : sqlType})`;
  // Every text is a VARCHAR, so that only a detour can fail.
  return sqlType === 'VARCHAR'
    ? `CAST(${failing} AS VARCHAR)`
    : sqlType === 'BLOB'
      ? `CAST(CAST(${failing} AS VARCHAR) AS BLOB)`
      : failing;
}

/** The problem that a message of DuckDB stands for. */
export function codeOfSqlError(message: string): ErrorCode {
  const own = /millrace:([a-z_]+)/.exec(message)?.[1];
  if (own !== undefined && isValueCode(own)) return own;
  if (/^Out of Range Error|overflow/i.test(message)) return 'overflow';
  return /^Conversion Error/i.test(message) ? 'cast_failed' : 'evaluation_failed';
}

const valueCodes = ['overflow', 'cast_failed', 'evaluation_failed'] as const;

function isValueCode(code: string): code is (typeof valueCodes)[number] {
  return valueCodes.some((known) => known === code);
}

/** `sql` (of DATE, TIMESTAMP or TIMESTAMPTZ), failing with `overflow` outside of the years 1 to 9999. */
export function withinYears(sql: string, sqlType: string): string | undefined {
  if (sql.length > longest) return undefined;
  const zone = sqlType === 'TIMESTAMPTZ' ? '+00' : '';
  const first = `${sqlType} '0001-01-01${zone === '' ? '' : ` 00:00:00${zone}`}'`;
  const end = `${sqlType} '10000-01-01${zone === '' ? '' : ` 00:00:00${zone}`}'`;
  return `(CASE WHEN ${sql} IS NULL OR (${sql} >= ${first} AND ${sql} < ${end}) THEN ${sql} ELSE ${failSql('overflow', sqlType)} END)`;
}

/** A text as an SQL literal. */
export function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}

/** The text of an SQL literal, or undefined for any other SQL. */
export function literalText(sql: string): string | undefined {
  const match = /^\(?'((?:[^']|'')*)'(?:::VARCHAR)?\)?$/.exec(sql) ?? /^CAST\('((?:[^']|'')*)' AS VARCHAR\)$/.exec(sql);
  return match?.[1]?.replaceAll("''", "'");
}

/** Precision and scale of two decimals that DuckDB can bring to one type without loss; undefined where it cannot. */
export function decimalsFit(a: ValueType | undefined, b: ValueType | undefined): boolean {
  const [left, right] = [a && decimalParts(a), b && decimalParts(b)];
  if (!left || !right) return false;
  const whole = Math.max(left.precision - left.scale, right.precision - right.scale);
  return whole + Math.max(left.scale, right.scale) <= maximumPrecision;
}

/** DuckDB's name of a decimal type. */
export function decimalSql({ precision, scale }: DecimalParts): string {
  return `DECIMAL(${precision},${scale})`;
}

/** The integer that SQL stands for, when it is a literal. */
export function literalInteger(sql: string): number | undefined {
  const match = /^\(*(-?\d{1,15})\)*(?:::BIGINT)?\)*$/.exec(sql) ?? /^CAST\((-?\d{1,15}) AS BIGINT\)$/.exec(sql);
  return match?.[1] === undefined ? undefined : Number(match[1]);
}

/** An integer cut to a range; unlike `least` and `greatest` it leaves null alone. */
export function clampSql(sql: string, low: number, high: number): string {
  return `(CASE WHEN ${sql} < ${low} THEN ${low} WHEN ${sql} > ${high} THEN ${high} ELSE ${sql} END)`;
}

/** An integer cut to two billion both ways, for functions that take no more and for which more changes nothing. */
export function smallIntegerSql(sql: string): string {
  const literal = literalInteger(sql);
  if (literal !== undefined && Math.abs(literal) <= 2_000_000_000) return sql;
  return clampSql(sql, -2_000_000_000, 2_000_000_000);
}
