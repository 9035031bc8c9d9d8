/** The last stages: parse and validate, run or enqueue, and the answer. Everything that can go wrong is an answer. */
import { randomBytes } from 'node:crypto';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import {
  type Answer,
  type AnswerAbout,
  answerOfError,
  answerOfEvent,
  answerOfFailure,
  answerOfReceipt,
  answerOfRun,
} from './answer.ts';
import {
  addressedInstance,
  type CallValues,
  callValues,
  givenValues,
  type ValidBody,
  validBody,
} from './call-values.ts';
import type { AcceptedRun } from './delivery-ledger.ts';
import { goodStatus, hooksRoot } from './endpoint-contract.ts';
import type { IntakeOptions } from './intake-options.ts';
import { type AdmittedVisit, partsOfVisit } from './visit.ts';

/** What came of a call; with `accepted` a run that has to be queued together with the answer. */
export interface Performed {
  readonly answer: Answer;
  readonly accepted?: AcceptedRun;
}

/** One attempt at a delivery. */
export interface Attempt {
  readonly delivery: string;
  /** Fires when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** More records than these are cut off unless the endpoint says otherwise. */
const usualRecords = 10_000;

/** Works on a call. */
export async function perform(visit: AdmittedVisit, attempt: Attempt, options: IntakeOptions): Promise<Performed> {
  const about = { delivery: attempt.delivery, render: options.render };
  try {
    return await work(visit, attempt, { about, options });
  } catch (thrown) {
    const error = toMillraceError(thrown);
    if (error.code === 'internal')
      options.logger.error({ err: thrown, delivery: attempt.delivery }, 'a delivery could not be worked on');
    return { answer: answerOfError(error, about) };
  }
}

async function work(
  visit: AdmittedVisit,
  attempt: Attempt,
  { about, options }: { about: AnswerAbout; options: IntakeOptions },
): Promise<Performed> {
  const { endpoint, body } = visit;
  if (body.fault !== undefined) {
    const { code, message, hint, status } = body.fault;
    return {
      answer: answerOfError(new MillraceError(code, message, { hint }), { ...about, ...(status && { status }) }),
    };
  }
  if (!endpoint.runnable) {
    options.logger.error({ endpoint: endpoint.definition.name }, 'an endpoint with problems was called');
    return { answer: answerOfFailure({ outcome: 'failed' }, about) };
  }
  const parts = partsOfVisit(visit, attempt.delivery);
  const valid = validBody(endpoint, body.value, parts);
  const values = callValues(endpoint, parts, valid.value);
  const given = { visit, attempt, valid, values };
  if (endpoint.definition.workflow !== undefined) return { answer: await sendEvent(given, about, options) };
  return endpoint.definition.respond === 'receipt' ? accept(given) : { answer: await runChain(given, about, options) };
}

interface Given {
  readonly visit: AdmittedVisit;
  readonly attempt: Attempt;
  readonly valid: ValidBody;
  readonly values: CallValues;
}

function chainOrder({ visit, valid, values }: Given): Omit<AcceptedRun, 'timeout'> {
  const { endpoint, principal } = visit;
  return {
    chain: endpoint.definition.chain ?? '',
    parameters: givenValues(endpoint, values),
    ...(valid.records === undefined ? {} : { input: valid.records }),
    principal,
  };
}

async function runChain(given: Given, about: AnswerAbout, { runs }: IntakeOptions): Promise<Answer> {
  const { definition } = given.visit.endpoint;
  const { delivery, signal } = given.attempt;
  const { timeout, records = usualRecords } = definition.limits ?? {};
  const result = await runs.run({
    ...chainOrder(given),
    trigger: { kind: 'endpoint', of: definition.name, subject: delivery },
    effectId: delivery,
    limits: { records, ...(timeout === undefined ? {} : { timeout }) },
    signal,
  });
  return answerOfRun(result, { status: goodStatus(definition), records: definition.records ?? 'many' }, about);
}

/** The token in the address of a receipt is what its caller has to show. */
function accept(given: Given): Performed {
  const { delivery } = given.attempt;
  const { timeout } = given.visit.endpoint.definition.limits ?? {};
  const receipt = `${hooksRoot}/receipts/${delivery}/${randomBytes(16).toString('base64url')}`;
  const accepted = { ...chainOrder(given), ...(timeout === undefined ? {} : { timeout }) };
  return { answer: answerOfReceipt(receipt, { delivery }), accepted };
}

/** The event has the id of the delivery, so that one that comes again does nothing twice. */
async function sendEvent(given: Given, about: AnswerAbout, { workflows }: IntakeOptions): Promise<Answer> {
  const { endpoint, principal, body } = given.visit;
  const { definition } = endpoint;
  const { delivery: event } = given.attempt;
  const { workflow } = definition;
  const whole = body.fault === undefined ? inputOf(body.value) : {};
  const input = definition.with === undefined ? whole : givenValues(endpoint, given.values);
  const trigger = { kind: 'endpoint' as const, of: definition.name, subject: event };
  const order = { input, principal, event, trigger };
  const answer =
    workflow !== undefined && 'start' in workflow
      ? await workflows.start({ ...order, workflow: workflow.start })
      : await workflows.send({
          ...order,
          name: workflow?.send ?? '',
          instance: addressedInstance(endpoint, given.values),
        });
  return answerOfEvent(answer, goodStatus(definition), about);
}

/** The body as the input of an event: no body at all is no field. */
function inputOf(body: unknown): Record<string, unknown> {
  if (body === null) return {};
  if (typeof body === 'object' && !Array.isArray(body)) return body as Record<string, unknown>;
  const issues = [{ path: 'body', message: 'Names with values are wanted.', code: 'invalid_input' }];
  throw new MillraceError('invalid_input', 'The body must be a JSON object.', { issues });
}
