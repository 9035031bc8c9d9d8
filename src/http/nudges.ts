import type { Clock } from '../core/clock.ts';

/** However often something moves, who looks is told at most this often. */
const PAUSE = 200;

/** A function that has `send` called soon, once for all calls until then; the first after a quiet time, at once. */
export function nudgesBy(clock: Clock, send: () => void): () => void {
  let isQuiet = true;
  let isDue = false;
  const rest = (): void => {
    isQuiet = false;
    clock.after(PAUSE, () => {
      isQuiet = true;
      if (!isDue) return;
      isDue = false;
      send();
      rest();
    });
  };
  return () => {
    if (!isQuiet) {
      isDue = true;
      return;
    }
    send();
    rest();
  };
}
