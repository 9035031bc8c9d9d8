import type { Value } from '../model/value.ts';
import type { Closure } from './closure.ts';
import type { Typed } from './typed.ts';

/** Types whose equal values are the same to a `Set`. */
const settable = new Set(['text', 'integer', 'number', 'boolean']);

/** `x in (1, 2, 3)` with constant options: one look-up however long the list is. */
export function compileMembership(call: Typed & { kind: 'call' }, args: readonly Closure[]): Closure | undefined {
  const [operand] = args;
  const list = call.args[1];
  if (call.name !== 'in' || operand === undefined || list?.kind !== 'literal' || !Array.isArray(list.value))
    return undefined;
  if (list.type.kind !== 'list' || !settable.has(list.type.item.kind)) return undefined;
  const options = new Set<Value>(list.value);
  const otherwise = options.delete(null) ? null : false;
  return (record, env) => {
    const value = operand(record, env);
    if (value === null) return null;
    return options.has(value) ? true : otherwise;
  };
}
