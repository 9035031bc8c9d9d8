/**
 * Glossary. *Expression*: source text of the language. *Syntax tree* (`Syntax`): what the parser reads. *Typed tree*
 * (`typed.ts`): what the checker makes of it, with every name and overload resolved.
 */
import type { Value } from '../model/value.ts';
import type { ValueType } from '../model/value-type.ts';

/** A stretch of the source text, as character offsets; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One key of an `order by`. Nulls sort last in both directions. */
export interface SyntaxOrder {
  readonly by: Syntax;
  readonly descending: boolean;
}

/** One end of a frame; an offset stands before `preceding` and `following`, unless they are `unbounded`. */
export interface SyntaxBound {
  readonly kind: 'unbounded' | 'offset' | 'current';
  readonly direction: 'preceding' | 'following';
  readonly offset: Syntax | undefined;
  readonly at: Span;
}

/** `rows between 2 preceding and current row`. */
export interface SyntaxFrame {
  readonly unit: 'rows' | 'range';
  readonly start: SyntaxBound;
  readonly end: SyntaxBound;
  readonly at: Span;
}

/** `over (partition by .. order by .. rows between .. and ..)`. */
export interface SyntaxWindow {
  readonly partitionBy: readonly Syntax[];
  readonly orderBy: readonly SyntaxOrder[];
  readonly frame: SyntaxFrame | undefined;
}

/** A call with what may stand around its arguments. */
export interface SyntaxCall {
  readonly kind: 'call';
  readonly name: string;
  readonly args: readonly Syntax[];
  /** `count(distinct x)`. */
  readonly distinct: boolean;
  /** `sum(x) filter (where ..)`. */
  readonly filter: Syntax | undefined;
  /** `list(x order by y)`. */
  readonly orderBy: readonly SyntaxOrder[];
  readonly over: SyntaxWindow | undefined;
  readonly at: Span;
}

/** Binary operators, by the name of the function that implements them. */
export type BinaryOperator = '+' | '-' | '*' | '/' | 'div' | '%' | '||' | '=' | '<>' | '<' | '<=' | '>' | '>=';

/** A node of the syntax tree. */
export type Syntax =
  | { readonly kind: 'literal'; readonly value: Value; readonly type: ValueType; readonly at: Span }
  /** `quoted` tells that the name stood in double quotes: a frequent slip where text was meant. */
  | { readonly kind: 'field'; readonly name: string; readonly quoted?: boolean; readonly at: Span }
  | { readonly kind: 'parameter'; readonly name: string; readonly at: Span }
  | { readonly kind: 'context'; readonly name: string; readonly at: Span }
  | { readonly kind: 'member'; readonly target: Syntax; readonly name: string; readonly at: Span }
  | { readonly kind: 'index'; readonly target: Syntax; readonly index: Syntax; readonly at: Span }
  | { readonly kind: 'list'; readonly items: readonly Syntax[]; readonly at: Span }
  | { readonly kind: 'record'; readonly fields: readonly { name: string; value: Syntax }[]; readonly at: Span }
  | { readonly kind: 'not' | 'negate'; readonly operand: Syntax; readonly at: Span }
  | { readonly kind: 'and' | 'or'; readonly left: Syntax; readonly right: Syntax; readonly at: Span }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Syntax;
      readonly right: Syntax;
      readonly at: Span;
    }
  | {
      readonly kind: 'in';
      readonly operand: Syntax;
      readonly options: readonly Syntax[] | Syntax;
      readonly negated: boolean;
      readonly at: Span;
    }
  | {
      readonly kind: 'between';
      readonly operand: Syntax;
      readonly low: Syntax;
      readonly high: Syntax;
      readonly negated: boolean;
      readonly at: Span;
    }
  | {
      readonly kind: 'like';
      readonly operand: Syntax;
      readonly pattern: Syntax;
      readonly negated: boolean;
      readonly at: Span;
    }
  | { readonly kind: 'is-null'; readonly operand: Syntax; readonly negated: boolean; readonly at: Span }
  | {
      readonly kind: 'case';
      readonly operand: Syntax | undefined;
      readonly branches: readonly { when: Syntax; result: Syntax }[];
      readonly otherwise: Syntax | undefined;
      readonly at: Span;
    }
  | {
      readonly kind: 'cast';
      readonly operand: Syntax;
      readonly type: ValueType;
      readonly lenient: boolean;
      readonly at: Span;
    }
  | { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Syntax; readonly at: Span }
  | SyntaxCall;
