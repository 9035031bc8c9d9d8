/**
 * Feeds a node with queued runs. Invariants: no more are performed at once than were asked for; a message is done with when
 * its run was performed, and until then kept alive; what was taken ahead and does not begin soon goes back for others.
 * Where runs are short, messages are taken and settled many at once: else the queue would cost more than the runs.
 */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';

/** A message that this node has taken. */
export interface TakenMessage {
  readonly id: string;
  /** How often it was delivered before, which tells this delivery from others. */
  readonly retryCount: number;
  readonly data: { readonly run: string };
}

/** What is done with messages of the queue. */
export interface MessageSource {
  take(most: number): Promise<readonly TakenMessage[]>;
  /** They have done what they were for. */
  complete(messages: readonly TakenMessage[]): Promise<void>;
  /** It is to be delivered again, after a moment. */
  fail(message: TakenMessage, error: unknown): Promise<void>;
  /** They were not touched: somebody else may have them at once. */
  giveBack(messages: readonly TakenMessage[]): Promise<void>;
  /** Says that this node still works on them. */
  keep(messages: readonly TakenMessage[]): Promise<void>;
}

/** What a feed is made of. */
export interface RunFeedOptions {
  readonly source: MessageSource;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly concurrency: number;
  perform(message: TakenMessage): Promise<void>;
  /** True while somebody tells of new messages. */
  listens(): boolean;
}

/** How often it looks by itself, in milliseconds: with somebody who tells of new messages, and without. */
const interval = { told: 5_000, alone: 1_000 } as const;

/** How much work is taken ahead where runs are short, in milliseconds, and how many messages at most. */
const ahead = { time: 200, most: 64 } as const;

/** What was taken ahead goes back after so long, in milliseconds. */
const patience = 1_000;

/** How long finished messages wait for others to be settled with, in milliseconds. */
const settling = 25;

/** How often messages are kept alive, in milliseconds. */
const keeping = 10_000;

/** How much of the pace is what the last run took. */
const share = 0.2;

