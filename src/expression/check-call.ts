import { didYouMean } from '../core/did-you-mean.ts';
import { formatType, types } from '../model/value-type.ts';
import type { Span, Syntax, SyntaxCall } from './ast.ts';
import { withCalendar } from './calendar-names.ts';
import { callMisfit, convertArgument, resultType, type CheckedCall } from './call-arguments.ts';
import { checkAggregate } from './check-aggregate.ts';
import { checkWindowCall } from './check-window.ts';
import type { Checking } from './checking.ts';
import { castHint, holdsAny } from './comparable.ts';
import { convertTyped, narrowLiterals } from './convert-typed.ts';
import type { FunctionDeclaration, Overload } from './function-declaration.ts';
import { foldConstant } from './fold.ts';
import { foreignName } from './foreign-names.ts';
import { patternAt, resolveOverload } from './overload-resolution.ts';
import { checkSpecialForm } from './special-forms.ts';
import type { Typed } from './typed.ts';

/** A call of an operator, by its name. */
export function checkOperator(checking: Checking, name: string, { args: given, at }: CheckedCall): Typed {
  const found = checking.scope.functions.find(name);
  if (found?.kind !== 'scalar') {
    return checking.fault({ code: 'unknown_function', message: `the operator '${name}' is not known here`, at });
  }
  const args = narrowLiterals(given);
  const overload = resolveOverload(
    found.overloads,
    args.map((arg) => arg.type),
  );
  if (overload === undefined) return checking.fault({ ...operatorMisfit(found, args), at });
  return callOf(checking, { name: found.name, overload, args, at });
}

const words: Readonly<Record<string, string>> = { negate: '-', index: '[..]', not: 'not' };

function operatorMisfit(
  { name }: FunctionDeclaration,
  args: readonly Typed[],
): { message: string; hint: string | undefined } {
  const kinds = args.map((arg) => formatType(arg.type));
  const shown = words[name] ?? name;
  const message =
    kinds.length === 1 ? `'${shown}' does not take ${kinds[0]}` : `'${shown}' does not take ${kinds.join(' and ')}`;
  if (args.some((arg) => holdsAny(arg.type))) return { message, hint: castHint };
  if ((name === '+' || name === '-') && args[0]?.type.kind === 'date' && args[1]?.type.kind === 'text')
    return { message, hint: "A number is days: day + 1; or say interval '1 month'." };
  if (name === '+' && args.some((arg) => arg.type.kind === 'text')) return { message, hint: 'Text is joined with ||.' };
  if (name === '-' && args.every((arg) => ['date', 'timestamp', 'datetime'].includes(arg.type.kind))) {
    return {
      message,
      hint: 'Both sides must be of one type: start_of(date, zone) is a timestamp, date_in(timestamp, zone) a date.',
    };
  }
  if (name === '||') return { message, hint: 'Cast to text first: x::text.' };
  return { message, hint: undefined };
}

/** A node that calls `overload`, with its arguments converted to what it takes. */
function callOf(
  checking: Checking,
  { name, overload, args, at }: { name: string; overload: Overload; args: readonly Typed[]; at: Span },
): Typed {
  const converted = args.map((arg, index) => convertArgument(overload, index, arg));
  const type = resultType(checking, overload, { args: converted, at });
  if (type === undefined) return { kind: 'literal', value: null, type: types.null, at };
  const wanted = overload.together?.(converted.map((arg) => arg.type));
  const alike = converted.map((arg, index) => convertTyped(arg, wanted?.[index] ?? arg.type));
  return foldConstant({ kind: 'call', name, overload, args: alike, type, at });
}

/** A call by name: a special form, an aggregate or a function. */
export function checkCall(checking: Checking, syntax: SyntaxCall): Typed {
  const special = checkSpecialForm(checking, syntax);
  if (special !== undefined) return special;
  const found = checking.scope.functions.find(syntax.name);
  if (found === undefined) {
    const all = checking.scope.functions
      .all()
      .map((declaration) => declaration.name)
      .filter((name) => /^\w+$/.test(name));
    const foreign = foreignName(syntax.name);
    const hint =
      foreign === undefined
        ? didYouMean(syntax.name, all)?.replace(/^Known here: .*/, 'See `millrace functions`.')
        : `Write ${foreign}.`;
    return checking.fault({
      code: 'unknown_function',
      message: `there is no function '${syntax.name}'`,
      hint,
      at: syntax.at,
    });
  }
  if (found.kind === 'window') return checkWindowCall(checking, syntax, found);
  return found.kind === 'aggregate'
    ? checkAggregate(checking, syntax, found)
    : checkScalar(checking, withCalendar(checking, syntax), found);
}

function checkScalar(checking: Checking, syntax: SyntaxCall, declaration: FunctionDeclaration): Typed {
  const extra = syntax.over
    ? 'over (..)'
    : syntax.filter
      ? 'filter (where ..)'
      : syntax.distinct
        ? 'distinct'
        : undefined;
  if (extra !== undefined || syntax.orderBy.length > 0) {
    const message = `'${extra ?? 'order by'}' belongs to aggregates, and ${syntax.name} is not one`;
    return checking.fault({ message, at: syntax.at });
  }
  const plain = syntax.args.map((arg) => (arg.kind === 'lambda' ? undefined : checking.check(arg)));
  const argumentTypes = plain.map((arg) => arg?.type);
  const overload = resolveOverload(declaration.overloads, argumentTypes);
  if (overload === undefined) {
    return checking.fault({ ...callMisfit(syntax.name, declaration, argumentTypes), at: syntax.at });
  }
  const args = checkArguments(checking, { syntax, overload, plain });
  if (args === undefined) return { kind: 'literal', value: null, type: types.null, at: syntax.at };
  return callOf(checking, { name: declaration.name, overload, args, at: syntax.at });
}

/** Checks the lambdas among the arguments, now that the overload says what their parameters are. */
function checkArguments(
  checking: Checking,
  call: { syntax: SyntaxCall; overload: Overload; plain: readonly (Typed | undefined)[] },
): readonly Typed[] | undefined {
  const args: Typed[] = [];
  for (const [index, arg] of call.syntax.args.entries()) {
    const checked = call.plain[index] ?? checkLambda(checking, arg, { overload: call.overload, before: args, index });
    if (checked === undefined) return undefined;
    args.push(checked);
  }
  return args;
}

function checkLambda(
  checking: Checking,
  syntax: Syntax,
  { overload, before, index }: { overload: Overload; before: readonly Typed[]; index: number },
): Typed | undefined {
  const pattern = patternAt(overload, index);
  if (syntax.kind !== 'lambda' || pattern?.lambda === undefined) return undefined;
  const given = pattern.lambda(before.map((arg) => arg.type));
  if (syntax.parameters.length > given.length) {
    const message = `the lambda has ${syntax.parameters.length} parameters, but is called with ${given.length}`;
    return void checking.fault({ message, at: syntax.at });
  }
  const locals = syntax.parameters.map((name, position) => ({ name, type: given[position] ?? types.null }));
  return checking.withLocals(locals, (slots) => {
    const body = checking.check(syntax.body);
    if (!pattern.accepts(body.type)) {
      checking.fault({
        message: `the lambda must give ${pattern.label.replace(/^.*->\s*/, '')}, not ${formatType(body.type)}`,
        at: body.at,
      });
    }
    const to = pattern.convertsTo?.(body.type);
    const converted = to === undefined ? body : convertTyped(body, to);
    return { kind: 'lambda', slots, body: converted, type: converted.type, at: syntax.at };
  });
}
