/**
 * Relations as one DuckDB query. Every node is a select whose columns are called `c0`, `c1`, .. in the order of its
 * shape, because DuckDB does not tell names apart by case. Invariant: where there is SQL it means what the row engine
 * does (order among ties and in groups aside); where it cannot, there is an obstacle in words.
 */
import type { Env } from '../../expression/closure.ts';
import { compileSql, compileSqlOrder, seesTies, sqlObstacle, type SqlNames } from '../../expression/sql.ts';
import { sqlLiteral } from '../../expression/sql-literal.ts';
import { duckType } from '../../expression/sql-type.ts';
import type { Typed } from '../../expression/typed.ts';
import { nodesOf } from '../../expression/typed-tree.ts';
import { type DataRecord, isRecord, type Value } from '../../model/value.ts';
import { formatType, type Shape, type ValueType } from '../../model/value-type.ts';
import type {
  AggregateRelation,
  DistinctRelation,
  InputRelation,
  JoinRelation,
  LimitRelation,
  ProjectRelation,
  Relation,
  ScanRelation,
  SortRelation,
  UnionRelation,
  UnnestRelation,
} from '../algebra.ts';
import { limitBounds } from '../row/limit.ts';
import { splitAllAggregates } from '../split-expressions.ts';
import { joinSideNames } from './join-names.ts';
import { valueObstacle } from './relation-obstacle.ts';

/** What stands outside of the tree. */
export interface SqlSources {
  /** The table expression of an input or scan: its fields by position, in the order of the node's shape. */
  leaf(slot: number): string;
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
  const sql = writer.write(relation);
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

class RelationWriter {
  readonly #sources: SqlSources;
  /** Whether somebody sees in which order the records come that are being written. */
  #keepsOrder = true;
  obstacle: string | undefined;

  constructor(sources: SqlSources) {
    this.#sources = sources;
  }

