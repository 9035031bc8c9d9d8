import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import { orderSql, whereSql } from './sql-condition.ts';
import type { SqlParameter, SqlQuery, SqlSource } from './sql-database.ts';
import type { SqlColumn, SqlDialect } from './sql-dialect.ts';
import { type SqlRowDecoder, sqlRowDecoder } from './sql-row-decoder.ts';

/** A query with its bound values. */
export interface BoundQuery {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** A source as it stands after `from`, with its values. */
export interface BoundSource extends BoundQuery {
  /** As people know it: `orders`, or `the query`. */
  readonly what: string;
}

const nothing: ValueType = { kind: 'null' };

/** Binds a source: names become placeholders, each value once where the database allows it. */
export function bindSource(source: SqlSource, dialect: SqlDialect): BoundSource {
  if ('table' in source) return { sql: dialect.quoteTable(source.table), values: [], what: source.table };
  const { parts, names } = dialect.parseQuery(source.query);
  const values: unknown[] = [];
  const bound = new Map<string, string>();
  const placeholder = (name: string): string => {
    const known = bound.get(name);
    if (known !== undefined) return known;
    const found: Pick<SqlParameter, 'value' | 'type'> | undefined = source.parameters.find(
      (other) => other.name === name,
    );
    const { value, type } = found ?? { value: null, type: nothing };
    const sql = dialect.bindParameter(value, type, binder(values, dialect));
    if (dialect.numbered) bound.set(name, sql);
    return sql;
  };
  const sql = parts.map((part, at) => part + (names[at] === undefined ? '' : placeholder(names[at]))).join('');
  // The line break ends a comment that the query may end with.
  return { sql: `(${sql}\n) as source`, values, what: 'the query' };
}

/** Adds values to a list and gives their placeholders. */
export function binder(values: unknown[], { numbered }: Pick<SqlDialect, 'numbered'>): (value: unknown) => string {
  return (value) => {
    const place = values.push(value);
    return numbered ? `$${place}` : '?';
  };
}

/** `unknown_field` for a column that the source does not have. */
export function checkColumns(shape: Shape, columns: readonly SqlColumn[], what: string): void {
  const names = columns.map(({ name }) => name);
  const missing = shape.find(({ name }) => !names.includes(name));
  if (missing === undefined) return;
  const hint = didYouMean(missing.name, names) ?? `It has ${names.join(', ')}.`;
  throw new MillraceError('unknown_field', `There is no column ${missing.name} in ${what}.`, { hint });
}

/** What is selected for the fields of a shape, in order. */
export function selectedSql(shape: Shape, columns: readonly SqlColumn[], dialect: SqlDialect): string {
  const selected = shape.flatMap(({ name }) => {
    const column = columns.find((other) => other.name === name);
    return column === undefined ? [] : [dialect.selected(column)];
  });
  return selected.join(', ') || '1';
}

/** A reading that is ready to begin. */
export interface PreparedReading {
  readonly bound: BoundQuery;
  /** True if the rows come in the order asked for. */
  readonly sorted: boolean;
  readonly decode: SqlRowDecoder;
}

/** The query that gives what is wanted of a source with these columns; whatever cannot be asked exactly is not asked. */
export function prepareReading(
  query: Pick<SqlQuery, 'shape' | 'condition' | 'sort' | 'limit'>,
  source: BoundSource,
  { columns, dialect }: { readonly columns: readonly SqlColumn[]; readonly dialect: SqlDialect },
): PreparedReading {
  checkColumns(query.shape, columns, source.what);
  const decode = sqlRowDecoder(query.shape, dialect, { columns, what: source.what });
  const values = [...source.values];
  const where = whereSql(query.condition, { dialect, columns }, binder(values, dialect));
  const order = query.sort?.length ? orderSql(query.sort, query.shape, { dialect, columns }) : undefined;
  const inOrder = !query.sort?.length || order !== undefined;
  const limit = query.limit !== undefined && inOrder ? ` limit ${query.limit}` : '';
  const names = selectedSql(query.shape, columns, dialect);
  return {
    bound: { sql: `select ${names} from ${source.sql}${where}${order ?? ''}${limit}`, values },
    sorted: order !== undefined,
    decode,
  };
}
