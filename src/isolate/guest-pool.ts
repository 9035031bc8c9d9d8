import type { Clock } from '../core/clock.ts';
import { GuestProcess } from './guest-process.ts';

/** The guest processes of one run: never shared with another, so that what one user left behind meets no other. */
export class GuestPool {
  readonly #idle: { readonly guest: GuestProcess; readonly memory: number }[] = [];
  readonly #all = new Set<GuestProcess>();

  /** One that is free, or a new one, with so much memory. */
  take(clock: Clock, memory: number): GuestProcess {
    for (const entry of this.#idle.splice(0)) {
      if (!entry.guest.alive) this.#all.delete(entry.guest);
      else this.#idle.push(entry);
    }
    const at = this.#idle.findIndex((entry) => entry.memory === memory);
    const [free] = at < 0 ? [] : this.#idle.splice(at, 1);
    if (free !== undefined) return free.guest;
    const guest = new GuestProcess(clock, memory);
    this.#all.add(guest);
    return guest;
  }

  /** Takes back one whose script came to its end; its isolate is thrown away. */
  giveBack(guest: GuestProcess, memory: number): void {
    guest.clear();
    this.#idle.push({ guest, memory });
  }

  /** Ends one that failed, or whose script did not come to its end. */
  async discard(guest: GuestProcess): Promise<void> {
    this.#all.delete(guest);
    await guest.close();
  }

  /** Ends them all. */
  async close(): Promise<void> {
    this.#idle.length = 0;
    await Promise.all([...this.#all].map((guest) => guest.close()));
  }
}
