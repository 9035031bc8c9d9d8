/**
 * Aggregations as SQL. Every row says whether any group met an oddity (a value that cannot be read as declared, a total
 * beyond our range): then none of them counts.
 */
import { decimalParts } from '../../model/decimal-type.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import { type AggregateQuery, fieldsAsked, fieldsRead, type PushedAggregate } from '../push-down/aggregate-query.ts';
import { meanOf, unreadable } from './aggregated-values.ts';
import type { SqlBind, TextRow } from './sql-dialect.ts';
import { type ExactAsking, type ExactColumns, exactCondition, type ExactWords } from './sql-exact.ts';
import { binder, type BoundQuery } from './sql-source.ts';

/** An aggregation that is ready to be asked. */
export interface PreparedAggregation {
  readonly bound: BoundQuery;
  /** The group of a row; undefined where the answer is not to be used. */
  decode(row: TextRow): DataRecord | undefined;
}

/** One field of the result: what is selected for it, and how it is read. */
interface Part {
  readonly name: string;
  /** SQL over the rows of a group. */
  readonly inner: readonly string[];
  /** What is selected of each `inner`, by the name that it has got. */
  outer(inner: string): string;
  /** SQL that is true of a total beyond our range. */
  beyond?(inner: string): string;
  read(texts: TextRow): Value | undefined;
}

/** What is aggregated. */
export interface AggregatedSource {
  readonly from: BoundQuery;
  readonly columns: ExactColumns;
  readonly dialect: ExactWords;
  /** ` where ..` that keeps at least what the condition keeps, and can use an index; empty where that is all. */
  loosely(bind: SqlBind): string;
}

/** The query that gives the groups; or why its answer could differ from ours. */
export function prepareAggregation(query: AggregateQuery, source: AggregatedSource): PreparedAggregation | string {
  const { from, columns, dialect } = source;
  const values: unknown[] = [];
  const asking: ExactAsking = { columns, dialect, bind: binder(values, dialect) };
  // Placeholders without numbers take their values in the order in which they stand.
  if (dialect.numbered) values.push(...from.values);
  const parts = [
    ...query.by.map((key) => keyPart(key, asking)),
    ...query.compute.map((one) => computedPart(one, asking)),
  ];
  if (!dialect.numbered) values.push(...from.values);
  const loose = source.loosely(asking.bind);
  const exact = exactCondition(query.condition, asking);
  const known = parts.filter((part) => part !== undefined);
  if (exact === undefined || known.length < parts.length) return 'a value cannot be told to the database exactly';
  const odd = oddities(query, asking);
  const where = `${loose === '' ? ' where' : `${loose} and`} (${[exact, ...odd.asked].join(' or ')})`;
  const sql = groupSql(known, { rows: `${from.sql}${where}`, query, dialect, odd: odd.read });
  return { bound: { sql, values }, decode: decoder(known) };
}

/** SQL of the oddities of the fields that `where` asks about, and of all fields. */
function oddities(query: AggregateQuery, { columns }: ExactAsking): { asked: string[]; read: string[] } {
  const of = (fields: ReturnType<typeof fieldsRead>): string[] => [
    ...new Set(fields.map((field) => columns.of(field).odd).filter((odd) => odd !== undefined)),
  ];
  return { asked: of(fieldsAsked(query.condition)), read: of(fieldsRead(query)) };
}

function keyPart({ name, field }: AggregateQuery['by'][number], { columns, dialect }: ExactAsking): Part {
  const { value, of } = columns.of(field);
  const read = dialect.reader({ of, array: false, name: of }, field.type);
  return {
    name,
    inner: [value],
    outer: (inner) => dialect.selectedExact(inner, of),
    read: ([text = null]) => (text === null ? null : read(text)),
  };
}

function computedPart(one: PushedAggregate, asking: ExactAsking): Part | undefined {
  const { dialect, columns } = asking;
  const among = (sql: string): string | undefined => {
    const condition = exactCondition(one.condition, asking);
    return condition === undefined || one.condition.op === 'always'
      ? condition && sql
      : `case when ${condition} then ${sql} end`;
  };
  const field = one.field && columns.of(one.field);
  const value = among(field?.value ?? '1');
  if (value === undefined) return undefined;
  const { name } = one;
  if (one.compute === 'count')
    return { ...countPart(`count(${one.distinct ? 'distinct ' : ''}${value})`, dialect), name };
  if (one.compute === 'min' || one.compute === 'max')
    return { ...keyPart({ name, field: one.field! }, asking), inner: [`${one.compute}(${value})`] };
  if (one.compute === 'sum') return { ...totalPart(dialect.exactSum(value), one, dialect), name };
  const counted = `count(${among(field?.value ?? '1') ?? value})`;
  return meanPart([dialect.exactSum(value), counted], one, dialect);
}