  write(relation: Relation): string | undefined {
    switch (relation.op) {
      case 'input':
      case 'scan':
        return this.#leaf(relation);
      case 'filter':
        return this.#over(relation.input, (from) => {
          const where = this.#expression(relation.where, this.#names(relation.input.shape));
          return where && `SELECT * FROM ${from} WHERE ${where}`;
        });
      case 'project':
        return this.#project(relation);
      case 'aggregate':
        return this.#aggregate(relation);
      case 'join':
        return this.#join(relation);
      case 'sort':
        return this.#sort(relation);
      case 'limit':
        return this.#limit(relation);
      case 'distinct':
        return this.#distinct(relation);
      case 'union':
        return this.#union(relation);
      case 'unnest':
        return this.#unnest(relation);
    }
  }

  /** The select that `write` makes of its input, which it sees as `t`. */
  #over(
    input: Relation,
    write: (from: string) => string | undefined,
    keepsOrder = this.#keepsOrder,
  ): string | undefined {
    const inner = this.#input(input, keepsOrder);
    return inner && write(`(${inner}) AS t`);
  }

  /** The select of an input of which the order matters, or does not. */
  #input(input: Relation, keepsOrder: boolean): string | undefined {
    const before = this.#keepsOrder;
    this.#keepsOrder = keepsOrder;
    const sql = this.write(input);
    this.#keepsOrder = before;
    return sql;
  }

  #leaf({ slot, shape, op }: InputRelation | ScanRelation): string {
    const names = shape.map((_, index) => columnName(index));
    const source = this.#sources.leaf(slot);
    // What is read must have exactly our types: a 32-bit integer of a file would overflow where ours does not.
    const columns = shape.map(({ type }, index) => `${leafColumn(names[index]!, type, op)} AS ${names[index]}`);
    return shape.length === 0
      ? `SELECT 0 AS c0 FROM ${source}`
      : `SELECT ${columns.join(', ')} FROM ${source} AS t(${names.join(', ')})`;
  }

  #project({ input, columns }: ProjectRelation): string | undefined {
    const windows = columns.flatMap(({ value }) => [...nodesOf(value)].filter((node) => node.kind === 'window'));
    // DuckDB gives records in the order of the last window.
    const restores = windows.length > 0 && input.ordered && this.#keepsOrder;
    const numbered = restores || (input.ordered && windows.some(seesTies));
    const names = { ...this.#names(input.shape), place: () => (numbered ? 't.n' : undefined) };
    const write = (from: string): string | undefined => {
      const values = this.#all(
        columns.map(({ value }) => value),
        names,
      );
      const source = numbered ? `(SELECT *, row_number() OVER () AS n FROM ${from}) AS t` : from;
      return values && `SELECT ${asColumns(values)} FROM ${source}${restores ? ' ORDER BY t.n' : ''}`;
    };
    return this.#over(input, write, numbered || this.#keepsOrder);
  }

  /** Two levels, because outside of its aggregates an expression sees the keys, and inside of them the input. */
  #aggregate({ input, by, compute }: AggregateRelation): string | undefined {
    const { aggregates, rest } = splitAllAggregates(compute.map(({ value }) => value));
    const keys = by.map((_, index) => `g.k${index}`);
    const fields = new Map(by.map(({ name }, index) => [name, `g.k${index}`]));
    const outer = this.#names([], fields);
    const results = this.#all(rest, { ...outer, slot: (slot) => `g.a${slot}` });
    return this.#over(
      input,
      (from) => {
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
      },
      false,
    );
  }

  #join({ left, right, type, keys, condition, take, shape }: JoinRelation): string | undefined {
    const [l, r] = [this.#input(left, false), this.#input(right, false)];
    const sides = { left: columnsOf(left.shape, 'l'), right: columnsOf(right.shape, 'r') };
    const names = { left: this.#names([], sides.left), right: this.#names([], sides.right) };
    const equal = keys.map((key) => {
      const [a, b] = [this.#expression(key.left, names.left), this.#expression(key.right, names.right)];
      return a && b && `${a} = ${b}`;
    });
    const further = condition && this.#joinCondition(condition, sides);
    if (l === undefined || r === undefined || equal.includes(undefined) || (condition && further === undefined))
      return undefined;
    const on = [...equal, ...(further === undefined ? [] : [further])];
    const taken = new Map(take.map(({ field, as }) => [as, field]));
    const columns = shape.map(({ name }) => sides.right.get(taken.get(name) ?? '') ?? sides.left.get(name) ?? 'NULL');
    const joins = `(${l}) AS l ${type.toUpperCase()} JOIN (${r}) AS r ON ${on.length === 0 ? 'true' : on.join(' AND ')}`;
    return `SELECT ${asColumns(columns)} FROM ${joins}`;
  }

  #joinCondition(
    condition: Typed,
    sides: Readonly<Record<'left' | 'right', ReadonlyMap<string, string>>>,
  ): string | undefined {
    const flat = joinSideNames(condition);
    if (flat !== undefined) return this.#expression(flat, this.#names([], flatten(sides)));
    this.obstacle ??= 'the condition of a join names a side as a whole';
    return undefined;
  }

  #sort({ input, by }: SortRelation): string | undefined {
    return this.#over(
      input,
      (from) => {
        for (const key of by) this.#expression(key.by, this.#names(input.shape));
        const order = compileSqlOrder(by, this.#names(input.shape));
        return order === '' ? `SELECT * FROM ${from}` : order && `SELECT * FROM ${from} ORDER BY ${order}`;
      },
      false,
    );
  }

  #limit(relation: LimitRelation): string | undefined {
    const { env } = this.#sources;
    return this.#over(
      relation.input,
      (from) => {
        if (env === undefined) return `SELECT * FROM ${from} LIMIT ?`;
        const { offset, end } = limitBounds(relation, env);
        return `SELECT * FROM ${from}${Number.isFinite(end) ? ` LIMIT ${end - offset}` : ''} OFFSET ${offset}`;
      },
      true,
    );
  }

  #distinct({ input, by, shape, ordered }: DistinctRelation): string | undefined {
    return this.#over(
      input,
      (from) => {
        if (by === undefined) return `SELECT DISTINCT * FROM ${from}`;
        const keys = this.#all(by, this.#names(input.shape));
        if (keys === undefined) return undefined;
        if (!input.ordered) return `SELECT DISTINCT ON (${keys.join(', ')}) * FROM ${from}`;
        const columns = asColumns(shape.map((_, index) => `t.${columnName(index)}`));
        const numbered = `(SELECT *, row_number() OVER () AS n FROM ${from}) AS t`;
        const first = `QUALIFY row_number() OVER (PARTITION BY ${keys.join(', ')} ORDER BY t.n) = 1`;
        return `SELECT ${columns} FROM ${numbered} ${first}${ordered ? ' ORDER BY t.n' : ''}`;
      },
      by !== undefined,
    );
  }

  #union({ inputs, shape }: UnionRelation): string | undefined {
    const selects = inputs.map((input) => {
      const columns = columnsOf(input.shape, 't');
      const values = asColumns(shape.map(({ name }) => columns.get(name) ?? 'NULL'));
      return this.#over(input, (from) => `SELECT ${values} FROM ${from}`, false);
    });
    return selects.includes(undefined) ? undefined : selects.join(' UNION ALL ');
  }

  #unnest({ input, field, keepEmpty, position, shape }: UnnestRelation): string | undefined {
    const columns = columnsOf(input.shape, 't');
    const list = columns.get(field);
    if (list === undefined) return undefined;
    // Where the list is empty the numbers run out at once, and DuckDB fills up with null: just what is wanted.
    const items = keepEmpty ? `CASE WHEN len(${list}) > 0 THEN ${list} ELSE [NULL] END` : list;
    const values = shape.map(({ name }) => {
      if (name === field) return `unnest(${items})`;
      return name === position ? `generate_subscripts(${list}, 1)` : (columns.get(name) ?? 'NULL');
    });
    return this.#over(input, (from) => `SELECT ${asColumns(values)} FROM ${from}`);
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
function leafColumn(name: string, type: ValueType, op: 'input' | 'scan'): string {
  const cast = `CAST(t.${name} AS ${duckType(type) ?? formatType(type)})`;
  return op === 'scan' && type.kind === 'number' ? `CASE WHEN isfinite(${cast}) THEN ${cast} END` : cast;
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
