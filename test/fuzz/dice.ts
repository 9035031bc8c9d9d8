/** Chance that can be repeated: the same seed always gives the same throws. */

/** A stream of random choices. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number of 32 bits (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }

  /** 0 up to `count`, which it never is. */
  below(count: number): number {
    return Math.floor((this.next() / 2 ** 32) * count);
  }

  /** `low` to `high`, both included. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1);
  }

  /** True so many times out of a hundred. */
  percent(share: number): boolean {
    return this.below(100) < share;
  }

  /** One of several. */
  pick<T>(all: readonly T[]): T {
    const chosen = all[this.below(all.length)];
    if (all.length === 0) throw new RangeError('There is nothing to pick from.');
    return chosen as T;
  }

  /** Each with the same chance to be among those that are kept. */
  some<T>(all: readonly T[], share = 50): T[] {
    return all.filter(() => this.percent(share));
  }

  /** The same ones in another order. */
  shuffled<T>(all: readonly T[]): T[] {
    return all
      .map((one) => ({ one, at: this.next() }))
      .sort((a, b) => a.at - b.at)
      .map(({ one }) => one);
  }
}

/** The seed of the n-th round of a run; rounds that lie side by side have nothing in common. */
export function seedOf(seed: number, round: number): number {
  const dice = new Dice(Math.imul(seed, 0x9e3779b1) ^ Math.imul(round + 1, 0x85ebca6b));
  dice.next();
  return dice.next();
}
