import { sameType, formatType, type ValueType } from '../model/value-type.ts';
import type { ParameterPattern } from './function-declaration.ts';

/** What scalar and aggregate overloads have in common. */
export interface AnyOverload {
  readonly parameters: readonly ParameterPattern[];
  readonly names?: readonly string[];
  readonly optional?: number;
  readonly variadic?: boolean;
  readonly returnsLabel: string;
}

/** The type of an argument; undefined for a lambda, whose type depends on the overload. */
export type ArgumentType = ValueType | undefined;

/** The pattern for the n-th argument; the last parameter of a variadic overload takes all that follow. */
export function patternAt(overload: AnyOverload, index: number): ParameterPattern | undefined {
  const last = overload.parameters.length - 1;
  return overload.parameters[overload.variadic === true ? Math.min(index, last) : index];
}

/** True when an overload takes this many arguments. */
export function takesCount(overload: AnyOverload, count: number): boolean {
  const { parameters, optional = 0, variadic = false } = overload;
  return count >= parameters.length - optional && (variadic || count <= parameters.length);
}

/** The first argument that an overload does not take. */
export function misfit(overload: AnyOverload, args: readonly ArgumentType[]): number | undefined {
  const index = args.findIndex((type, position) => {
    const pattern = patternAt(overload, position);
    if (pattern === undefined) return true;
    return type === undefined ? pattern.lambda === undefined : pattern.lambda !== undefined || !pattern.accepts(type);
  });
  return index < 0 ? undefined : index;
}

/** How many arguments would have to be converted. */
function conversions(overload: AnyOverload, args: readonly ArgumentType[]): number {
  return args.filter((type, position) => {
    if (type === undefined || type.kind === 'null') return false;
    const converted = patternAt(overload, position)?.convertsTo?.(type);
    return converted !== undefined && !sameType(converted, type);
  }).length;
}

/** The overload that takes the arguments with the fewest conversions; the first of several. */
export function resolveOverload<T extends AnyOverload>(
  overloads: readonly T[],
  args: readonly ArgumentType[],
): T | undefined {
  let best: { overload: T; cost: number } | undefined;
  for (const overload of overloads) {
    if (!takesCount(overload, args.length) || misfit(overload, args) !== undefined) continue;
    const cost = conversions(overload, args);
    if (best === undefined || cost < best.cost) best = { overload, cost };
  }
  return best?.overload;
}

/** An overload by its types alone, which tells it apart from all others: `round(decimal, integer?) -> decimal`. */
export function formatOverload(name: string, overload: AnyOverload): string {
  const required = overload.parameters.length - (overload.optional ?? 0);
  const labels = overload.parameters.map((pattern, index) => `${pattern.label}${index >= required ? '?' : ''}`);
  return `${name}(${labels.join(', ')}${overload.variadic === true ? ', ..' : ''}) -> ${overload.returnsLabel}`;
}

/** A list of types as in a call. */
export function formatArguments(args: readonly ArgumentType[]): string {
  return args.map((type) => (type === undefined ? 'lambda' : formatType(type))).join(', ');
}
