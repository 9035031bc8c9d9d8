/**
 * Casts as DuckDB SQL, only where DuckDB gives exactly what `model/cast.ts` gives. Everything else has no SQL, and the
 * planner keeps it in the row engine.
 */
import { castCanFail } from '../model/cast.ts';
import { decimalParts } from '../model/decimal-type.ts';
import { sameType, type ValueType } from '../model/value-type.ts';
import { failSql } from './functions/sql-text.ts';
import { duckType } from './sql-type.ts';

/** What a cast is asked to be. */
interface Cast {
  readonly sql: string;
  readonly from: ValueType;
  readonly to: ValueType;
  readonly lenient: boolean;
  /** DuckDB's name of `to`. */
  readonly duck: string;
}

/** A plain cast; the lenient one gives null where the other fails. */
function plain({ sql, lenient, duck }: Cast): string {
  return `${lenient ? 'TRY_CAST' : 'CAST'}(${sql} AS ${duck})`;
}

/**
 * A cast that can fail, hidden from DuckDB's optimizer: it compares `x::integer < 5` as `x < 5.0`, which neither fails nor
 * gives null for an x that is no integer.
 */
function opaque(cast: Cast): string {
  return `(CASE WHEN ${cast.sql} IS NOT NULL THEN ${plain(cast)} END)`;
}

/** Everything that JavaScript's `trim` takes away. */
const blanks = [
  9,
  10,
  11,
  12,
  13,
  32,
  160,
  5760,
  ...Array.from({ length: 11 }, (_, index) => 8192 + index),
  8232,
  8233,
  8239,
  8287,
  12288,
  65279,
]
  .map((code) => `chr(${code})`)
  .join(' || ');

/** A cast of text that has one of our forms; DuckDB would take many others. */
function ofForm(form: string): (cast: Cast) => string {
  return ({ sql, lenient, duck }) => {
    const trimmed = `trim(${sql}, ${blanks})`;
    const otherwise = lenient
      ? `CAST(NULL AS ${duck})`
      : `CASE WHEN ${sql} IS NULL THEN CAST(NULL AS ${duck}) ELSE ${failSql('cast_failed', duck)} END`;
    return `(CASE WHEN regexp_full_match(${trimmed}, '${form}') THEN ${lenient ? 'TRY_CAST' : 'CAST'}(${trimmed} AS ${duck}) ELSE ${otherwise} END)`;
  };
}

/** By `from>to`; a pair that is missing has no SQL. */
const casts: Readonly<Record<string, (cast: Cast) => string>> = {
  'boolean>integer': plain,
  'boolean>text': plain,
  'integer>boolean': ({ sql }) => `(${sql} <> 0)`,
  'integer>number': plain,
  'integer>decimal': opaque,
  'integer>text': plain,
  // DuckDB's own cast rounds halves to even.
  'number>integer': (cast) => plain({ ...cast, sql: `round(${cast.sql})` }),
  'decimal>decimal': (cast) => (castCanFail(cast.from, cast.to) ? opaque(cast) : plain(cast)),
  'decimal>integer': opaque,
  // DuckDB rounds twice where a double cannot hold all of the digits; as text they are read and rounded once.
  'decimal>number': (cast) =>
    (decimalParts(cast.from)?.precision ?? 0) > 15
      ? plain({ ...cast, sql: `CAST(${cast.sql} AS VARCHAR)` })
      : plain(cast),
  'date>text': plain,
  'date>datetime': plain,
  'datetime>date': plain,
  'datetime>time': plain,
  'text>integer': ofForm('[+-]?[0-9]{1,1000}'),
  'text>date': ofForm('[0-9]{4}-[0-9]{2}-[0-9]{2}'),
};

/** DuckDB writes a decimal without digits before the point as `.5`, and we as `0.5`. */
function decimalAsText(cast: Cast): string | undefined {
  return cast.from.kind === 'decimal' && cast.from.precision === cast.from.scale ? undefined : plain(cast);
}

/** Lists by their items; a failing item fails the whole. */
function listCast(cast: Cast): string | undefined {
  if (cast.from.kind !== 'list' || cast.to.kind !== 'list') return undefined;
  // One failing item makes all of a lenient cast null, which a cast of each item would not.
  if (cast.lenient) return undefined;
  const inner = sqlCast({ sql: '_item', from: cast.from.item, to: cast.to.item, lenient: false });
  return inner && `list_transform(${cast.sql}, lambda _item: ${inner})`;
}

/** `sql`, of type `from`, cast to `to`; undefined where DuckDB would give anything else than we do. */
export function sqlCast({ sql, from, to, lenient }: Omit<Cast, 'duck'>): string | undefined {
  const duck = duckType(to);
  if (duck === undefined || duckType(from) === undefined) return undefined;
  if (sameType(from, to)) return sql;
  if (from.kind === 'null') return `CAST(NULL AS ${duck})`;
  const cast = { sql, from, to, lenient, duck };
  if (from.kind === 'list') return listCast(cast);
  if (from.kind === 'decimal' && to.kind === 'text') return decimalAsText(cast);
  const write = Object.hasOwn(casts, `${from.kind}>${to.kind}`) ? casts[`${from.kind}>${to.kind}`] : undefined;
  return write?.(cast);
}
