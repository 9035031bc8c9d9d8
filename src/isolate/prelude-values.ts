/** How the prelude reads what the user's function gives. Carried into the isolate as source: see `source-of.ts`. */
import type { ScriptMode } from './guest-order.ts';

/** What the prelude keeps of the language before anybody can change it. */
export interface Originals {
  readonly parse: typeof JSON.parse;
  readonly stringify: typeof JSON.stringify;
  readonly isArray: typeof Array.isArray;
  readonly prototypeOf: (value: object) => unknown;
  readonly freeze: typeof Object.freeze;
  readonly values: typeof Object.values;
  readonly plain: object;
  readonly PromiseClass: typeof Promise;
  readonly ErrorClass: typeof Error;
  readonly cut: (text: string, from: number, to: number) => string;
  readonly ticks: () => number;
}

/** Anything as a text for people; whatever its own methods do. */
export function shown({ stringify }: Originals, value: unknown): string {
  try {
    if (typeof value === 'string') return value;
    return (typeof value === 'object' ? stringify(value) : undefined) ?? `${value as string}`;
  } catch {
    return '(cannot be shown)';
  }
}

/** A result as JSON, big integers as text; undefined where JSON has nothing for it. */
export function toText({ stringify }: Originals, value: unknown): string | undefined {
  try {
    return stringify(value);
  } catch (error) {
    // Only then: with a function for every value it takes five times as long.
    const bigAsText = (_: string, part: unknown): unknown => (typeof part === 'bigint' ? `${part}` : part);
    if (error instanceof TypeError) return stringify(value, bigAsText);
    throw error;
  }
}

/** What is wrong with a record that the function gave: of most objects JSON would make an empty record. */
export function notPlain({ isArray, prototypeOf, plain, PromiseClass }: Originals, value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || isArray(value)) return undefined;
  if (value instanceof PromiseClass) return 'It gave a promise; a script cannot wait for anything.';
  const prototype = prototypeOf(value);
  if (prototype === plain || prototype === null) return undefined;
  return 'It gave an object of a class, such as a Map, a Date or a generator; a record is a plain object.';
}

/** What is wrong with a result, as far as it would not be seen any more in its JSON. */
export function faultIn(originals: Originals, mode: ScriptMode, value: unknown): string | undefined {
  if (mode === 'filter') {
    if (typeof value === 'boolean' || value === null || value === undefined) return undefined;
    return notPlain(originals, value) ?? 'It must give true or false.';
  }
  if (mode === 'map' || !originals.isArray(value)) return notPlain(originals, value);
  for (let at = 0; at < value.length; at += 1) {
    const fault = notPlain(originals, value[at]);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whatever was thrown, as JSON. */
export function faultOf(originals: Originals, thrown: unknown): string {
  const part = (read: () => unknown, most: number): string => {
    try {
      return originals.stringify(originals.cut(shown(originals, read()), 0, most));
    } catch {
      return '""';
    }
  };
  if (!(thrown instanceof originals.ErrorClass)) return `{"name":"","message":${part(() => thrown, 500)},"stack":""}`;
  const name = part(() => thrown.name, 100);
  const message = part(() => thrown.message, 500);
  return `{"name":${name},"message":${message},"stack":${part(() => thrown.stack, 2000)}}`;
}
