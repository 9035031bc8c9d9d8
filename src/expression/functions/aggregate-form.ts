/** Short ways to write aggregates. */
import { decimalParts } from '../../model/decimal-type.ts';
import type { ValueType } from '../../model/value-type.ts';
import type {
  Accumulator,
  AggregateDeclaration,
  AggregateOverload,
  AggregateSql,
  ParameterPattern,
} from '../function-declaration.ts';

/** What goes into the parentheses of a call. */
export type Inside = Parameters<AggregateOverload['sql']>[2];

/** How an overload is written. */
export interface Form extends Pick<AggregateOverload, 'nulls' | 'canFail' | 'optional'> {
  readonly js: (types: readonly ValueType[]) => () => Accumulator;
  readonly sql?: (args: readonly string[], types: readonly ValueType[], inside: Inside) => AggregateSql | undefined;
}

/** An overload of an aggregate. */
export function overload(
  parameters: readonly ParameterPattern[],
  result: ValueType | ((args: readonly ValueType[]) => ValueType),
  form: Form & { readonly label?: string },
): AggregateOverload {
  const { label, sql, ...rest } = form;
  const returns = typeof result === 'function' ? result : () => result;
  const returnsLabel = label ?? (typeof result === 'function' ? (parameters[0]?.label ?? 'T') : result.kind);
  return { ...rest, parameters, returns, returnsLabel, sql: sql ?? (() => undefined) };
}

/** `name(distinct x order by y)`. */
export function call(name: string, args: readonly string[], { distinct, orderBy }: Inside): string {
  return `${name}(${distinct}${args.join(', ')}${orderBy})`;
}

/** The call as it is. */
export function plain(name: string, wrap?: (call: string) => string): NonNullable<Form['sql']> {
  return (args, _types, inside) => ({ call: call(name, args, inside), ...(wrap && { wrap }) });
}

/** Without an order the vector engine's own would show in the result, so that only an ordered call goes there. */
export function ordered(name: string, wrap?: (call: string) => string): NonNullable<Form['sql']> {
  return (args, _types, inside) => {
    if (inside.orderBy === '' || inside.distinct !== '') return undefined;
    return { call: call(name, args, inside), ...(wrap && { wrap }) };
  };
}

/** An accumulator call over the field `x`, in an example. */
export function over(
  values: readonly string[],
  expression: string,
  result: string,
): AggregateDeclaration['examples'][number] {
  return { values, expression, result };
}

/** An aggregate function. */
export function aggregate(
  name: string,
  summary: string,
  form: Pick<AggregateDeclaration, 'parameters' | 'problem' | 'overloads' | 'examples' | 'docs' | 'aliases'>,
): AggregateDeclaration {
  return { kind: 'aggregate', name, family: 'aggregate', summary, ...form };
}

/** True for a type without parts. */
export const isScalar = (type: ValueType | undefined): boolean => type?.kind !== 'list' && type?.kind !== 'record';
/** True for a decimal without digits of its own, which DuckDB has not. */
export const isBare = (type: ValueType | undefined): boolean =>
  type?.kind === 'decimal' && decimalParts(type) === undefined;
