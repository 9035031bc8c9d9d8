/**
 * What a caller is answered, worked out from how the work ended. Invariants: an answer is a complete 2xx only for the
 * outcomes `ok`, `empty`, `truncated` and `accepted`; callers see nothing of the inside, whatever the problem says.
 */
import { errorCatalogue, type ErrorCode, MillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import type { DirectResult } from '../engine/direct-run.ts';
import type { DeliveryAnswer } from '../model/delivery.ts';
import { isSuccess, outcomeTable } from '../model/outcome-table.ts';
import type { RunProblem } from '../model/run.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf } from '../model/value-type.ts';
import type { EventAnswer } from '../model/workflow-event.ts';

/** An answer, and what it says. */
export interface Answer extends DeliveryAnswer {
  /** Undefined where the delivery was ignored. */
  readonly outcome?: Outcome;
  readonly code?: ErrorCode;
  readonly run?: string;
  readonly instance?: string;
}

/** Makes the document of a problem (RFC 9457); `request` is the id by which the log tells more. */
export type RenderProblem = (
  error: MillraceError,
  about: { readonly request: string; readonly run?: string; readonly status?: number },
) => { readonly status: number };

/** How answers of an endpoint are made. */
export interface AnswerForm {
  /** The status of an answer with records. */
  readonly status: number;
  readonly records: 'one' | 'many';
}

/** What is said of a delivery beside how it ended. */
export interface AnswerAbout {
  readonly delivery: string;
  readonly render: RenderProblem;
  /** How long to wait before trying again, in milliseconds, where somebody knows. */
  readonly retryAfter?: number;
}

/** A larger answer is not made: it would have to be in memory as a whole before its status is sent. */
const largestAnswer = 8 * 1024 ** 2;

const jsonType = 'application/json; charset=utf-8';
const problemType = 'application/problem+json; charset=utf-8';

/** The code for an outcome that comes without one. */
const codes: Readonly<Record<Exclude<Outcome, 'ok' | 'empty' | 'truncated' | 'accepted'>, ErrorCode>> = {
  invalid: 'invalid_input',
  unauthenticated: 'unauthenticated',
  denied: 'denied',
  'not-found': 'not_found',
  conflict: 'conflict',
  busy: 'busy',
  upstream: 'connection_failed',
  timeout: 'timeout',
  cancelled: 'cancelled',
  failed: 'internal',
};

/** The answer to a call whose chain has run. */
export function answerOfRun(result: DirectResult, form: AnswerForm, about: AnswerAbout): Answer {
  const { id: run, outcome, records, shape, problem } = result;
  if (!isSuccess(outcome) || outcome === 'accepted') return answerOfFailure({ outcome, problem, run }, about);
  if (form.records === 'one' && records.length === 0) {
    const error = new MillraceError('not_found', 'There is no such record.');
    return { ...problemAnswer(error, { ...about, run }), outcome };
  }
  if (form.records === 'one' && records.length > 1) {
    const message = `The chain gave ${records.length} records where one was asked for.`;
    return answerOfFailure({ outcome: 'failed', problem: { code: 'output_mismatch', message }, run }, about);
  }
  const type = recordOf(shape);
  const rows = records.map((record) => toJson(record, type));
  const value = form.records === 'one' ? rows[0] : outcome === 'truncated' ? { truncated: true, records: rows } : rows;
  const body = JSON.stringify(value);
  if (Buffer.byteLength(body) > largestAnswer) {
    const message = 'The answer is larger than 8 MB.';
    return answerOfFailure({ outcome: 'failed', problem: { code: 'limit', message }, run }, about);
  }
  const status = outcome === 'ok' ? form.status : outcomeTable[outcome].http;
  return { status, headers: { 'content-type': jsonType }, body, outcome, run };
}

/** The answer to a call that was an event for a workflow. */
export function answerOfEvent(answer: EventAnswer, status: number, about: AnswerAbout): Answer {
  const { outcome, problem, instance, event, run } = answer;
  const of = instance === undefined ? {} : { instance: instance.id };
  const failure = { outcome, problem, ...(run === undefined ? {} : { run }) };
  if (!isSuccess(outcome)) return { ...answerOfFailure(failure, about), ...of };
  const body = JSON.stringify({ event, ...(instance === undefined ? {} : { instance }) });
  return { status, headers: { 'content-type': jsonType }, body, outcome, ...of };
}

/** The answer to a call that was stored and will run: where to ask what became of it. */
export function answerOfReceipt(receipt: string, { delivery }: Pick<AnswerAbout, 'delivery'>): Answer {
  const body = JSON.stringify({ delivery, state: 'accepted', receipt });
  return { status: 202, headers: { 'content-type': jsonType, location: receipt }, body, outcome: 'accepted' };
}

/** The answer to a call that does not concern the endpoint. */
export const ignoredAnswer: Answer = { status: 204, headers: {}, body: '' };

/** How something ended that did not succeed. */
export interface Failure {
  readonly outcome: Outcome;
  readonly problem?: RunProblem | undefined;
  readonly run?: string;
}

/** The answer to a call that failed; `busy` means that we have no room: 503. */
export function answerOfFailure({ outcome, problem, run }: Failure, about: AnswerAbout): Answer {
  const failed = isSuccess(outcome) ? 'failed' : outcome;
  const code = problem?.code ?? codes[failed as keyof typeof codes];
  // What the table says of the outcome holds, whatever its code would say.
  const fits = errorCatalogue[code].outcome === failed;
  const error = new MillraceError(fits ? code : codes[failed as keyof typeof codes], problem?.message ?? '', {
    ...(problem?.hint === undefined ? {} : { hint: problem.hint }),
    ...(problem?.issues === undefined ? {} : { issues: problem.issues }),
  });
  const status = failed === 'busy' && code !== 'rate_limited' ? 503 : undefined;
  return problemAnswer(error, { ...about, ...(run === undefined ? {} : { run }), ...(status && { status }) });
}

/** The answer to a call that was refused with an error of ours. */
export function answerOfError(error: MillraceError, about: AnswerAbout & { readonly status?: number }): Answer {
  return problemAnswer(error, about);
}

/** How long a caller waits who is told nothing better, in milliseconds. */
const usualWait = 2000;

function problemAnswer(
  error: MillraceError,
  { delivery, render, retryAfter, ...about }: AnswerAbout & { readonly run?: string; readonly status?: number },
): Answer {
  const document = render(publicError(error), { request: delivery, ...about });
  const { status } = document;
  const wait = retryAfter ?? (status === 429 || status === 503 ? usualWait : undefined);
  return {
    status,
    headers: {
      'content-type': problemType,
      ...(wait === undefined ? {} : { 'retry-after': String(Math.max(1, Math.ceil(wait / 1000))) }),
    },
    body: JSON.stringify(document),
    outcome: error.outcome,
    code: error.code,
    ...(about.run === undefined ? {} : { run: about.run }),
  };
}

/**
 * What callers may read of an error: of their own faults everything, of others only what the code means. Who runs the
 * server finds the rest under the run.
 */
export function publicError(error: MillraceError): MillraceError {
  const { fault, summary } = errorCatalogue[error.code];
  if (fault === 'caller' && error.message !== '') return error;
  return new MillraceError(error.code, summary);
}
