import type { Clock } from '../core/clock.ts';

/** However often something moves, who looks is told at most this often. */
const PAUSE = 200;

/** A function that has `send` called soon, once for all calls until then; the first after a quiet time, at once. `pause` is in milliseconds. */
export function nudgesBy(clock: Clock, send: () => void, pause = PAUSE): () => void {
  let isQuiet = true;
  let isDue = false;
  const rest = (): void => {
    isQuiet = false;
    clock.after(pause, () => {
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
