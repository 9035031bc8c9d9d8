import type { Value } from '../model/value.ts';
import type { ValueType } from '../model/value-type.ts';
import type { Span } from './ast.ts';
import type { AggregateOverload, Overload, WindowOverload } from './function-declaration.ts';

/** One key of an order; nulls sort last in both directions. */
export interface TypedOrder {
  readonly by: Typed;
  readonly descending: boolean;
}

/** An aggregate call: over the records of a group, or of a window. */
export interface TypedAggregate {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly overload: AggregateOverload;
  readonly args: readonly Typed[];
  readonly distinct: boolean;
  readonly filter: Typed | undefined;
  readonly orderBy: readonly TypedOrder[];
  readonly type: ValueType;
  readonly at: Span;
}

/** A call of a function that only windows have: `row_number()`, `lag(x)`. */
export interface TypedWindowCall {
  readonly kind: 'window-call';
  readonly name: string;
  readonly overload: WindowOverload;
  readonly args: readonly Typed[];
  readonly type: ValueType;
  readonly at: Span;
}

/** One end of a frame. An offset is a number of rows, or how far the key of the order may lie away. */
export type TypedBound =
  | { readonly kind: 'unbounded'; readonly direction: 'preceding' | 'following' }
  | { readonly kind: 'current' }
  | { readonly kind: 'offset'; readonly direction: 'preceding' | 'following'; readonly offset: Value };

/** The records around the current one that a window looks at. */
export interface TypedFrame {
  readonly unit: 'rows' | 'range';
  readonly start: TypedBound;
  readonly end: TypedBound;
}

/**
 * A call `over` a window. Without a frame it looks at the whole partition where there is no order, and else at the
 * records up to the current one and its peers, which are those that the order does not tell apart.
 */
export interface TypedWindow {
  readonly kind: 'window';
  readonly call: TypedAggregate | TypedWindowCall;
  readonly partitionBy: readonly Typed[];
  readonly orderBy: readonly TypedOrder[];
  readonly frame: TypedFrame | undefined;
  readonly type: ValueType;
  readonly at: Span;
}

/** A node of the typed tree. Operators are calls of functions named like them. */
export type Typed =
  | { readonly kind: 'literal'; readonly value: Value; readonly type: ValueType; readonly at: Span }
  | { readonly kind: 'field'; readonly name: string; readonly type: ValueType; readonly at: Span }
  | { readonly kind: 'parameter'; readonly name: string; readonly type: ValueType; readonly at: Span }
  /** `@user.name` is the context value `user` with a member. */
  | { readonly kind: 'context'; readonly name: string; readonly type: ValueType; readonly at: Span }
  /** A parameter of the lambda around it; slots are numbered from the outermost lambda inwards. */
  | {
      readonly kind: 'local';
      readonly slot: number;
      readonly name: string;
      readonly type: ValueType;
      readonly at: Span;
    }
  /** The n-th aggregate or window of the expression, after `splitAggregates` or `splitWindows` took it out. */
  | { readonly kind: 'slot'; readonly slot: number; readonly type: ValueType; readonly at: Span }
  | {
      readonly kind: 'member';
      readonly target: Typed;
      readonly name: string;
      readonly type: ValueType;
      readonly at: Span;
    }
  | { readonly kind: 'list'; readonly items: readonly Typed[]; readonly type: ValueType; readonly at: Span }
  | {
      readonly kind: 'record';
      readonly fields: readonly { name: string; value: Typed }[];
      readonly type: ValueType;
      readonly at: Span;
    }
  | {
      readonly kind: 'and' | 'or';
      readonly left: Typed;
      readonly right: Typed;
      readonly type: ValueType;
      readonly at: Span;
    }
  | {
      readonly kind: 'case';
      readonly branches: readonly { when: Typed; result: Typed }[];
      readonly otherwise: Typed | undefined;
      readonly type: ValueType;
      readonly at: Span;
    }
  /** The first that is not null; later ones are not evaluated. */
  | { readonly kind: 'coalesce'; readonly args: readonly Typed[]; readonly type: ValueType; readonly at: Span }
  /** `lenient` is `try_cast`: null instead of a problem. */
  | {
      readonly kind: 'cast';
      readonly operand: Typed;
      readonly lenient: boolean;
      readonly type: ValueType;
      readonly at: Span;
    }
  | {
      readonly kind: 'lambda';
      readonly slots: readonly number[];
      readonly body: Typed;
      readonly type: ValueType;
      readonly at: Span;
    }
  | {
      readonly kind: 'call';
      readonly name: string;
      readonly overload: Overload;
      readonly args: readonly Typed[];
      readonly type: ValueType;
      readonly at: Span;
    }
  | TypedAggregate
  | TypedWindowCall
  | TypedWindow;
