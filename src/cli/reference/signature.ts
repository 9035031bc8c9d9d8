/** How functions are called, from their declarations. */
import type { AnyFunction } from '../../expression/function-declaration.ts';

/** Every form of a function: `round(number, [integer]) -> number`. */
export function signatures({ name, overloads }: AnyFunction): readonly string[] {
  return overloads.map((overload) => `${call(name, overload)} -> ${overload.returnsLabel}`);
}

function call(name: string, overload: AnyFunction['overloads'][number]): string {
  const { parameters, optional = 0 } = overload;
  const labels = parameters.map(({ label }, index) => (index >= parameters.length - optional ? `[${label}]` : label));
  const variadic = 'variadic' in overload && overload.variadic === true;
  const list = variadic ? [...labels, '..'] : labels;
  if (/^[a-z_]/.test(name) && !operatorWords.has(name)) return `${name}(${list.join(', ')})`;
  return labels.length === 2 ? `${labels[0]} ${name} ${labels[1]}` : `${name} ${list.join(', ')}`;
}

/** Operators that are words. */
const operatorWords = new Set(['and', 'or', 'not', 'in', 'like', 'div', 'between', 'is null', 'is not null']);
