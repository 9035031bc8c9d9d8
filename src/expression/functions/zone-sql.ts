/** Time zones in SQL. */
import { type Unit, units } from './date-parts.ts';
import { isZone } from '../../model/zone.ts';
import { literalText, sqlText } from './sql-text.ts';

/** Zones whose rules changed after DuckDB's were made; a test compares all zones and says when this list is out of date. */
const changedLately: ReadonlySet<string> = new Set([
  'Africa/Casablanca',
  'Africa/El_Aaiun',
  'America/Edmonton',
  'America/Vancouver',
]);

/** The name that a zone and its aliases share. */
function canonicalZone(name: string): string {
  return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
}

/**
 * What clocks in a zone show at an instant, as TIMESTAMP. Only for a zone that is written out and known: DuckDB reads
 * offsets such as `+08:00` the other way round, and takes names that we do not.
 */
export function localSql(timestamp: string, zone: string): string | undefined {
  const name = literalText(zone);
  if (name === undefined || !/^[A-Z]/.test(name) || !isZone(name) || changedLately.has(canonicalZone(name)))
    return undefined;
  return `timezone(${sqlText(name)}, ${timestamp})`;
}

/** The zone that is meant where none is given, as SQL. */
export const utc = "'UTC'";

/** The unit that an SQL literal names. */
export function literalUnit(part: string | undefined): Unit | undefined {
  const name = literalText(part ?? '');
  return units.find((unit) => unit === name);
}
