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
  heard(status: number): void;
}

/** How long one attempt waits for its answer, in milliseconds. */
const patience = 15_000;

/** Sends a delivery until it is taken, or refused for good; undefined if it was stopped before. */
export async function deliver<T>(target: Target, path: string, telling: Telling): Promise<Taken<T> | undefined> {
  for (let attempts = 1; !telling.stop.aborted; attempts += 1) {
    const answer = await attempt(target, path, telling);
    if (answer !== undefined && !mayBeToldAgain(answer)) return { ...answer, body: answer.body as T, attempts };
    await pause(answer === undefined ? 20 : 100);
  }
  return undefined;
}

interface Heard {
  readonly status: number;
  readonly body: unknown;
  /** True where the answer asks to come again. */
  readonly again: boolean;
}

/** Undefined where there was nobody, or who was there broke off: an answer counts when all of it has come. */
async function attempt(
  { address }: Target,
  path: string,
  { delivery, body, heard }: Telling,
): Promise<Heard | undefined> {
  if (address === undefined) return undefined;
  try {
    const answer = await fetch(`${address}/hooks${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-delivery-id': delivery },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
    const text = await answer.text();
    heard(answer.status);
    return { status: answer.status, body: JSON.parse(text), again: answer.headers.has('retry-after') };
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Still under way, too much at once, or not answered by who should have. A refusal for good is no 409 to come again. */
const mayBeToldAgain = ({ status, again }: Heard): boolean =>
  status >= 500 || (again && (status === 409 || status === 429));
