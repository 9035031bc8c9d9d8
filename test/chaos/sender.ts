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

/** How long one attempt waits for its answer, in milliseconds. */
const patience = 10_000;

/** Sends a delivery until it is taken, or refused for good. */
export async function deliver<T>(
  target: Target,
  path: string,
  { delivery, body, stop }: { delivery: string; body: unknown; stop: AbortSignal },
): Promise<Taken<T> | undefined> {
  for (let attempts = 1; !stop.aborted; attempts += 1) {
    const answer = await attempt(target, path, { delivery, body });
    if (answer !== undefined && !mayBeToldAgain(answer.status)) {
      return { status: answer.status, body: (await answer.json()) as T, attempts };
    }
    await answer?.body?.cancel();
    await pause(20);
  }
  return undefined;
}

/** Undefined where there was nobody, or who was there broke off. */
async function attempt(
  { address }: Target,
  path: string,
  { delivery, body }: { delivery: string; body: unknown },
): Promise<Response | undefined> {
  if (address === undefined) return undefined;
  try {
    return await fetch(`${address}/hooks${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-delivery-id': delivery },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(patience),
    });
  } catch (error) {
    if (error instanceof TypeError || error instanceof DOMException) return undefined;
    throw error;
  }
}

/** Still under way, too much at once, or not answered by who should have. */
const mayBeToldAgain = (status: number): boolean => status === 409 || status === 429 || status >= 500;
