import type { Clock } from '../core/clock.ts';
import type { DashboardService, View, ViewOrder } from './dashboard-service.ts';
import type { PartPicture } from './open-view.ts';

/** How long to wait for pictures. */
export interface Patience {
  readonly clock: Clock;
  /** Milliseconds; what is not there by then is still `loading`. */
  readonly within: number;
  /** Fires when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** Opens a page, waits until every part shows something, and lets go of it. */
export async function lookOnce(
  service: DashboardService,
  order: Omit<ViewOrder, 'changed'>,
  { clock, within, signal }: Patience,
): Promise<Omit<View, 'close'>> {
  const shown = new Map<string, PartPicture>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const take = (part: PartPicture): void => void shown.set(`${part.kind} ${part.index}`, part);
  const isDone = (): boolean => [...shown.values()].every(({ picture }) => picture.state !== 'loading');
  const view = service.open({
    ...order,
    changed: (part) => {
      take(part);
      if (isDone()) resolve();
    },
  });
  // What changed while the view was opened is among its pictures.
  for (const part of view.pictures) take(part);
  const cancel = clock.after(within, resolve);
  const leave = (): void => resolve();
  signal.addEventListener('abort', leave, { once: true });
  if (!isDone() && !signal.aborted) await promise;
  signal.removeEventListener('abort', leave);
  cancel();
  view.close();
  const { page, parameters, titles } = view;
  return { page, parameters, titles, pictures: [...shown.values()] };
}
