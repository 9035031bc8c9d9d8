import type { Clock } from '../core/clock.ts';

/** How long a secret that was looked up is believed, in milliseconds: as long as what is read from the store. */
const believed = 1000;

/** Looks secrets up once in a while instead of for every call; asks again after a second. */
export function rememberedSecrets(
  resolve: (text: string) => Promise<string>,
  clock: Clock,
): (text: string) => Promise<string> {
  const held = new Map<string, { readonly at: number; readonly value: Promise<string> }>();
  return (text) => {
    const now = clock.monotonic();
    const known = held.get(text);
    if (known !== undefined && now - known.at < believed) return known.value;
    const value = resolve(text);
    held.set(text, { at: now, value });
    // What failed is asked for again by the next call; whoever waits for this one is told.
    value.catch(() => held.delete(text));
    return value;
  };
}
