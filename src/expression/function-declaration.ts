/**
 * A function of the language is declared once: name, overloads, documentation, examples, a JavaScript and an SQL
 * implementation. Operators are functions with the operator as their name. Checker, compilers, `millrace functions`
 * and the reference pages read the declaration; every example runs on both engines.
 */
import type { Value } from '../model/value.ts';
import type { ValueType } from '../model/value-type.ts';

/** The families that the reference groups functions by; each has one file in `functions/`. */
export type FunctionFamily =
  | 'operator'
  | 'text'
  | 'number'
  | 'date and time'
  | 'list'
  | 'record'
  | 'json'
  | 'conditional'
  | 'conversion'
  | 'hashing'
  | 'aggregate'
  | 'window';

/** Which arguments a parameter takes: says whether a type fits, and how to name it in messages. */
export interface ParameterPattern {
  /** As in signatures: `text`, `number`, `list(T)`, `T`, `T -> boolean`. */
  readonly label: string;
  /** True when an argument of `type` fits as it is or by a conversion that loses nothing (null fits everything). */
  accepts(type: ValueType): boolean;
  /**
   * The type that an accepted argument is converted to before the call, if it is not the argument's own: `integer` to
   * `number` where a number is wanted, say.
   */
  convertsTo?(type: ValueType): ValueType;
  /** For a lambda: the types of its parameters, given the types of the arguments before it. */
  lambda?(before: readonly ValueType[]): readonly ValueType[];
}

/** One form of a function. */
export interface Overload {
  readonly parameters: readonly ParameterPattern[];
  /** The names of the arguments, where this form takes something else at a position than the declaration says. */
  readonly names?: readonly string[];
  /** How many trailing parameters may be left out. */
  readonly optional?: number;
  /** The last parameter may be repeated. */
  readonly variadic?: boolean;
  /** The result's type; of a lambda argument the type handed in is its body's. */
  returns(args: readonly ValueType[]): ValueType;
  /** In signatures: `text`, `T`, `list(T)`. */
  readonly returnsLabel: string;
  /** The types that arguments are converted to because of each other: all to the one that fits all, say. */
  together?(args: readonly ValueType[]): readonly ValueType[];
  /** `propagate` (default): any null argument gives null without a call. `handle`: the implementation sees nulls. */
  readonly nulls?: 'propagate' | 'handle';
  /** True when it can end in a problem (throw a MillraceError) for values of the right types. */
  readonly canFail?: boolean;
  /** True when it must be evaluated for each record anew, even with constant arguments. */
  readonly volatile?: boolean;
  /**
   * Makes the implementation for arguments of these (converted) types. A lambda argument arrives as a
   * `(...values) => Value` function. Non-finite numbers are turned into null by the compiler.
   */
  js(types: readonly ValueType[]): (...args: never[]) => Value;
  /**
   * The same as SQL for DuckDB over argument texts (already parenthesised where needed), or undefined where DuckDB
   * cannot give the same meaning for these types: the planner then keeps the expression in the row engine.
   * A lambda argument is the text `(x, y) -> body`.
   */
  sql(args: readonly string[], types: readonly ValueType[]): string | undefined;
}

/** An example: an expression without fields, and what it gives, itself as an expression. */
export interface FunctionExample {
  readonly expression: string;
  readonly result: string;
}

/** A scalar function or an operator. */
export interface FunctionDeclaration {
  readonly kind: 'scalar';
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly family: FunctionFamily;
  /** One sentence. */
  readonly summary: string;
  /** What the arguments are called, by their positions, for the longest form. An operator has none. */
  readonly parameters?: readonly string[];
  /** In which cases it ends in a problem, as the end of a sentence; needed exactly where an overload can fail. */
  readonly problem?: string;
  /** More, in Markdown, where one sentence does not do. */
  readonly docs?: string;
  readonly overloads: readonly Overload[];
  readonly examples: readonly FunctionExample[];
}

/** Takes in values one by one and gives the aggregate in the end. */
export interface Accumulator {
  /** Called with the (converted) arguments for each record that the aggregate sees. */
  add(...args: readonly Value[]): void;
  /** May be called more than once, also between `add`s (running windows). */
  result(): Value;
}

