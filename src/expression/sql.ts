/**
 * Typed trees as DuckDB SQL. Invariant: where there is SQL it means exactly what the closure does; where DuckDB means
 * anything else there is none, and `sqlObstacle` says why.
 */
import { formatType, type ValueType } from '../model/value-type.ts';
import { failingSql } from './always-fails.ts';
import { compileClosure, type Env } from './closure.ts';
import { formatTyped } from './format-typed.ts';
import { sqlCast } from './sql-cast.ts';
import { frameSql, rangeKeySql, reachesByValue, tiesInOrder } from './sql-frame.ts';
import { hidden, strictCall, untold } from './sql-strict.ts';
import { sqlArgumentLiteral, sqlLiteral } from './sql-literal.ts';
import { duckType, groupsAsEqual, sqlIdentifier, sqlText } from './sql-type.ts';
import type { Typed, TypedAggregate, TypedOrder, TypedWindow, TypedWindowCall } from './typed.ts';
import { canFail, contextPath, isConstant, isRunConstant, type NamePath } from './typed-walk.ts';

/** How names are written; what gives undefined has no SQL. */
export interface SqlNames {
  /** Default: the quoted name. */
  field?(name: string, type: ValueType): string | undefined;
  parameter?(name: string, type: ValueType): string | undefined;
  /** A context value, or what is at a path inside of it: `user`, `warehouses`. */
  context?(path: NamePath, type: ValueType): string | undefined;
  slot?(slot: number, type: ValueType): string | undefined;
  /** A field where windows compare it, in a type that sorts faster and tells the same values apart; default: as `field`. */
  key?(name: string): string | undefined;
  /**
   * The values of the run. By them it is known what fails for every record of it, and that is written which is the same for
   * every record and has no SQL of its own: `start_of($day, @zone)`; with `later` as `?`.
   */
  readonly run?: Env | 'later';
  /** The number of the record in the order in which records come, which decides among ties; undefined where that is not defined. */
  place?(): string | undefined;
}

/** Longer SQL is not written. */
const longestSql = 200_000;

type Node<K extends Typed['kind']> = Typed & { readonly kind: K };

const bareLiteral = /^\(*(?:'(?:[^']|'')*'|-?\d[\d.e+-]*|NULL|true|false)\)*$/;

/** Remembers the first thing that has no SQL. */
class Writer {
  readonly names: SqlNames;
  obstacle: string | undefined;

  constructor(names: SqlNames) {
    this.names = names;
  }

  /** The text, or a note of what stood in the way. */
  or(sql: string | undefined, obstacle: () => string): string | undefined {
    if (sql === undefined) this.obstacle ??= obstacle();
    return sql;
  }