/** Takes messages and has their runs performed. */
export class RunFeed {
  readonly #options: RunFeedOptions;
  readonly #performing = new Map<TakenMessage, { readonly since: number; readonly done: Promise<void> }>();
  #taken: { readonly message: TakenMessage; readonly at: number }[] = [];
  #done: TakenMessage[] = [];
  /** True where there may be messages that nobody has taken. */
  #hungry = true;
  #taking: Promise<void> | undefined;
  #settling: Promise<void> = Promise.resolve();
  /** How long runs take, in milliseconds, the last ones more than those before. */
  #pace = Number.POSITIVE_INFINITY;
  #stopped = false;
  readonly #timers: { look(): void; settle(): void; back(): void; keep(): void } = {
    ...{ look: () => undefined, settle: () => undefined, back: () => undefined, keep: () => undefined },
  };
  #settlesSoon = false;

  constructor(options: RunFeedOptions) {
    this.#options = options;
  }

  /** Begins. */
  start(): void {
    this.#keepOn();
    this.wake();
  }

  /** There may be new messages. */
  wake(): void {
    this.#hungry = true;
    this.#pump();
  }

  /** Takes nothing more, gives back what has not begun, and waits for the rest up to `grace` milliseconds. */
  async stop(grace: number): Promise<void> {
    this.#stopped = true;
    await this.#taking;
    this.#timers.look();
    this.#timers.back();
    this.#timers.settle();
    await this.#giveBack(this.#taken.splice(0).map(({ message }) => message));
    const { promise: late, resolve } = Promise.withResolvers<void>();
    const stopTimer = this.#options.clock.after(grace, resolve);
    await Promise.race([Promise.all([...this.#performing.values()].map(({ done }) => done)), late]);
    stopTimer();
    this.#timers.keep();
    await this.#settle();
    await this.#giveBack([...this.#performing.keys()]);
  }

  #pump(): void {
    const { concurrency } = this.#options;
    while (!this.#stopped && this.#performing.size < concurrency) {
      const next = this.#taken.shift();
      if (next === undefined) break;
      this.#begin(next.message);
    }
    if (this.#stopped || this.#taking !== undefined || !this.#hungry) return;
    const [free, more] = [concurrency - this.#performing.size, this.#ahead()];
    if (free + more > 0 && (free > 0 || this.#taken.length * 2 <= more)) {
      this.#taking = this.#take(free + more - this.#taken.length).finally(() => {
        this.#taking = undefined;
        this.#pump();
      });
    }
  }

  /** How many messages to take ahead: none where runs take long, since others might have them. */
  #ahead(): number {
    const { concurrency, clock } = this.#options;
    const now = clock.monotonic();
    const isStuck =
      this.#performing.size >= concurrency && this.#performing.values().every(({ since }) => now - since > ahead.time);
    if (isStuck || this.#pace > ahead.time / 2) return 0;
    return Math.min(ahead.most, Math.floor((ahead.time / Math.max(1, this.#pace)) * concurrency));
  }

  async #take(most: number): Promise<void> {
    const { source, clock, logger } = this.#options;
    this.#hungry = false;
    try {
      const messages = await source.take(Math.max(1, most));
      if (messages.length >= most) this.#hungry = true;
      this.#taken.push(...messages.map((message) => ({ message, at: clock.monotonic() })));
    } catch (err) {
      logger.warn({ err }, 'the queue of runs did not answer; it will be asked again');
    }
    this.#timers.look();
    const { listens } = this.#options;
    this.#timers.look = clock.after(listens() ? interval.told : interval.alone, () => this.wake());
    this.#watchTaken();
  }

  /** Those who wait behind long runs go back. */
  #watchTaken(): void {
    const { clock } = this.#options;
    this.#timers.back();
    if (this.#taken.length === 0) return;
    this.#timers.back = clock.after(patience / 2, () => {
      const since = clock.monotonic() - patience;
      const late = this.#taken.filter(({ at }) => at < since);
      this.#taken = this.#taken.filter(({ at }) => at >= since);
      if (late.length > 0) this.#hungry = true;
      void this.#giveBack(late.map(({ message }) => message));
      this.#watchTaken();
    });
  }

  #begin(message: TakenMessage): void {
    const since = this.#options.clock.monotonic();
    const done = this.#perform(message).finally(() => {
      this.#performing.delete(message);
      const took = this.#options.clock.monotonic() - since;
      this.#pace = Number.isFinite(this.#pace) ? this.#pace * (1 - share) + took * share : took;
      this.#pump();
    });
    this.#performing.set(message, { since, done });
  }

  async #perform(message: TakenMessage): Promise<void> {
    const { perform, source, logger } = this.#options;
    try {
      await perform(message);
    } catch (error) {
      await source.fail(message, error).catch((err: unknown) => {
        // It comes back by itself when nobody keeps it alive any more.
        logger.warn({ err, run: message.data.run }, 'a run could not be put back into the queue at once');
      });
      return;
    }
    this.#done.push(message);
    this.#settleSoon();
  }

  #settleSoon(): void {
    if (this.#settlesSoon || this.#stopped) return;
    this.#settlesSoon = true;
    this.#timers.settle = this.#options.clock.after(settling, () => {
      this.#settlesSoon = false;
      void this.#settle();
    });
  }

  #settle(): Promise<void> {
    this.#settling = this.#settling.then(async () => {
      const done = this.#done.splice(0);
      if (done.length === 0) return;
      try {
        await this.#options.source.complete(done);
      } catch (err) {
        // They come again and do nothing: their runs are not queued any more.
        this.#options.logger.warn({ err, messages: done.length }, 'messages of runs that are done stay in the queue');
      }
    });
    return this.#settling;
  }

  async #giveBack(messages: readonly TakenMessage[]): Promise<void> {
    if (messages.length === 0) return;
    try {
      await this.#options.source.giveBack(messages);
    } catch (err) {
      this.#options.logger.warn({ err, messages: messages.length }, 'messages of runs could not be given back');
    }
  }

  #keepOn(): void {
    const { clock, source, logger } = this.#options;
    this.#timers.keep = clock.after(keeping, () => {
      const messages = [...this.#performing.keys(), ...this.#taken.map(({ message }) => message)];
      const kept = messages.length === 0 ? Promise.resolve() : source.keep(messages);
      kept.catch((err: unknown) => logger.warn({ err }, 'the queue of runs could not be told what goes on here'));
      this.#keepOn();
    });
  }
}
