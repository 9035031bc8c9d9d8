/**
 * The id of an event that is sent: the same for the same wish, so that sending it again after a lost connection or a
 * failure on the way does nothing twice; another one where the last wish was answered for good.
 */
import { ApiError } from '../api/client.ts';

/** Outcomes after which the same wish is another event: what was decided is decided. */
const FINAL = new Set(['ok', 'accepted', 'empty', 'truncated', 'invalid', 'conflict']);

/** A new UUID. `crypto.randomUUID` is only there where the page came by https. */
export function newEventId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const hex = [...bytes].map((byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
    return marked.toString(16).padStart(2, '0');
  });
  return [hex.slice(0, 4), hex.slice(4, 6), hex.slice(6, 8), hex.slice(8, 10), hex.slice(10)]
    .map((part) => part.join(''))
    .join('-');
}

/** Gives wishes their ids. */
export class EventIds {
  #wish = '';
  #id = '';

  /** The id for a wish, told by everything that makes it this one. */
  idOf(...wish: readonly unknown[]): string {
    const text = JSON.stringify(wish);
    if (this.#id === '' || text !== this.#wish) this.#id = newEventId();
    this.#wish = text;
    return this.#id;
  }

  /** Takes note of how sending ended. */
  ended(error: Error | null): void {
    const outcome = error instanceof ApiError ? error.problem?.outcome : undefined;
    if (error === null || (outcome !== undefined && FINAL.has(outcome))) this.#id = '';
  }
}
