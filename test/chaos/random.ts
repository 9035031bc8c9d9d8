/** Chance that can be had again: mulberry32, seeded. */
export interface Chance {
  /** From 0 up to 1, without 1. */
  next(): number;
  /** From `least` up to `most`. */
  between(least: number, most: number): number;
  /** One of them, as often as its weight says. */
  oneOf<T extends string>(weights: Readonly<Record<T, number>>): T;
}

/** Chance from a seed: equal seeds give equal numbers. */
export function createChance(seed: number): Chance {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    between: (least, most) => least + next() * (most - least),
    oneOf<T extends string>(weights: Readonly<Record<T, number>>): T {
      const entries = Object.entries(weights) as [T, number][];
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0);
      for (const [name, weight] of entries) {
        left -= weight;
        if (left < 0) return name;
      }
      return entries[0]![0];
    },
  };
}
