/** All functions of the language. */
import type { AnyFunction, FunctionRegistry } from '../function-declaration.ts';
import { aggregateFunctions } from './aggregate.ts';
import { businessDayFunctions } from './business-days.ts';
import { statisticAggregates } from './aggregate-statistics.ts';
import { comparisons } from './comparison.ts';
import { conditionalFunctions } from './conditional.ts';
import { conversionFunctions } from './conversion.ts';
import { elapsedFunctions } from './date-elapsed.ts';
import { calendarNames } from './date-names.ts';
import { datePartFunctions } from './date-part-functions.ts';
import { dateShifts } from './date-shift.ts';
import { dateTimeFunctions } from './date-time.ts';
import { checksumFunctions } from './checksum.ts';
import { hashingFunctions } from './hashing.ts';
import { jsonFunctions } from './json.ts';
import { jsonChanges } from './json-change.ts';
import { listFunctions } from './list.ts';
import { listChoices } from './list-choice.ts';
import { listMaking } from './list-making.ts';
import { listJoining } from './list-joining.ts';
import { listTotals } from './list-totals.ts';
import { numberFunctions } from './number.ts';
import { realFunctions } from './number-real.ts';
import { roundingFunctions } from './number-rounding.ts';
import { wholeNumberFunctions } from './number-whole.ts';
import { operators } from './operators.ts';
import { recordFunctions } from './record.ts';
import { regularExpressionParts } from './regular-expression-parts.ts';
import { regularExpressionFunctions } from './regular-expression.ts';
import { textFunctions } from './text.ts';
import { joiningFunctions } from './text-joining.ts';
import { textQuestions } from './text-questions.ts';
import { textShapes } from './text-shape.ts';
import { similarityFunctions } from './text-similarity.ts';
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
    ...joiningFunctions,
    ...textShapes,
    ...textQuestions,
    ...similarityFunctions,
    ...regularExpressionFunctions,
    ...regularExpressionParts,
    ...numberFunctions,
    ...roundingFunctions,
    ...wholeNumberFunctions,
    ...realFunctions,
    ...dateTimeFunctions,
    ...datePartFunctions,
    ...dateShifts,
    ...elapsedFunctions,
    ...calendarNames,
    ...businessDayFunctions,
    ...listFunctions,
    ...listJoining,
    ...listChoices,
    ...listMaking,
    ...listTotals,
    ...recordFunctions,
    ...jsonFunctions,
    ...jsonChanges,
    ...conversionFunctions,
    ...hashingFunctions,
    ...checksumFunctions,
    ...aggregateFunctions,
    ...statisticAggregates,
    ...windowFunctions,
  ];
}

let registry: FunctionRegistry | undefined;

/** The registry of the built-in functions, made when it is first asked for. */
export function functionRegistry(): FunctionRegistry {
  registry ??= createFunctionRegistry();
  return registry;
}
