/** One number that a case measured. */
export interface Measure {
  /** What was measured: `filter and derive, one record`. */
  readonly what: string;
  readonly value: number;
  /** `µs`, `s`, `MB`, `x` (a ratio to a peer in the same run). */
  readonly unit: string;
  /** The most that it should be (or, with `atLeast`, the least). */
  readonly target?: number;
  readonly atLeast?: boolean;
}

/** A benchmark. It runs in a process of its own, so that its memory and its warm code are its own. */
export interface BenchCase {
  readonly title: string;
  /** What is done, on what, and what it is compared with; Markdown. */
  readonly method: string;
  /** Measures; files that it needs go below `folder`, which stays from run to run. */
  run(folder: string): Promise<readonly Measure[]>;
}

/** Declares a case: the file in `cases/` exports it as `bench`. */
export function defineCase(bench: BenchCase): BenchCase {
  return bench;
}

/** True when a measure is as good as it should be, or has no target. */
export function isMet({ value, target, atLeast }: Measure): boolean {
  if (target === undefined) return true;
  return atLeast === true ? value >= target : value <= target;
}
