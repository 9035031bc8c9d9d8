/**
 * Relations as one DuckDB query. Every node is a select whose columns are called `c0`, `c1`, .. in the order of its
 * shape, because DuckDB does not tell names apart by case. Invariant: where there is SQL it means what the row engine
 * does (order among ties and in groups aside); where it cannot, there is an obstacle in words.
 */
import type { Env } from '../../expression/closure.ts';
import { failingSql } from '../../expression/always-fails.ts';
import { compileSql, compileSqlOrder, sqlObstacle, type SqlNames } from '../../expression/sql.ts';
import { seesTies } from '../../expression/sql-frame.ts';
import { sqlLiteral } from '../../expression/sql-literal.ts';
import { duckType } from '../../expression/sql-type.ts';
import type { Typed } from '../../expression/typed.ts';
import { nodesOf } from '../../expression/typed-tree.ts';
import { type DataRecord, isRecord, type Value } from '../../model/value.ts';
import { formatType, type Shape, type ValueType } from '../../model/value-type.ts';
import type {
  AggregateRelation,
  DistinctRelation,
  FilterRelation,
  InputRelation,
  JoinRelation,
  LimitRelation,
  ProjectRelation,
  Relation,
  ScanRelation,
  SortRelation,
  TableScan,
  UnionRelation,
  UnnestRelation,
} from '../algebra.ts';
import { limitBounds } from '../row/limit.ts';
import { splitAllAggregates } from '../split-expressions.ts';
import { joinSideNames } from './join-names.ts';
import { hasPlaces, smallFields } from './known-of-tables.ts';
import { valueObstacle } from './relation-obstacle.ts';

/** What stands outside of the tree. */
export interface SqlSources {
  /** The table of an input or scan: its fields by position, in the order of the node's shape. */
  leaf(slot: number): string | TableScan;
  /** Parameters and context values; without them, for `explain`, they are written as `?`. */
  readonly env?: Env;
}

/** The query of a relation, or why there is none. */
export type RelationSql =
  | { readonly sql: string; readonly obstacle?: undefined }
  | { readonly sql?: undefined; readonly obstacle: string };

/** Writes a relation as SQL. */
export function relationToSql(relation: Relation, sources: SqlSources): RelationSql {
  const obstacle = valueObstacle(relation);
  if (obstacle !== undefined) return { obstacle };
  const writer = new RelationWriter(sources);
  const sql = writer.writeAll(relation);
  return sql === undefined ? { obstacle: writer.obstacle ?? 'something has no SQL' } : { sql };
}

/** The name of the n-th column of any node. */
export function columnName(index: number): string {
  return `c${index}`;
}

/** Names of fields as columns of a node with this shape, in front of which `alias` stands. */
function columnsOf(shape: Shape, alias: string): Map<string, string> {
  return new Map(shape.map(({ name }, index) => [name, `${alias}.${columnName(index)}`]));
}

/**
 * What a reader wants of the order: none of it; `kept`, in which the records come or which their numbers say; or
 * `numbered`, the numbers in any case.
 */
type Want = 'any' | 'kept' | 'numbered';

/** A select. Where it is numbered, its column `n` says the order, and the records come in any. */
interface Written {
  readonly sql: string;
  readonly numbered: boolean;
}

