/** Short ways to write overloads. */
import type { Value } from '../../model/value.ts';
import { formatType, type ValueType } from '../../model/value-type.ts';
import type { Overload, ParameterPattern } from '../function-declaration.ts';

type Flags = Pick<Overload, 'names' | 'optional' | 'variadic' | 'nulls' | 'canFail' | 'volatile' | 'together'>;

/** An overload whose result and implementations do not depend on the arguments' types. */
export interface FixedForm extends Flags {
  readonly js: (...args: never[]) => Value;
  /** Left out where DuckDB cannot give the same meaning. */
  readonly sql?: (...args: string[]) => string | undefined;
}

/** An overload with one result type. */
export function fixed(parameters: readonly ParameterPattern[], result: ValueType, form: FixedForm): Overload {
  const { js, sql, ...flags } = form;
  return {
    ...flags,
    parameters,
    returns: () => result,
    returnsLabel: formatType(result),
    js: () => js,
    sql: (args) => sql?.(...args),
  };
}

/** An overload whose result or implementations depend on the arguments' types. */
export interface GenericForm extends Flags {
  readonly returns: (args: readonly ValueType[]) => ValueType;
  readonly returnsLabel: string;
  readonly js: (types: readonly ValueType[]) => (...args: never[]) => Value;
  /** Left out where DuckDB cannot give the same meaning. */
  readonly sql?: (args: readonly string[], types: readonly ValueType[]) => string | undefined;
}

/** An overload with type variables. */
export function generic(parameters: readonly ParameterPattern[], form: GenericForm): Overload {
  return { ...form, parameters, sql: form.sql ?? (() => undefined) };
}

/** An example: an expression and what it gives. */
export function example(expression: string, result: string): { readonly expression: string; readonly result: string } {
  return { expression, result };
}
