import type { AnyOverload } from '../overload-resolution.ts';

/** An overload by its types alone: `round(decimal, integer?) -> decimal`. */
export function overloadForm(name: string, overload: AnyOverload): string {
  const required = overload.parameters.length - (overload.optional ?? 0);
  const labels = overload.parameters.map((pattern, index) => `${pattern.label}${index >= required ? '?' : ''}`);
  return `${name}(${labels.join(', ')}${overload.variadic === true ? ', ..' : ''}) -> ${overload.returnsLabel}`;
}