class RelationWriter {
  readonly #sources: SqlSources;
  readonly #table = (slot: number): TableScan => {
    const given = this.#sources.leaf(slot);
    return typeof given === 'string' ? { sql: given } : given;
  };
  obstacle: string | undefined;

  constructor(sources: SqlSources) {
    this.#sources = sources;
  }

  /** The records in their order: where a window lost it, it is restored only here, after all that leaves records out. */
  writeAll(relation: Relation): string | undefined {
    const written = this.#write(relation, 'kept');
    return written && inOrder(written, relation);
  }

  #write(relation: Relation, want: Want): Written | undefined {
    // Where the source has no places, numbers come as late as they can: nothing is filtered below them.
    const written = this.#node(relation, want === 'numbered' && !hasPlaces(relation, this.#table) ? 'kept' : want);
    if (written === undefined || want !== 'numbered' || written.numbered) return written;
    return { sql: `SELECT *, row_number() OVER () AS n FROM (${written.sql}) AS t`, numbered: true };
  }

  #node(relation: Relation, want: Want): Written | undefined {
    switch (relation.op) {
      case 'input':
      case 'scan':
        return this.#leaf(relation, want);
      case 'filter':
        return this.#filter(relation, want);
      case 'project':
        return this.#project(relation, want);
      case 'aggregate':
        return asItComes(this.#aggregate(relation));
      case 'join':
        return asItComes(this.#join(relation));
      case 'sort':
        return asItComes(this.#sort(relation));
      case 'limit':
        return this.#limit(relation, want);
      case 'distinct':
        return this.#distinct(relation, want);
      case 'union':
        return asItComes(this.#union(relation));
      case 'unnest':
        return asItComes(this.#unnest(relation, want));
    }
  }

  /** The select that `write` makes of an input in no order, which it sees as `t`. */
  #over(input: Relation, write: (from: string) => string | undefined): string | undefined {
    const inner = this.#write(input, 'any');
    return inner && write(`(${inner.sql}) AS t`);
  }

  #leaf(leaf: InputRelation | ScanRelation, want: Want): Written {
    const { shape, op } = leaf;
    const names = shape.map((_, index) => columnName(index));
    const table = this.#table(leaf.slot);
    const checked = op === 'scan' && table.finite !== true;
    // What is read must have exactly our types: a 32-bit integer of a file would overflow where ours does not.
    const columns = shape.map(({ type }, index) => `${leafColumn(names[index]!, type, checked)} AS ${names[index]}`);
    const numbered = want === 'numbered' && table.place !== undefined;
    const selected = [...(shape.length === 0 ? ['0 AS c0'] : columns), ...(numbered ? [`t.${table.place} AS n`] : [])];
    const source = shape.length === 0 ? `${table.sql} AS t` : `${table.sql} AS t(${names.join(', ')})`;
    return { sql: `SELECT ${selected.join(', ')} FROM ${source}`, numbered };
  }

  #filter({ input, where }: FilterRelation, want: Want): Written | undefined {
    const inner = this.#write(input, want);
    const condition = this.#expression(where, this.#names(input.shape));
    if (inner === undefined || condition === undefined) return undefined;
    return { ...inner, sql: `SELECT * FROM (${inner.sql}) AS t WHERE ${condition}` };
  }

  #project({ input, columns }: ProjectRelation, want: Want): Written | undefined {
    const windows = columns.flatMap(({ value }) => [...nodesOf(value)].filter((node) => node.kind === 'window'));
    // DuckDB gives records in the order of the last window.
    const loses = windows.length > 0 && input.ordered && want !== 'any';
    const numbers = loses || (input.ordered && windows.some(seesTies));
    const inner = this.#write(input, numbers ? 'numbered' : want);
    const small = windows.length === 0 ? new Set<string>() : smallFields(input, this.#table);
    const narrow = columnsOf(input.shape, 't');
    const names: SqlNames = {
      ...this.#names(input.shape, wideColumns(input.shape, small)),
      key: (name) => (small.has(name) ? narrow.get(name) : undefined),
      place: () => (numbers ? 't.n' : undefined),
    };
    const values = this.#all(
      columns.map(({ value }) => value),
      names,
    );
    if (inner === undefined || values === undefined) return undefined;
    const numbered = want !== 'any' && inner.numbered;
    const from = small.size === 0 ? inner.sql : narrowed(inner, input.shape, small);
    return { sql: `SELECT ${asColumns(values)}${numbered ? ', t.n AS n' : ''} FROM (${from}) AS t`, numbered };
  }

  /** Two levels, because outside of its aggregates an expression sees the keys, and inside of them the input. */
  #aggregate({ input, by, compute }: AggregateRelation): string | undefined {
    const { aggregates, rest } = splitAllAggregates(compute.map(({ value }) => value));
    const keys = by.map((_, index) => `g.k${index}`);
    const fields = new Map(by.map(({ name }, index) => [name, `g.k${index}`]));
    const outer = this.#names([], fields);
    const results = this.#all(rest, { ...outer, slot: (slot) => `g.a${slot}` });
    return this.#over(input, (from) => {
      const names = this.#names(input.shape);
      const keyed = this.#all(
        by.map(({ value }) => value),
        names,
      );
      const grouped = this.#all(aggregates, names);
      if (keyed === undefined || grouped === undefined || results === undefined) return undefined;
      const inside = [
        ...keyed.map((sql, index) => `${sql} AS k${index}`),
        ...grouped.map((sql, index) => `${sql} AS a${index}`),
      ];
      // Without keys there is one group even of no records, which only an aggregate makes.
      if (by.length === 0) inside.push('count(*) AS n');
      const groupBy = by.length === 0 ? '' : ` GROUP BY ${by.map((_, index) => index + 1).join(', ')}`;
      return `SELECT ${asColumns([...keys, ...results])} FROM (SELECT ${inside.join(', ')} FROM ${from}${groupBy}) AS g`;
    });
  }

  #join({ left, right, type, keys, condition, take, shape }: JoinRelation): string | undefined {
    const [l, r] = [this.#write(left, 'any'), this.#write(right, 'any')];
    const sides = { left: columnsOf(left.shape, 'l'), right: columnsOf(right.shape, 'r') };
    const names = { left: this.#names([], sides.left), right: this.#names([], sides.right) };
    const equal = keys.map((key) => {
      const [a, b] = [this.#ofSides(key.left, names.left, ['l']), this.#ofSides(key.right, names.right, ['r'])];
      return a && b && `${a} = ${b}`;
    });
    const further = condition && this.#joinCondition(condition, sides);
    if (l === undefined || r === undefined || equal.includes(undefined) || (condition && further === undefined))
      return undefined;
    const on = [...equal, ...(further === undefined ? [] : [further])];
    const taken = new Map(take.map(({ field, as }) => [as, field]));
    const columns = shape.map(({ name }) => sides.right.get(taken.get(name) ?? '') ?? sides.left.get(name) ?? 'NULL');
    const joins = `(${l.sql}) AS l ${type.toUpperCase()} JOIN (${r.sql}) AS r ON ${on.length === 0 ? 'true' : on.join(' AND ')}`;
    return `SELECT ${asColumns(columns)} FROM ${joins}`;
  }

  #joinCondition(
    condition: Typed,
    sides: Readonly<Record<'left' | 'right', ReadonlyMap<string, string>>>,
  ): string | undefined {
    const flat = joinSideNames(condition);
    if (flat !== undefined) return this.#ofSides(flat, this.#names([], flatten(sides)), ['l', 'r']);
    this.obstacle ??= 'the condition of a join names a side as a whole';
    return undefined;
  }

  /** What always fails in this run does so only where the sides that are judged have a record, which a constant would not wait for. */
  #ofSides(typed: Typed, names: SqlNames, sides: readonly string[]): string | undefined {
    const failing = failingSql(typed, this.#sources.env);
    const nothing = sides.map((side) => `left(CAST(${side}.${columnName(0)} AS VARCHAR), 0)`).join(', ');
    return (
      failing?.replace(/'millrace:\w+'/, (code) => `concat(${code}, ${nothing})`) ?? this.#expression(typed, names)
    );
  }

  #sort({ input, by }: SortRelation): string | undefined {
    return this.#over(input, (from) => {
      for (const key of by) this.#expression(key.by, this.#names(input.shape));
      const order = compileSqlOrder(by, this.#names(input.shape));
      return order === '' ? `SELECT * FROM ${from}` : order && `SELECT * FROM ${from} ORDER BY ${order}`;
    });
  }

  #limit(relation: LimitRelation, want: Want): Written | undefined {
    const { input } = relation;
    const { env } = this.#sources;
    const inner = this.#write(input, want === 'numbered' ? want : 'kept');
    if (inner === undefined) return undefined;
    const numbered = want === 'numbered' && inner.numbered;
    const columns = inner.numbered && !numbered ? ownColumns(input.shape) : '*';
    const from = `SELECT ${columns} FROM (${inner.sql}) AS t${inner.numbered ? ' ORDER BY t.n' : ''}`;
    if (env === undefined) return { sql: `${from} LIMIT ?`, numbered };
    const { offset, end } = limitBounds(relation, env);
    const most = (records: number): number => Math.min(records, Number.MAX_SAFE_INTEGER);
    const count = Number.isFinite(end) ? ` LIMIT ${most(end - offset)}` : '';
    return { sql: `${from}${count} OFFSET ${most(offset)}`, numbered };
  }

  #distinct({ input, by, shape, ordered }: DistinctRelation, want: Want): Written | undefined {
    if (by === undefined) return asItComes(this.#over(input, (from) => `SELECT DISTINCT * FROM ${from}`));
    const inner = this.#write(input, input.ordered ? 'numbered' : 'any');
    const keys = this.#all(by, this.#names(input.shape));
    if (inner === undefined || keys === undefined) return undefined;
    const from = `(${inner.sql}) AS t`;
    if (!input.ordered) return asItComes(`SELECT DISTINCT ON (${keys.join(', ')}) * FROM ${from}`);
    const numbered = want === 'numbered' || (want === 'kept' && ordered);
    const columns = numbered ? `${ownColumns(shape)}, t.n` : ownColumns(shape);
    const first = `QUALIFY row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY t.n) = 1`;
    return { sql: `SELECT ${columns} FROM ${from} ${first}`, numbered };
  }

  #union({ inputs, shape }: UnionRelation): string | undefined {
    const selects = inputs.map((input) => {
      const columns = columnsOf(input.shape, 't');
      const values = asColumns(shape.map(({ name }) => columns.get(name) ?? 'NULL'));
      return this.#over(input, (from) => `SELECT ${values} FROM ${from}`);
    });
    return selects.includes(undefined) ? undefined : selects.join(' UNION ALL ');
  }

  /** Items come in the order of the records that they are of, which so have to come in theirs. */
  #unnest({ input, field, keepEmpty, position, shape }: UnnestRelation, want: Want): string | undefined {
    const columns = columnsOf(input.shape, 't');
    const list = columns.get(field);
    const inner = this.#write(input, want === 'any' ? 'any' : 'kept');
    if (list === undefined || inner === undefined) return undefined;
    // Where the list is empty the numbers run out at once, and DuckDB fills up with null: just what is wanted.
    const items = keepEmpty ? `CASE WHEN len(${list}) > 0 THEN ${list} ELSE [NULL] END` : list;
    const values = shape.map(({ name }) => {
      if (name === field) return `unnest(${items})`;
      return name === position ? `generate_subscripts(${list}, 1)` : (columns.get(name) ?? 'NULL');
    });
    return `SELECT ${asColumns(values)} FROM (${inOrder(inner, input)}) AS t`;
  }

  /** How expressions over a record of this shape write their names. */
  #names(shape: Shape, columns: ReadonlyMap<string, string> = columnsOf(shape, 't')): SqlNames {
    const { env } = this.#sources;
    const constant = (values: Env['parameters'] | undefined) => (name: string, type: ValueType) =>
      values === undefined ? '?' : sqlLiteral((Object.hasOwn(values, name) ? values[name] : null) ?? null, type);
    return {
      field: (name) => columns.get(name),
      parameter: constant(env?.parameters),
      context: (path, type) => (env === undefined ? '?' : sqlLiteral(valueAt(env.context, path), type)),
      run: env ?? 'later',
    };
  }

  #expression(typed: Typed, names: SqlNames): string | undefined {
    const sql = compileSql(typed, names);
    if (sql === undefined) this.obstacle ??= `${sqlObstacle(typed) ?? 'a value of this run'} has no SQL`;
    return sql;
  }

  #all(expressions: readonly Typed[], names: SqlNames): string[] | undefined {
    const texts = expressions.map((typed) => this.#expression(typed, names));
    return texts.every((text) => text !== undefined) ? texts : undefined;
  }
}

