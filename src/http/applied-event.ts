import { MillraceError } from '../core/errors.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { EventAnswer } from '../model/workflow-event.ts';

/** The answer to an event that was applied; any other is thrown as the problem that it is. */
export function applied(answer: EventAnswer): EventAnswer {
  if (isSuccess(answer.outcome)) return answer;
  const { code = 'internal', message = `The event ended ${answer.outcome}.`, hint, issues } = answer.problem ?? {};
  throw new MillraceError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues }),
  });
}
