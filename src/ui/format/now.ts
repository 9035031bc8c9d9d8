/** The time, for what is shown: one timer for all. */
import { useSyncExternalStore } from 'react';

const watchers = new Set<() => void>();
let now = Date.now();
let timer: number | undefined;

function tick(): void {
  now = Date.now();
  for (const watch of watchers) watch();
}

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  now = Date.now();
  timer ??= window.setInterval(tick, 1000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

/** Milliseconds since 1970, renewed every `step` milliseconds; whole steps, so that little is drawn anew. */
export function useNow(step = 1000): number {
  return useSyncExternalStore(watch, () => Math.floor(now / step) * step);
}
