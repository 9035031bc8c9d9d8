/**
 * Calls in SQL that fail exactly where they fail in the row engine. There a call works out all of its arguments, of which
 * each may be a problem, and is then not made if one is null. DuckDB leaves out what stands in a branch of a `CASE` that
 * is not taken, behind an `AND` or `OR` of its condition, and in a lambda over a list without items.
 */
import type { Typed } from './typed.ts';
import { canFail } from './typed-walk.ts';

interface Frame {
  readonly kind: 'case' | 'lambda';
  readonly depth: number;
  /** Whether what comes now may be left out. */
  skips: boolean;
}

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\b(?:CASE|WHEN|THEN|ELSE|END|AND|OR|lambda)\b|\uE000/g;

/** Reads SQL up to where it is certain that the place is computed. */
class StrictPlaces {
  readonly #open: Frame[] = [];
  #depth = 0;
  /** The conditions that a place was found in, which are sure only when they end without an `AND` or `OR`. */
  #pending: Frame[] | undefined;

  /** True once a place is sure to be computed. */
  take(word: string): boolean {
    switch (word) {
      case '\uE000':
        if (this.#pending === undefined && !this.#open.some(({ skips }) => skips)) this.#pending = [...this.#open];
        break;
      case '(':
        this.#depth += 1;
        break;
      case ')':
        this.#depth -= 1;
        while (this.#open.at(-1)?.kind === 'lambda' && (this.#open.at(-1)?.depth ?? 0) > this.#depth) this.#open.pop();
        break;
      case 'CASE':
        this.#open.push({ kind: 'case', depth: this.#depth, skips: false });
        break;
      case 'lambda':
        this.#open.push({ kind: 'lambda', depth: this.#depth, skips: true });
        break;
      case 'END':
        if (this.#open.at(-1)?.kind === 'case') this.#open.pop();
        break;
      default:
        this.#branch(word);
    }
    return this.#pending?.length === 0;
  }

  /** After the first condition nothing is certain, nor beside a part of it that may decide it alone. */
  #branch(word: string): void {
    const top = this.#open.at(-1);
    if (top?.kind !== 'case' || word === 'WHEN') return;
    top.skips = true;
    if (this.#pending?.includes(top) !== true) return;
    this.#pending = word === 'THEN' ? this.#pending.filter((frame) => frame !== top) : undefined;
  }
}

/** True when DuckDB computes the place that is marked with U+E000 for every record. */
function computesAlways(sql: string): boolean {
  const places = new StrictPlaces();
  return [...sql.matchAll(token)].some(([word]) => places.take(word));
}

type Call = Typed & { readonly kind: 'call' };

/** Operators are SQL's own or check their result, which is null where an argument is. */
const isNamed = /^\w+$/;

/** The call over its arguments' SQL, failing for a null no more than the closure does; undefined where it has no SQL. */
function guardedCall({ name, overload, args }: Call, texts: readonly string[]): string | undefined {
  const sql = overload.sql(
    texts,
    args.map((arg) => arg.type),
  );
  const ownFailure = overload.canFail === true && overload.nulls !== 'handle' && isNamed.test(name);
  if (sql === undefined || !ownFailure) return sql;
  const tests = args.flatMap((arg, at) =>
    arg.kind === 'literal' || arg.kind === 'lambda' ? [] : [`${texts[at]} IS NULL`],
  );
  return tests.length === 0 ? sql : `(CASE WHEN ${tests.join(' OR ')} THEN NULL ELSE ${sql} END)`;
}

/** The SQL of a call, which computes an argument that can fail also where the others leave the result no choice. */
export function strictCall(call: Call, texts: readonly string[]): string | undefined {
  const { overload, args } = call;
  const failing = args.flatMap((arg, at) => (arg.kind === 'lambda' || !canFail(arg) ? [] : [at]));
  if (failing.every((at) => computesAlways(guardedCall(call, texts.with(at, '\uE000')) ?? '')))
    return guardedCall(call, texts);
  if (overload.nulls === 'handle') return boundCall(call, texts, failing);
  const sql = guardedCall(call, texts);
  // A sum computes all of its parts, where a condition with `OR` stops at the first that is true.
  const tests = failing.map((at) => `(${texts[at]} IS NULL)`);
  const some = tests.length === 1 ? tests[0] : `${tests.map((test) => `${test}::TINYINT`).join(' + ')} > 0`;
  return sql && `(CASE WHEN ${some} THEN NULL ELSE ${sql} END)`;
}

/** The same for a call that sees nulls: what can fail is bound to a name, for which DuckDB computes it. */
function boundCall(call: Call, texts: readonly string[], failing: readonly number[]): string | undefined {
  const bound = texts.map((text, at) => (failing.includes(at) ? `_s.a${at}` : text));
  const sql = guardedCall(call, bound);
  const values = failing.map((at) => `a${at} := ${texts[at]}`);
  return sql && `list_extract(list_transform([struct_pack(${values.join(', ')})], lambda _s: ${sql}), 1)`;
}

/**
 * An argument, hidden from two of DuckDB's optimizers. One moves a cast of `struct_extract(field, 'a')` down to where the
 * table is read, where it fails for records that a filter or a `CASE` would have kept from it. The other compares `x + 1 > 5`
 * as `x > 4`, where nothing overflows.
 */
export function hidden(
  sql: string | undefined,
  { arg, name }: { readonly arg: Typed; readonly name: string },
): string | undefined {
  const hides = isNamed.test(name) ? isMemberOfField(arg) || isShift(arg) : comparing.has(name) && isShift(arg);
  return sql === undefined || !hides ? sql : `(CASE WHEN ${sql} IS NOT NULL THEN ${sql} END)`;
}

/**
 * SQL of which the optimizer can tell nothing, for what can fail in a way that its value does not show: a condition of a
 * choice, an item of a list. Of `if(x::integer > 5, 1, 2)` it knows the least and the greatest value and that it is not
 * null, and so it would decide `… = 3` and `… is null` without looking at x.
 */
export function untold(sql: string | undefined): string | undefined {
  return sql && `list_extract([${sql}], 1)`;
}

const comparing = new Set(['=', '<>', '<', '<=', '>', '>=']);
const shifting = new Set(['+', '-', '*']);

/** An integer moved by a constant. */
function isShift(typed: Typed): boolean {
  return (
    typed.kind === 'call' &&
    shifting.has(typed.name) &&
    typed.type.kind === 'integer' &&
    typed.args.some(({ kind }) => kind === 'literal')
  );
}

function isMemberOfField(typed: Typed): boolean {
  return typed.kind === 'member' && (typed.target.kind === 'field' || isMemberOfField(typed.target));
}
