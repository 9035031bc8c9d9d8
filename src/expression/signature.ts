/** How functions are called, from their declarations: `regexp_matches(text, pattern: text) -> boolean`. */
import type { AnyOverload } from './overload-resolution.ts';

/** What signatures need of a declaration. */
export interface CallableForms {
  readonly name: string;
  /** The names of the arguments by their positions; operators, which are written between them, have none. */
  readonly parameters?: readonly string[];
  readonly overloads: readonly AnyOverload[];
}

/** What an overload calls its argument at a position; undefined for operators. */
export function parameterName(
  { parameters }: CallableForms,
  overload: AnyOverload,
  position: number,
): string | undefined {
  const names = overload.names ?? parameters ?? [];
  return names[overload.variadic === true ? Math.min(position, overload.parameters.length - 1) : position];
}

/** Every form of a function as people read it; forms that differ in nothing but one type, or in a last argument, are one. */
export function signatures(declaration: CallableForms): readonly string[] {
  const overloads = withOptional(declaration.overloads);
  const ofOneType = everyType(overloads);
  if (ofOneType === undefined) return [...new Set(overloads.map((overload) => signature(declaration, overload)))];
  return [`${signature(declaration, ofOneType.overload)}, where T is ${ofOneType.kinds}`];
}

/** A form that another one only adds an argument to is that one with the argument left out. */
function withOptional(overloads: readonly AnyOverload[]): readonly AnyOverload[] {
  return overloads
    .filter((overload) => !overloads.some((longer) => addsOne(overload, longer)))
    .map((overload) => {
      const isShortened = overloads.some((shorter) => addsOne(shorter, overload));
      return isShortened ? { ...overload, optional: (overload.optional ?? 0) + 1 } : overload;
    });
}

function addsOne(shorter: AnyOverload, longer: AnyOverload): boolean {
  const required = longer.parameters.length - (longer.optional ?? 0);
  if (shorter.optional !== undefined || shorter.variadic === true || required !== shorter.parameters.length + 1)
    return false;
  const isPrefix = shorter.parameters.every(({ label }, index) => label === longer.parameters[index]?.label);
  return isPrefix && shorter.names === longer.names && shorter.returnsLabel === longer.returnsLabel;
}

/** Many forms that take each one type in every place are one form of any of these types. */
function everyType(overloads: readonly AnyOverload[]): { overload: AnyOverload; kinds: string } | undefined {
  const [first] = overloads;
  const isAlike = overloads.every(
    ({ parameters, returnsLabel }) =>
      parameters.every(({ label }) => label === parameters[0]?.label) && returnsLabel === first?.returnsLabel,
  );
  if (first === undefined || overloads.length < 4 || !isAlike) return undefined;
  const kinds = overloads.map(({ parameters }) => parameters[0]?.label.replace(/\(.*/, '') ?? '');
  const parameters = first.parameters.map((pattern) => ({ ...pattern, label: 'T' }));
  return { overload: { ...first, parameters }, kinds: `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)}` };
}

/** One form of a function as people read it. */
function signature(declaration: CallableForms, overload: AnyOverload): string {
  return `${written(declaration, overload)} -> ${overload.returnsLabel}`;
}

/** Operators as they are written, where it is not `a + b`; `_` stands for an argument. */
const forms: Readonly<Record<string, string>> = {
  negate: '-_',
  not: 'not _',
  'is null': '_ is null',
  between: '_ between _ and _',
  index: '_[_]',
};

function written(declaration: CallableForms, overload: AnyOverload): string {
  const labels = overload.parameters.map(({ label }) => label);
  if (declaration.parameters !== undefined) return `${declaration.name}(${argumentList(declaration, overload)})`;
  const form = forms[declaration.name] ?? `_ ${declaration.name} _`;
  let next = 0;
  return form.replaceAll('_', () => labels[next++] ?? '_');
}

/** `value: decimal[, places: integer]`; an argument that is called as its type is, is written once. */
function argumentList(declaration: CallableForms, overload: AnyOverload): string {
  const required = overload.parameters.length - (overload.optional ?? 0);
  const parts = overload.parameters.map(({ label }, position) => {
    const name = parameterName(declaration, overload, position);
    const part = `${position === 0 ? '' : ', '}${name === undefined || name === label ? label : `${name}: ${label}`}`;
    return position < required ? part : `[${part}]`;
  });
  return `${parts.join('')}${overload.variadic === true ? ', ..' : ''}`;
}
