/** Requests that are made again when a server is overloaded, has a bad moment, or asks for it with Retry-After. */
import { z } from 'zod';
import type { HttpAnswer } from '../connectors/http/http-client.ts';
import { MillraceError } from '../core/errors.ts';
import { pause } from '../core/pause.ts';
import type { StepContext } from '../engine/step-contract.ts';
import { parseDuration } from '../model/duration.ts';
import { durationText, integer } from '../model/setting.ts';

/** The setting that says how often a request is made again. */
export const retrySetting = z
  .strictObject({
    times: integer('How many times a request is made again.', { min: 1, max: 20, example: 5 }).default(3),
    wait: durationText('How long to wait before the first time; doubled for each that follows.').default('1s'),
    longest: durationText(
      'The longest wait. A server that asks for more with Retry-After is not asked again: the run fails as `busy`.',
    ).default('1m'),
  })
  .optional()
  .meta({
    description:
      'Makes a request again that was answered with 429, 500, 502, 503 or 504, or could not be made. What the answer says in Retry-After counts before `wait`. Default: not at all.',
    examples: [{ times: 5, wait: '2s' }],
  });

/** How a request is made again. */
export interface RetryPlan {
  readonly times: number;
  readonly wait: number;
  readonly longest: number;
}

/** The plan of the setting. */
export function planRetry(given: z.output<typeof retrySetting>): RetryPlan {
  if (given === undefined) return { times: 0, wait: 0, longest: 0 };
  return {
    times: given.times,
    wait: parseDuration(given.wait) ?? 1000,
    longest: parseDuration(given.longest) ?? 60_000,
  };
}

/** Statuses that may be another one the next time. */
const passing: readonly number[] = [429, 500, 502, 503, 504];

/** One attempt; `accept` are the statuses that it has to hand back, beside 200 to 299 where it is not given. */
type Attempt = (accept: readonly number[] | undefined) => Promise<HttpAnswer>;

/** What a request is made again with. */
export interface Retrying {
  readonly plan: RetryPlan;
  readonly accept: readonly number[] | undefined;
  readonly clock: StepContext['clock'];
  readonly signal: AbortSignal;
}

const successes = Array.from({ length: 100 }, (_, at) => at + 200);

/** Milliseconds that an answer asks to wait; undefined where it does not say. */
function retryAfter(answer: HttpAnswer, now: number): number | undefined {
  const said = answer.headers['retry-after']?.trim();
  if (said === undefined || said === '') return undefined;
  if (/^\d+$/.test(said)) return Number(said) * 1000;
  const at = Date.parse(said);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}

/** Whoever asks for that much time would only be troubled by another request. */
function tooBusy({ status }: HttpAnswer, asked: number): MillraceError {
  return new MillraceError(
    'busy',
    `The server answered with ${status} and asks to be left alone for ${Math.ceil(asked / 1000)} s.`,
    { hint: 'Run it later, or raise `retry.longest`.' },
  );
}

/** Makes a request, and again as the plan says; the last attempt fails as one without a plan would. */
export async function sendRetrying(attempt: Attempt, { plan, accept, clock, signal }: Retrying): Promise<HttpAnswer> {
  const patient = [...(accept ?? successes), ...passing];
  for (let again = 0; again < plan.times; again += 1) {
    const answer = await attempt(patient).catch((thrown: unknown) => {
      if (thrown instanceof MillraceError && thrown.code === 'connection_failed') return undefined;
      throw thrown;
    });
    const isRight = answer !== undefined && (accept ?? successes).includes(answer.status);
    if (isRight || (answer !== undefined && !passing.includes(answer.status))) return answer;
    const usual = Math.min(plan.longest, plan.wait * 2 ** again);
    const asked = answer === undefined ? undefined : retryAfter(answer, clock.now());
    if (answer !== undefined && (asked ?? 0) > plan.longest) throw tooBusy(answer, asked ?? 0);
    await pause(clock, asked ?? usual, signal);
    signal.throwIfAborted();
  }
  return attempt(accept);
}