function valueAt(values: DataRecord, path: readonly string[]): Value {
  let value: Value = values;
  for (const name of path) value = isRecord(value) && Object.hasOwn(value, name) ? (value[name] ?? null) : null;
  return value;
}

/** A column as it is read, in exactly our type; a number that is not finite is null. */
function leafColumn(name: string, type: ValueType, checked: boolean): string {
  const cast = `CAST(t.${name} AS ${duckType(type) ?? formatType(type)})`;
  return checked && type.kind === 'number' ? `CASE WHEN isfinite(${cast}) THEN ${cast} END` : cast;
}

/** The records of a select with small whole numbers in 32 bits: windows sort records with their keys, and half as many bytes much faster. */
function narrowed({ sql, numbered }: Written, shape: Shape, small: ReadonlySet<string>): string {
  const columns = shape.map(({ name }, index) => {
    const column = `t.${columnName(index)}`;
    return small.has(name) ? `CAST(${column} AS INTEGER)` : column;
  });
  return `SELECT ${asColumns(columns)}${numbered ? ', t.n AS n' : ''} FROM (${sql}) AS t`;
}

/** The columns over such a select, as their own types. */
function wideColumns(shape: Shape, small: ReadonlySet<string>): Map<string, string> {
  const columns = columnsOf(shape, 't');
  for (const name of small) columns.set(name, `CAST(${columns.get(name)} AS BIGINT)`);
  return columns;
}

/** What comes in its order, if it has one. */
function asItComes(sql: string | undefined): Written | undefined {
  return sql === undefined ? undefined : { sql, numbered: false };
}

/** The records of a select in their order, without their numbers. */
function inOrder({ sql, numbered }: Written, { shape }: Relation): string {
  return numbered ? `SELECT ${ownColumns(shape)} FROM (${sql}) AS t ORDER BY t.n` : sql;
}

/** The columns of a select over a node, without the number of its records. */
function ownColumns(shape: Shape): string {
  return asColumns(shape.map((_, index) => `t.${columnName(index)}`));
}

/** Select list of these values; a select without columns gets one that nobody reads. */
function asColumns(values: readonly string[]): string {
  if (values.length === 0) return '0 AS c0';
  return values.map((value, index) => `${value} AS ${columnName(index)}`).join(', ');
}

function flatten(sides: Readonly<Record<'left' | 'right', ReadonlyMap<string, string>>>): Map<string, string> {
  const flat = new Map<string, string>();
  for (const [name, column] of sides.left) flat.set(`left.${name}`, column);
  for (const [name, column] of sides.right) flat.set(`right.${name}`, column);
  return flat;
}