function countPart(sql: string, dialect: ExactWords): Omit<Part, 'name'> {
  const { counts } = dialect;
  const read = dialect.reader(counts, { kind: 'integer' });
  return {
    inner: [sql],
    outer: (inner) => dialect.selectedExact(inner, counts.of),
    read: ([text = null]) => (text === null ? undefined : read(text)),
  };
}

function totalPart(sql: string, { type }: PushedAggregate, dialect: ExactWords): Omit<Part, 'name'> {
  const { totals } = dialect;
  const read = dialect.reader(totals, type);
  const parts = type.kind === 'decimal' ? decimalParts(type) : undefined;
  const bound = parts === undefined ? '9223372036854775808' : `1${'0'.repeat(parts.precision - parts.scale)}`;
  return {
    inner: [sql],
    outer: (inner) => dialect.selectedExact(inner, totals.of),
    beyond: (inner) => `abs(${inner}) >= ${bound}`,
    read: ([text = null]) => (text === null ? null : read(text)),
  };
}

/** A mean is divided here, so that it is rounded as it always is; its total may be of any size. */
function meanPart(
  inner: readonly string[],
  { name, type }: PushedAggregate,
  { selectedExact, totals }: ExactWords,
): Part {
  return {
    name,
    inner,
    outer: (sql) => selectedExact(sql, totals.of),
    read: ([total = null, count = null]) => meanOf(total, count, type),
  };
}

interface Grouping {
  /** What stands after `from`, with its `where`. */
  readonly rows: string;
  readonly query: AggregateQuery;
  readonly dialect: ExactWords;
  readonly odd: readonly string[];
}

function groupSql(parts: readonly Part[], { rows, query, dialect, odd }: Grouping): string {
  const named = parts.map((part, at) => ({ part, names: part.inner.map((_, index) => `c${at}_${index}`) }));
  const inner = named.flatMap(({ part, names }) => part.inner.map((sql, index) => `${sql} as ${names[index]}`));
  // An aggregate in any case: of all rows there is one group, also where nothing is computed.
  const oddly = odd.length === 0 ? 'max(0)' : `max(case when ${odd.join(' or ')} then 1 else 0 end)`;
  const keys = query.by.map((_, at) => at + 1);
  const by = keys.length === 0 ? '' : ` group by ${keys.join(', ')}`;
  const outer = named.flatMap(({ part, names }) => names.map((name) => part.outer(name)));
  const beyond = named.flatMap(({ part, names }) => names.flatMap((name) => part.beyond?.(name) ?? []));
  // Over all groups, also those that the limit leaves out.
  const verdict = `max(case when ${['odd = 1', ...beyond].join(' or ')} then 1 else 0 end) over ()`;
  const groups = `(select ${[...inner, `${oddly} as odd`].join(', ')} from ${rows}${by}) as grouped`;
  return `select ${[...outer, verdict].join(', ')} from ${groups}${topSql(query, named, dialect)}`;
}

function topSql(
  { top }: AggregateQuery,
  named: readonly { readonly part: Part; readonly names: readonly string[] }[],
  dialect: ExactWords,
): string {
  if (top === undefined) return '';
  const keys = top.by.map(({ name, descending }) => {
    const found = named.find(({ part }) => part.name === name);
    return found?.names.length === 1 ? dialect.nullsLast(found.names[0]!, descending) : undefined;
  });
  return keys.includes(undefined) ? '' : ` order by ${keys.join(', ')} limit ${top.most}`;
}

function decoder(parts: readonly Part[]): PreparedAggregation['decode'] {
  return (row) => {
    let at = 0;
    const record: Record<string, Value> = {};
    if (row.at(-1) === '1') return undefined;
    for (const { name, inner, read } of parts) {
      const texts = row.slice(at, at + inner.length);
      at += inner.length;
      const value = read(texts);
      if (value === undefined) throw unreadable(name, texts.join(', '));
      record[name] = value;
    }
    return record;
  };
}
