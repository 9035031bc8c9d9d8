/** A sender as there are outside: it tells the same delivery again and again until somebody has taken it. */
import { setTimeout as pause } from 'node:timers/promises';

/** Where the server is now; undefined while there is none. */
export interface Target {
  address: string | undefined;
}

/** An answer that ended the repetition. */
export interface Taken<T> {
  readonly status: number;
  readonly body: T;
  /** How often it was told. */
  readonly attempts: number;
}

/** What is told, until when, and who hears of every answer. */
export interface Telling {
  readonly delivery: string;
  readonly body: unknown;
  readonly stop: AbortSignal;
  heard(answer: Heard): void;
}

/** How long one attempt waits for its answer, in milliseconds. */
const patience = 15_000;

/** Sends a delivery until it is taken, or refused for good; undefined if it was stopped before. */
export async function deliver<T>(target: Target, path: string, telling: Telling): Promise<Taken<T> | undefined> {
  for (let attempts = 0; !telling.stop.aborted; ) {
    const { address } = target;
    const answer = address === undefined ? undefined : await attempt(`${address}/hooks${path}`, telling);
    if (address !== undefined) attempts += 1;
    if (answer !== undefined && !mayBeToldAgain(answer)) return { ...answer, body: answer.body as T, attempts };
    await pause(answer === undefined ? 20 : 100);
  }
  return undefined;
}

/** An answer that came whole. */
export interface Heard {
  readonly status: number;
  readonly body: unknown;
  /** True where it is the answer of an earlier attempt. */
  readonly replayed: boolean;
  /** True where the answer asks to come again. */
  readonly again: boolean;
}

/** Undefined where nobody answered, or who did broke off: an answer counts when all of it has come. */
async function attempt(url: string, { delivery, body, heard }: Telling): Promise<Heard | undefined> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-delivery-id': delivery },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    const text = await answer.text();
    const { status, headers } = answer;
    const replayed = headers.has('idempotency-replayed');
    const whole = { status, body: JSON.parse(text) as unknown, replayed, again: headers.has('retry-after') };
    heard(whole);
    return whole;
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Still under way, too much at once, or not answered by who should have. A refusal for good is no 409 to come again. */
const mayBeToldAgain = ({ status, again }: Heard): boolean =>
  status >= 500 || (again && (status === 409 || status === 429));
