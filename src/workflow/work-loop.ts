/**
 * The loop that does what instances wait for: timers, actions after the commit, events that chains sent. Any number of
 * nodes may run one; the store gives each piece of work to one of them at a time.
 */
import { pause } from '../core/pause.ts';
import { performWork, type WorkServices } from './perform-work.ts';

/** Another node may have added something, and its word may have been lost: look at least this often. */
const longestSleep = 5_000;

/** How many pieces of work go on at once. */
const atOnce = 8;

/** How long work is left alone by other nodes, in milliseconds; longer where its chain may take longer. */
const workSpan = 60_000;

/** Does the work of instances. */
export class WorkLoop {
  readonly #services: WorkServices;
  readonly #ending = new AbortController();
  #waker = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #going: Promise<void> = Promise.resolve();

  constructor(services: WorkServices) {
    this.#services = services;
  }

  /** Begins to look. */
  start(): void {
    this.#going = this.#loop();
  }

  /** Looks now: there is new work. */
  wake(): void {
    this.#waker.abort();
  }

  /** Does everything that is due now; gives how many pieces that were. */
  async tick(): Promise<number> {
    for (let count = 0; ; ) {
      const taken = await this.#take();
      if (taken === 0) return count;
      count += taken;
      await Promise.all(this.#running);
    }
  }

  /** Ends looking, and stops actions that go on; resolves when nothing does. */
  async stop(): Promise<void> {
    this.#ending.abort();
    await this.#going;
    await Promise.all(this.#running);
  }

  async #loop(): Promise<void> {
    const { clock, logger } = this.#services;
    while (!this.#ending.signal.aborted) {
      this.#waker = new AbortController(); // before the look: who wakes us during it gets another one
      const sleep = await this.#look().catch((err: unknown) => {
        logger.error({ err }, 'the work of workflows cannot be looked up; it will be tried again');
        return longestSleep;
      });
      await pause(clock, sleep, AbortSignal.any([this.#waker.signal, this.#ending.signal]));
    }
  }

  /** One look; gives how long to sleep. */
  async #look(): Promise<number> {
    await this.#take();
    if (this.#running.size >= atOnce) return longestSleep;
    const next = await this.#services.store.nextWorkAt();
    const until = (next ?? Infinity) - this.#services.clock.now();
    return Math.max(0, Math.min(longestSleep, until));
  }

  /** Takes up what is due, as far as there is room; gives how much that was. What takes long does not hold up the rest. */
  async #take(): Promise<number> {
    const room = atOnce - this.#running.size;
    if (room <= 0 || this.#ending.signal.aborted) return 0;
    const taken = await this.#services.store.takeWork(room, workSpan);
    for (const work of taken) {
      const going = performWork(this.#services, work, this.#ending.signal).then(() => {
        this.#running.delete(going);
        this.wake();
      });
      this.#running.add(going);
    }
    return taken.length;
  }
}