/** An accumulator that also lets go of what it took in: always the value that it took in first. */
export interface MovingAccumulator extends Accumulator {
  remove(...args: readonly Value[]): void;
}

/** One form of an aggregate function. */
export interface AggregateOverload {
  readonly parameters: readonly ParameterPattern[];
  readonly names?: readonly string[];
  /** How many trailing parameters may be left out. */
  readonly optional?: number;
  returns(args: readonly ValueType[]): ValueType;
  readonly returnsLabel: string;
  /** `skip` (default): records where the first argument is null are not added. `add`: they are. */
  readonly nulls?: 'skip' | 'add';
  readonly canFail?: boolean;
  js(types: readonly ValueType[]): () => Accumulator;
  /**
   * The DuckDB aggregate call as text. `inside` holds `distinct ` and ` order by ..` to be placed in the parentheses;
   * filter and over are appended by the compiler, around which `wrap` (a cast of the result, say) then goes.
   */
  sql(
    args: readonly string[],
    types: readonly ValueType[],
    inside: { distinct: string; orderBy: string },
  ): AggregateSql | undefined;
}

/** An aggregate call in SQL, and what goes around it once filter and over are in place. */
export interface AggregateSql {
  readonly call: string;
  /** Further calls over the same records, handed to `wrap` after the first. */
  readonly others?: readonly string[];
  wrap?(call: string, ...others: readonly string[]): string;
}

/** An aggregate function: `sum`, `count`. Its examples aggregate over `unnest`ed values: `sum([1, 2])` is written as `values: [1, 2]`. */
export interface AggregateDeclaration {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly family: 'aggregate';
  readonly summary: string;
  readonly parameters: readonly string[];
  readonly problem?: string;
  readonly docs?: string;
  readonly overloads: readonly AggregateOverload[];
  /** `values` are expressions, one for each record's field `x`; `expression` aggregates over `x`. */
  readonly examples: readonly (FunctionExample & { readonly values: readonly string[] })[];
}

/** The records of one partition in the order of its window, as a window function sees them; places count from 0. */
export interface WindowView {
  readonly size: number;
  /** An argument of the call, for the record at a place. */
  argument(index: number, at: number): Value;
  /** Where the records begin and end that the order does not tell from the one at a place, and their number as a group. */
  peers(at: number): { readonly start: number; readonly end: number; readonly group: number };
  /** The first place of the frame, and the one after its last. */
  frame(at: number): { readonly start: number; readonly end: number };
}

/** One form of a function that only windows have. */
export interface WindowOverload {
  readonly parameters: readonly ParameterPattern[];
  readonly names?: readonly string[];
  /** How many trailing parameters may be left out. */
  readonly optional?: number;
  /** Where it tells apart records that the order does not: among all of them, or in the frame, at which it then looks. */
  readonly ties?: 'all' | 'frame';
  /** Arguments that must be of one type. */
  readonly alike?: readonly number[];
  returns(args: readonly ValueType[]): ValueType;
  readonly returnsLabel: string;
  /** Made once for each partition; what comes back gives the value of the record at a place. */
  js(view: WindowView): (at: number) => Value;
  /** The call for DuckDB, with `inside.orderBy` (` order by ..`) within the parentheses where the frame has ties. */
  sql(args: readonly string[], inside: { readonly orderBy: string }): AggregateSql;
}

/** A function that only windows have: `row_number`, `lag`. All of them need an order. */
export interface WindowDeclaration {
  readonly kind: 'window';
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly family: 'window';
  readonly summary: string;
  readonly parameters: readonly string[];
  readonly docs?: string;
  readonly overloads: readonly WindowOverload[];
  /** `values` are the field `x` of one record each, numbered `i`; `result` is the list of what they get. */
  readonly examples: readonly (FunctionExample & { readonly values: readonly string[] })[];
}

/** Anything that can be called. */
export type AnyFunction = FunctionDeclaration | AggregateDeclaration | WindowDeclaration;

/** The functions that exist, by name. */
export interface FunctionRegistry {
  /** Names are in small letters; an alias finds its function. */
  find(name: string): AnyFunction | undefined;
  all(): readonly AnyFunction[];
}
