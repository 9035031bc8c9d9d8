import { MillraceError } from '../core/errors.ts';
import type { ValueType } from '../model/value-type.ts';
import type { Span } from './ast.ts';
import type { Checking } from './checking.ts';
import { castHint, holdsAny } from './comparable.ts';
import { convertTyped } from './convert-typed.ts';
import { formatArguments, misfit, patternAt, takesCount, type AnyOverload } from './overload-resolution.ts';
import { parameterName, signatures, type CallableForms } from './signature.ts';
import type { Typed } from './typed.ts';

/** Arguments that are checked already. */
export interface CheckedCall {
  readonly args: readonly Typed[];
  readonly at: Span;
}

/** An argument as the overload takes it. */
export function convertArgument(overload: AnyOverload, index: number, arg: Typed): Typed {
  if (arg.kind === 'lambda') return arg;
  const to = patternAt(overload, index)?.convertsTo?.(arg.type);
  return to === undefined ? arg : convertTyped(arg, to);
}

/** The result's type; overloads may refuse a combination by throwing, which becomes a problem here. */
export function resultType(
  checking: Checking,
  overload: { returns(args: readonly ValueType[]): ValueType },
  { args, at }: CheckedCall,
): ValueType | undefined {
  try {
    return overload.returns(args.map((arg) => arg.type));
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    checking.fault({ code: thrown.code, message: thrown.message, hint: thrown.hint, at });
    return undefined;
  }
}

/** What is wrong with the arguments of a call, and which forms there are. */
export function callMisfit(
  called: string,
  declaration: CallableForms,
  args: readonly (ValueType | undefined)[],
): { message: string; hint: string } {
  const { overloads } = declaration;
  const forms = signatures({ ...declaration, name: called }).slice(0, 6);
  const hint = `${forms.length === 1 ? 'Its form is' : 'Its forms are'} ${forms.join('; ')}.`;
  const fitting = overloads.filter((overload) => takesCount(overload, args.length));
  const [only] = fitting;
  if (only === undefined)
    return { message: `${called} does not take ${args.length} argument${args.length === 1 ? '' : 's'}`, hint };
  const position = fitting.length === 1 ? misfit(only, args) : undefined;
  const withCast = args.some((type) => type !== undefined && holdsAny(type)) ? `${hint} ${castHint}` : hint;
  if (position === undefined) return { message: `${called} does not take (${formatArguments(args)})`, hint: withCast };
  const wanted = patternAt(only, position)?.label ?? 'nothing';
  const name = parameterName(declaration, only, position);
  const which = `argument ${position + 1}${name === undefined ? '' : ` ('${name}')`} of ${called}`;
  const message = `${which} must be ${wanted}, not ${formatArguments([args[position]])}`;
  return { message, hint: withCast };
}
