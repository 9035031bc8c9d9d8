/** All functions of the language. */
import type { AnyFunction, FunctionRegistry } from '../function-declaration.ts';
import { aggregateFunctions } from './aggregate.ts';
import { comparisons } from './comparison.ts';
import { conditionalFunctions } from './conditional.ts';
import { conversionFunctions } from './conversion.ts';
import { datePartFunctions } from './date-part-functions.ts';
import { dateShifts } from './date-shift.ts';
import { dateTimeFunctions } from './date-time.ts';
import { hashingFunctions } from './hashing.ts';
import { jsonFunctions } from './json.ts';
import { listFunctions } from './list.ts';
import { listTotals } from './list-totals.ts';
import { numberFunctions } from './number.ts';
import { operators } from './operators.ts';
import { recordFunctions } from './record.ts';
import { regularExpressionFunctions } from './regular-expression.ts';
import { textFunctions } from './text.ts';
import { windowFunctions } from './window.ts';

/** A registry of these functions; names and aliases are looked up as they are, in small letters. */
function createFunctionRegistry(functions: readonly AnyFunction[] = builtIn()): FunctionRegistry {
  const byName = new Map<string, AnyFunction>();
  for (const declaration of functions) {
    for (const name of [declaration.name, ...(declaration.aliases ?? [])]) byName.set(name, declaration);
  }
  return { find: (name) => byName.get(name), all: () => functions };
}

function builtIn(): readonly AnyFunction[] {
  return [
    ...operators,
    ...comparisons,
    ...conditionalFunctions,
    ...textFunctions,
    ...regularExpressionFunctions,
    ...numberFunctions,
    ...dateTimeFunctions,
    ...datePartFunctions,
    ...dateShifts,
    ...listFunctions,
    ...listTotals,
    ...recordFunctions,
    ...jsonFunctions,
    ...conversionFunctions,
    ...hashingFunctions,
    ...aggregateFunctions,
    ...windowFunctions,
  ];
}

let registry: FunctionRegistry | undefined;

/** The registry of the built-in functions, made when it is first asked for. */
export function functionRegistry(): FunctionRegistry {
  registry ??= createFunctionRegistry();
  return registry;
}
