import type { RunBelonging } from '../step-contract.ts';

/** What the steps of one run hold among themselves, closed with the run. */
export class RunBelongings {
  readonly #held = new Map<RunBelonging<never>, { close(): Promise<void> }>();

  /** The same for everybody in the run who asks by the same declaration. */
  of<T extends { close(): Promise<void> }>(belonging: RunBelonging<T>): T {
    const key = belonging as unknown as RunBelonging<never>;
    const held = (this.#held.get(key) as T | undefined) ?? belonging.make();
    this.#held.set(key, held);
    return held;
  }

  /** Closes everything. */
  async close(): Promise<void> {
    const all = [...this.#held.values()];
    this.#held.clear();
    await Promise.all(all.map((each) => each.close()));
  }
}
