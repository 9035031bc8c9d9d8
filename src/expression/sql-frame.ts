/** The frames of windows as DuckDB SQL, and what they see of the order of records. */
import { Interval } from '../model/value.ts';
import { types } from '../model/value-type.ts';
import { localSql, utc } from './functions/zone-sql.ts';
import { sqlLiteral } from './sql-literal.ts';
import type { TypedBound, TypedFrame, TypedOrder, TypedWindow } from './typed.ts';

/** True where it matters in which order records come that the order of the window does not tell apart. */
export function seesTies({ call, frame }: TypedWindow): boolean {
  return frame?.unit === 'rows' || (call.kind === 'window-call' && call.overload.ties !== undefined);
}

/** A frame of peers must not tell them apart. */
export function tiesInOrder({ call, frame }: TypedWindow): boolean {
  return frame?.unit === 'rows' || (call.kind === 'window-call' && call.overload.ties === 'all');
}

/** True where a frame reaches as far as the values of its key say. */
export function reachesByValue({ unit, start, end }: TypedFrame): boolean {
  return unit === 'range' && (start.kind === 'offset' || end.kind === 'offset');
}

/** The key of a `range` as a wide whole number, or as a time that can leave the years 1 to 9999. */
export function rangeKeySql(sql: string, { by }: TypedOrder): string | undefined {
  if (by.type.kind === 'timestamp') return localSql(sql, utc);
  return `CAST(${sql} AS ${by.type.kind === 'integer' ? 'HUGEINT' : 'TIMESTAMP'})`;
}

/** `ROWS BETWEEN 2 PRECEDING AND CURRENT ROW`. */
export function frameSql(frame: TypedFrame, orderBy: readonly TypedOrder[]): string {
  const [start, end] = [frame.start, frame.end].map((bound) => boundSql(bound, frame, orderBy));
  return `${frame.unit.toUpperCase()} BETWEEN ${start} AND ${end}`;
}

function boundSql(bound: TypedBound, { unit }: TypedFrame, orderBy: readonly TypedOrder[]): string {
  if (bound.kind === 'current') return 'CURRENT ROW';
  const direction = bound.direction.toUpperCase();
  if (bound.kind === 'unbounded') return `UNBOUNDED ${direction}`;
  const { offset } = bound;
  if (offset instanceof Interval) return `${sqlLiteral(offset, types.interval)} ${direction}`;
  const isWide = unit === 'range' && orderBy.length > 0;
  return `${isWide ? `CAST(${String(offset)} AS HUGEINT)` : String(offset)} ${direction}`;
}
