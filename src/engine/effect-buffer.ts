/** An effect that is not done yet: plain data that somebody applies within a transaction of their own. */
export interface BufferedEffect {
  /** Who applies it: the name of the port that the step used. */
  readonly port: string;
  /** What tells it from others; the same when the same thing is done again. */
  readonly key: string;
  /** What is to be done, as JSON. */
  readonly order: Readonly<Record<string, unknown>>;
}

/** Transactional effects on their way to a transaction. */
export interface EffectBuffer {
  add(effect: BufferedEffect): void;
}