  all(
    parts: readonly Typed[],
    write: (typed: Typed) => string | undefined = (part) => this.write(part),
  ): string[] | undefined {
    const texts: string[] = [];
    for (const part of parts) {
      const text = write(part);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return texts;
  }

  /** Functions may write an argument more than once: nested deeply enough, that has no end. */
  write(typed: Typed): string | undefined {
    const sql = this.failing(typed) ?? this.runConstant(typed) ?? this.writeNode(typed);
    return sql !== undefined && sql.length > longestSql ? this.or(undefined, () => 'its length in SQL') : sql;
  }

  /** The largest part that is the same for every record of a run, if it can be written only by its value. */
  runConstant(typed: Typed): string | undefined {
    const { run, ...plain } = this.names;
    if (run === undefined || !isRunConstant(typed) || duckType(typed.type) === undefined) return undefined;
    if (new Writer(plain).write(typed) !== undefined) return undefined;
    return run === 'later' ? '?' : sqlLiteral(compileClosure(typed)({}, run), typed.type);
  }

  /** SQL of what ends in a problem for every record. */
  failing(typed: Typed): string | undefined {
    const { run } = this.names;
    return failingSql(typed, run === 'later' ? undefined : run);
  }

  writeNode(typed: Typed): string | undefined {
    switch (typed.kind) {
      case 'literal':
        return this.or(
          sqlLiteral(typed.value, typed.type),
          () => `the literal ${formatTyped(typed)} (${formatType(typed.type)})`,
        );
      case 'local':
        return `_l${typed.slot}`;
      case 'member':
        return this.member(typed);
      case 'list':
        return this.list(typed);
      case 'record':
        return this.record(typed);
      case 'and':
      case 'or':
        return this.logic(typed);
      case 'case':
        return this.choice(typed);
      case 'coalesce':
        return this.coalesce(typed);
      case 'cast':
        return this.cast(typed);
      case 'lambda':
        return this.lambda(typed);
      case 'call':
        return this.call(typed);
      case 'aggregate':
        return this.aggregate(typed, '');
      case 'window-call':
        return this.or(undefined, () => `${typed.name} without a window`);
      case 'window':
        return this.window(typed);
      default:
        return this.named(typed);
    }
  }

  named(typed: Node<'field' | 'parameter' | 'context' | 'slot'>): string | undefined {
    const { names } = this;
    const sql = (): string | undefined => {
      if (typed.kind === 'slot') return names.slot?.(typed.slot, typed.type);
      if (typed.kind === 'field') return names.field ? names.field(typed.name, typed.type) : sqlIdentifier(typed.name);
      if (typed.kind === 'context') return names.context?.([typed.name], typed.type);
      return names.parameter?.(typed.name, typed.type);
    };
    const known = duckType(typed.type) === undefined ? undefined : sql();
    return this.or(known, () => `${formatTyped(typed)} (${formatType(typed.type)})`);
  }

  member(typed: Node<'member'>): string | undefined {
    const { target, name } = typed;
    const path = contextPath(typed);
    if (path !== undefined) return this.inContext(typed, path);
    const record = this.write(target);
    const key = sqlText(target.type.kind === 'any' ? `$."${name}"` : name);
    if (record === undefined) return undefined;
    if (key === undefined || (target.type.kind === 'any' && /["\\]/.test(name)))
      return this.or(undefined, () => `the field name ${JSON.stringify(name)}`);
    if (target.type.kind !== 'any') return `struct_extract(${record}, ${key})`;
    return `CAST(nullif(json_extract(${record}, ${key}), CAST('null' AS JSON)) AS JSON)`;
  }

  /** Only what is asked for of a context value: other parts of it may have no SQL. */
  inContext(typed: Node<'member'>, path: NamePath): string | undefined {
    const known = duckType(typed.type) === undefined ? undefined : this.names.context?.(path, typed.type);
    return this.or(known, () => `${formatTyped(typed)} (${formatType(typed.type)})`);
  }

  /** Lists and records take the exact type of their parts, so that the text has one type whatever the parts are. */
  typedAs(sql: string | undefined, type: ValueType): string | undefined {
    const duck = this.or(duckType(type), () => `the type ${formatType(type)}`);
    return sql === undefined || duck === undefined ? undefined : `CAST(${sql} AS ${duck})`;
  }

  list({ items, type }: Node<'list'>): string | undefined {
    const parts = this.all(items);
    const sql = parts && this.typedAs(`[${parts.join(', ')}]`, type);
    return items.some(canFail) ? untold(sql) : sql;
  }

  record({ fields, type }: Node<'record'>): string | undefined {
    const parts = this.all(fields.map((field) => field.value));
    const keys = fields.map(({ name }) => sqlText(name));
    if (parts === undefined || keys.includes(undefined)) return undefined;
    return this.typedAs(`{${parts.map((part, index) => `${keys[index]}: ${part}`).join(', ')}}`, type);
  }

  /** A condition that can fail is evaluated only where those before it leave the result open, as in the row engine. */
  logic(typed: Node<'and' | 'or'>): string | undefined {
    const conditions = chain(typed, typed.kind);
    const parts = this.all(conditions);
    if (parts === undefined) return undefined;
    const failing = conditions.findIndex((condition) => this.failing(condition) !== undefined);
    if (failing > 0)
      return this.upTo(failing, parts, (part) =>
        typed.kind === 'and' ? `${part} IS FALSE THEN false` : `${part} THEN true`,
      );
    const plain = `(${parts.join(` ${typed.kind} `)})`;
    if (!conditions.slice(1).some(canFail)) return plain;
    const decided = typed.kind === 'and' ? ' IS FALSE THEN false' : ' THEN true';
    return `(CASE ${parts.map((part) => `WHEN ${part}${decided}`).join(' ')} ELSE ${plain} END)`;
  }

  /** `CASE` up to the part that always fails, which must not stand in a condition: see `always-fails.ts`. */
  upTo(failing: number, parts: readonly string[], when: (part: string) => string): string {
    const before = parts.slice(0, failing).map((part) => `WHEN ${when(part)}`);
    return `(CASE ${before.join(' ')} ELSE ${parts[failing]} END)`;
  }

  choice(typed: Node<'case'>): string | undefined {
    const guarded = typed.branches.some(({ when }) => canFail(when));
    const sql = this.bareChoice(typed, guarded);
    return guarded ? untold(sql) : sql;
  }

  /** `guarded` where what is around it keeps the optimizer from deciding anything by the values it may have. */
  bareChoice(typed: Node<'case'>, guarded: boolean): string | undefined {
    const write = (one: Typed): string | undefined =>
      guarded && one.kind === 'case' && this.failing(one) === undefined ? this.bareChoice(one, true) : this.write(one);
    const failing = typed.branches.findIndex(({ when }) => this.failing(when) !== undefined);
    const fails = typed.branches[failing]?.when;
    const branches = fails === undefined ? typed.branches : typed.branches.slice(0, failing);
    const otherwise: Typed | undefined =
      fails === undefined
        ? typed.otherwise
        : { kind: 'cast', operand: fails, lenient: false, type: typed.type, at: typed.at };
    const parts = branches.map(({ when, result }) => {
      const texts = [this.write(when), write(result)];
      return texts.includes(undefined) ? undefined : `WHEN ${texts[0]} THEN ${texts[1]}`;
    });
    const rest = otherwise === undefined ? '' : write(otherwise);
    if (rest === undefined || parts.includes(undefined)) return undefined;
    return `(CASE ${parts.join(' ')}${rest === '' ? '' : ` ELSE ${rest}`} END)`;
  }

  /** DuckDB may compute an argument of `coalesce` ahead, where another column has the same; in a `case` it does not. */
  coalesce(typed: Node<'coalesce'>): string | undefined {
    const sql = this.bareCoalesce(typed);
    return typed.args.some(canFail) ? untold(sql) : sql;
  }

  bareCoalesce({ args }: Node<'coalesce'>): string | undefined {
    const parts = this.all(args);
    if (parts === undefined) return undefined;
    const failing = args.findIndex((arg) => this.failing(arg) !== undefined);
    if (failing > 0) return this.upTo(failing, parts, (part) => `${part} IS NOT NULL THEN ${part}`);
    if (!args.slice(1).some(canFail)) return `coalesce(${parts.join(', ')})`;
    const branches = parts.slice(0, -1).map((part) => `WHEN ${part} IS NOT NULL THEN ${part}`);
    return `(CASE ${branches.join(' ')} ELSE ${parts.at(-1)} END)`;
  }

  cast({ operand, type, lenient }: Node<'cast'>): string | undefined {
    const sql = hidden(this.write(operand), { arg: operand, name: 'cast' });
    if (sql === undefined) return undefined;
    const cast = sqlCast({ sql, from: operand.type, to: type, lenient });
    return this.or(cast, () => `the cast from ${formatType(operand.type)} to ${formatType(type)}`);
  }

  lambda({ slots, body }: Node<'lambda'>): string | undefined {
    const text = this.write(body);
    const names = slots.map((slot) => `_l${slot}`);
    return text && `${names.length === 1 ? names[0] : `(${names.join(', ')})`} -> ${text}`;
  }

  argument(typed: Typed): string | undefined {
    return (typed.kind === 'literal' ? sqlArgumentLiteral(typed.value, typed.type) : undefined) ?? this.write(typed);
  }

  call(typed: Node<'call'>): string | undefined {
    const { name, args } = typed;
    const texts = this.all(args, (arg) => hidden(this.argument(arg), { arg, name }));
    if (texts === undefined) return undefined;
    return this.or(strictCall(typed, texts), () => `${name}(${args.map(({ type }) => formatType(type)).join(', ')})`);
  }

  /** True where DuckDB finds the same values equal when it groups by them; else an obstacle. */
  groups(keys: readonly Typed[]): true | undefined {
    const key = keys.find(({ type }) => !groupsAsEqual(type));
    if (key === undefined) return true;
    this.obstacle ??= `groups by ${formatType(key.type)}`;
    return undefined;
  }

  /** Without literals, which order nothing: DuckDB would take a number for that of a column, and refuses others. */
  orderBy(
    keys: readonly TypedOrder[],
    write: (by: Typed) => string | undefined = (by) => this.argument(by),
  ): string | undefined {
    const texts = this.all(
      keys.map((key) => key.by),
      write,
    );
    return texts
      ?.map((text, index) => ({ text, direction: keys[index]?.descending === true ? 'DESC' : 'ASC' }))
      .filter(({ text }) => !bareLiteral.test(text))
      .map(({ text, direction }) => `${text} ${direction} NULLS LAST`)
      .join(', ');
  }

  /** DuckDB computes the arguments of an aggregate also where its filter is not true: what can fail must not there. */
  guarded(typed: Typed, filter: string): string | undefined {
    const sql = this.argument(typed);
    return sql === undefined || filter === '' || !canFail(typed) ? sql : `(CASE WHEN ${filter} THEN ${sql} END)`;
  }

  /** `over` goes between the call and its wrapping. */
  aggregate(typed: TypedAggregate, over: string): string | undefined {
    const filter = typed.filter === undefined ? '' : this.write(typed.filter);
    if (filter === undefined || (typed.distinct && !this.groups(typed.args))) return undefined;
    const args = this.all(typed.args, (arg) => this.guarded(arg, filter));
    const order = this.orderBy(typed.orderBy, (by) => this.guarded(by, filter));
    if (args === undefined || order === undefined) return undefined;
    const types = typed.args.map((arg) => arg.type);
    const inside = { distinct: typed.distinct ? 'DISTINCT ' : '', orderBy: order === '' ? '' : ` ORDER BY ${order}` };
    // DuckDB takes the constant of a mode for a share.
    const isMode = typed.name === 'mode' && typed.args.every(isConstant);
    const sql = isMode ? undefined : typed.overload.sql(args, types, inside);
    if (sql === undefined) return this.or(undefined, () => `${typed.name}(${types.map(formatType).join(', ')})`);
    const whole = (call: string): string => `${call}${filter === '' ? '' : ` FILTER (WHERE ${filter})`}${over}`;
    return sql.wrap === undefined ? whole(sql.call) : sql.wrap(whole(sql.call), ...(sql.others ?? []).map(whole));
  }

  /** A field that a window partitions or orders by, where there is a better way to write it. */
  windowKey(typed: Typed): string | undefined {
    return typed.kind === 'field' ? this.names.key?.(typed.name) : undefined;
  }

  window(window: TypedWindow): string | undefined {
    const { call, partitionBy, frame } = window;
    const partitions =
      this.groups(partitionBy) && this.all(partitionBy, (key) => this.windowKey(key) ?? this.write(key));
    const order = this.windowOrder(window);
    if (partitions === undefined || order === undefined) return undefined;
    const place = this.names.place?.();
    const ties = place === undefined || window.orderBy.length === 0 ? '' : place;
    const keys = [order, tiesInOrder(window) ? ties : ''].filter((key) => key !== '');
    const parts = [
      partitions.length > 0 ? `PARTITION BY ${partitions.join(', ')}` : '',
      keys.length === 0 ? '' : `ORDER BY ${keys.join(', ')}`,
      frame === undefined ? '' : frameSql(frame, window.orderBy),
    ];
    const over = ` OVER (${parts.filter((part) => part !== '').join(' ')})`;
    return call.kind === 'aggregate' ? this.aggregate(call, over) : this.windowCall(window, call, { over, ties });
  }

  /** The order of a window; where a frame reaches by the values of its key, the key is something that cannot overflow. */
  windowOrder({ orderBy, frame }: TypedWindow): string | undefined {
    const [key] = orderBy;
    if (key === undefined || frame === undefined || !reachesByValue(frame))
      return this.orderBy(orderBy, (by) => this.windowKey(by) ?? this.argument(by));
    const sql = this.write(key.by);
    const wide = sql && rangeKeySql(sql, key);
    return wide && `${wide} ${key.descending ? 'DESC' : 'ASC'} NULLS LAST`;
  }

  /** Where the frame goes by values, ties are in order only for the function itself. */
  windowCall(window: TypedWindow, call: TypedWindowCall, { over, ties }: { over: string; ties: string }) {
    const args = this.all(call.args);
    const order = ties === '' ? '' : this.orderBy(window.orderBy);
    if (args === undefined || order === undefined) return undefined;
    const byValue = window.frame?.unit !== 'rows';
    const keys = [order, ties].filter((key) => key !== '');
    const inside = { orderBy: byValue && ties !== '' ? ` ORDER BY ${keys.join(', ')}` : '' };
    const { call: sql, wrap } = call.overload.sql(args, inside);
    return wrap === undefined ? sql + over : wrap(sql + over);
  }
}

/** The conditions of `a and b and c`, from left to right. */
function chain(typed: Typed, kind: 'and' | 'or'): Typed[] {
  return typed.kind === kind ? [...chain(typed.left, kind), ...chain(typed.right, kind)] : [typed];
}

/** The expression as DuckDB SQL, in parentheses where it needs them; undefined where some part has none. */
export function compileSql(typed: Typed, names: SqlNames = {}): string | undefined {
  return new Writer(names).write(typed);
}

const anyName: SqlNames = { parameter: () => '?', context: () => '?', slot: () => '?', run: 'later' };

/** What keeps an expression out of SQL, in words; undefined when nothing does. */
export function sqlObstacle(typed: Typed): string | undefined {
  const writer = new Writer(anyName);
  writer.write(typed);
  return writer.obstacle;
}

/** `a DESC NULLS LAST, b ASC NULLS LAST`; undefined where some key has no SQL. */
export function compileSqlOrder(keys: readonly TypedOrder[], names: SqlNames = {}): string | undefined {
  return new Writer(names).orderBy(keys);
}
