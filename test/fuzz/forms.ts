/** What can be called, derived from the declarations: for each overload, types of arguments that it takes and its result. */
import type { AnyFunction, ParameterPattern } from '../../src/expression/function-declaration.ts';
import { type AnyOverload, formatOverload, patternAt } from '../../src/expression/overload-resolution.ts';
import { functionRegistry } from '../../src/expression/functions/registry.ts';
import { MillraceError } from '../../src/core/errors.ts';
import { parseType } from '../../src/model/type-parser.ts';
import { formatType, types, type ValueType } from '../../src/model/value-type.ts';
import { Dice } from './dice.ts';
import { ArgumentHints } from './hints.ts';

/** An overload with types of arguments that it takes. */
export interface Form {
  readonly name: string;
  readonly kind: AnyFunction['kind'];
  readonly overload: Callable;
  readonly label: string;
  /** The types of the arguments; of a lambda the type of its body. */
  readonly args: readonly ValueType[];
  readonly returns: ValueType;
}

/** What overloads of every kind have. */
export interface Callable extends AnyOverload {
  returns(args: readonly ValueType[]): ValueType;
}

/** An overload with the function that it belongs to. */
export interface Target {
  readonly name: string;
  readonly kind: AnyFunction['kind'];
  readonly overload: Callable;
  readonly label: string;
}

const candidates: readonly ValueType[] = [
  ...[types.boolean, types.integer, types.integer, types.number, types.text, types.text, types.date, types.time],
  ...[types.timestamp, types.datetime, types.interval, types.binary],
  ...[
    ...['decimal(9,2)', 'decimal(12,2)', 'decimal(5,3)', 'decimal(38,0)', 'decimal(18,4)', 'decimal(38,10)'],
    ...['list(integer)', 'list(text)', 'list(number)', 'list(decimal(9,2))', 'list(boolean)', 'list(date)'],
    ...[
      'list(list(integer))',
      'list(record{sku: text, q: integer})',
      'record{a: integer, b: text}',
      'record{a: integer, b: integer}',
    ],
  ].map((text) => parseType(text).type ?? types.null),
];

/** Types of values that a parameter takes. */
function typesFor(pattern: ParameterPattern): readonly ValueType[] {
  return candidates.filter((type) => pattern.accepts(type));
}

/** How many arguments a call may have. */
function counts({ parameters, optional = 0, variadic = false }: AnyOverload): readonly [least: number, most: number] {
  return [parameters.length - optional, parameters.length + (variadic ? 2 : 0)];
}

function accepted(pattern: ParameterPattern, before: readonly ValueType[], dice: Dice): ValueType | undefined {
  const all = typesFor(pattern);
  if (all.length === 0) return undefined;
  // What is of the same type as the argument before it is of use where both must be alike.
  const last = before.at(-1);
  if (last !== undefined && pattern.accepts(last) && dice.percent(pattern.lambda === undefined ? 60 : 30)) return last;
  const exact = all.filter((type) => formatType(pattern.convertsTo?.(type) ?? type) === formatType(type));
  return dice.pick(exact.length > 0 && dice.percent(75) ? exact : all);
}

/** Types of arguments for an overload, and what it then gives; undefined where these do not go together. */
export function formOf(target: Target, dice: Dice): Form | undefined {
  const [least, most] = counts(target.overload);
  const args: ValueType[] = [];
  const count = dice.between(least, most);
  for (let at = 0; at < count; at++) {
    const pattern = patternAt(target.overload, at);
    const type = pattern && accepted(pattern, args, dice);
    if (type === undefined) return undefined;
    args.push(type);
  }
  const returns = resultOf(target.overload, args);
  return returns && { ...target, args, returns };
}

function resultOf(overload: Callable, args: readonly ValueType[]): ValueType | undefined {
  try {
    return overload.returns(args.map((type, at) => patternAt(overload, at)?.convertsTo?.(type) ?? type));
  } catch (thrown) {
    if (thrown instanceof MillraceError) return undefined;
    throw thrown;
  }
}

/** Everything that can be called, by kind and by the type that it gives. */
export interface Forms {
  readonly targets: readonly Target[];
  readonly hints: ArgumentHints;
  /** Calls of scalar functions that give a type. */
  giving(type: ValueType): readonly Form[];
}

function allTargets(): Target[] {
  return functionRegistry()
    .all()
    .flatMap(({ name, kind, overloads }) =>
      (overloads as readonly Callable[]).map((overload) => ({
        name,
        kind,
        overload,
        label: formatOverload(name, overload),
      })),
    );
}

const samples = 80;

function createForms(): Forms {
  const targets = allTargets();
  const dice = new Dice(1);
  const byType = new Map<string, Map<string, Form>>();
  for (const target of targets.filter(({ kind }) => kind === 'scalar')) {
    for (let sample = 0; sample < samples; sample++) {
      const form = formOf(target, dice);
      if (form === undefined) continue;
      const of = byType.get(formatType(form.returns)) ?? new Map<string, Form>();
      of.set(`${form.label} ${form.args.map(formatType).join()}`, form);
      byType.set(formatType(form.returns), of);
    }
  }
  const lists = new Map([...byType].map(([type, of]) => [type, spread([...of.values()])]));
  return {
    targets,
    hints: new ArgumentHints(functionRegistry().all()),
    giving: (type) => lists.get(formatType(type)) ?? [],
  };
}

/** Overloads with many combinations of types must not crowd out those with one. */
function spread(forms: readonly Form[]): Form[] {
  const byLabel = Map.groupBy(forms, ({ label }) => label);
  return [...byLabel.values()].flatMap((of) => of.slice(0, 4));
}

let forms: Forms | undefined;

/** The forms of the built-in functions, made when first asked for. */
export function allForms(): Forms {
  forms ??= createForms();
  return forms;
}
