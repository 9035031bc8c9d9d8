import type { Value } from '../model/value.ts';
import { types, type ValueType } from '../model/value-type.ts';
import type { Overload } from './function-declaration.ts';

/** A JSON null inside a value of unknown shape is a null too, but not to SQL. */
function sqlIsNull(text: string, type: ValueType): string {
  return type.kind === 'any' ? `coalesce(json_type(${text}) = 'NULL', true)` : `(${text} is null)`;
}

function nullTest(negated: boolean): Overload {
  return {
    parameters: [{ label: 'T', accepts: () => true }],
    returns: () => types.boolean,
    returnsLabel: 'boolean',
    nulls: 'handle',
    js: () => (value: Value) => (value === null) !== negated,
    sql: ([text = 'null'], [type = types.null]) => (negated ? `(not ${sqlIsNull(text, type)})` : sqlIsNull(text, type)),
  };
}

/** `x is null`. */
export const isNull = nullTest(false);

/** `x is not null`. */
export const isNotNull = nullTest(true);
