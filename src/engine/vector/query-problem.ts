import { errorCatalogue, messageOf, MillraceError, toMillraceError } from '../../core/errors.ts';
import { codeOfSqlError } from '../../expression/functions/sql-text.ts';
import { canFail } from '../../expression/typed-walk.ts';
import { inputsOf, type Relation } from '../algebra.ts';
import { expressionsOf } from './relation-obstacle.ts';

const valueErrors = /^(Conversion|Invalid Input|Out of Range) Error/i;

/** What ended a query, as the problem that the row engine would have had; with its step where that is certain. */
export function queryProblem(thrown: unknown, relation: Relation): MillraceError {
  const error = valueProblem(toMillraceError(thrown));
  const step = error.step ?? stepOf(error, relation);
  if (step === error.step) return error;
  const { code, message, hint, cause } = error;
  return new MillraceError(code, message, {
    ...(step === undefined ? {} : { step }),
    ...(hint === undefined ? {} : { hint }),
    cause,
  });
}

/** A value on which an expression failed; where the query itself says which code, its message is not for people. */
function valueProblem(error: MillraceError): MillraceError {
  const message = messageOf(error.cause);
  const unexplained = error.code === 'internal' || error.code === 'cast_failed' || error.code === 'overflow';
  if (!unexplained || !valueErrors.test(message)) return error;
  const code = codeOfSqlError(message);
  const { summary, remedy } = errorCatalogue[code];
  const shown = message.includes('millrace:') ? summary : error.message;
  return new MillraceError(code, shown, { hint: remedy, cause: error.cause });
}

/** DuckDB does not say where it failed; where only one step can fail, it was that one. */
function stepOf(error: MillraceError, relation: Relation): string | undefined {
  if (error.outcome === 'cancelled') return undefined;
  if (error.code === 'limit') return relation.step.name;
  const [step, ...more] = failingSteps(relation);
  return more.length > 0 ? undefined : step;
}

function failingSteps(relation: Relation): Set<string> {
  const names = new Set(inputsOf(relation).flatMap((input) => [...failingSteps(input)]));
  if (relation.op === 'scan' || expressionsOf(relation).some(canFail)) names.add(relation.step.name);
  return names;
}
