/**
 * Connections that outlive a run, for runs that must not wait for one to come about. Invariant: one is shared only by
 * runs whose definition of it and whose secrets are equal; what is not asked for any more is closed.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { ConnectorKind, Opened } from '../model/connection.ts';
import { type ConnectionSetOptions, openConnection } from './connection-set.ts';

/** How long a connection is kept open that nobody uses, in milliseconds. */
const idleTime = 60_000;

interface Shared {
  readonly opening: Promise<Opened<unknown>>;
  users: number;
  stopTimer: () => void;
}

/** Connections kept open for the next run. */
export class SharedConnections {
  readonly #shared = new Map<string, Shared>();
  readonly #clock: Clock;
  readonly #logger: Logger;

  constructor({ clock, logger }: { clock: Clock; logger: Logger }) {
    this.#clock = clock;
    this.#logger = logger;
  }

  /** The connections of one run; its `close` gives them back. */
  forRun(options: ConnectionSetOptions): {
    open<T>(kind: ConnectorKind<T>, name: string): Promise<T>;
    close(): Promise<void>;
  } {
    const taken = new Map<string, string>();
    return {
      open: async (kind, name) => {
        const key = taken.get(name) ?? this.#take(kind, name, options);
        taken.set(name, key);
        try {
          return (await this.#shared.get(key)?.opening)?.connection as never;
        } catch (error) {
          // The next run tries again.
          this.#shared.delete(key);
          taken.delete(name);
          throw error;
        }
      },
      close: async () => {
        for (const key of taken.values()) this.#giveBack(key);
        taken.clear();
      },
    };
  }

  /** Closes all of them. */
  async close(): Promise<void> {
    const all = [...this.#shared.keys()];
    await Promise.all(all.map((key) => this.#end(key)));
  }

  #take<T>(kind: ConnectorKind<T>, name: string, options: ConnectionSetOptions): string {
    const { open, identity } = openConnection(kind, name, {
      ...options,
      context: {
        ...options.context,
        // It belongs to no run: neither its end nor its log.
        signal: new AbortController().signal,
        log: (level, message) => this.#logger[level]({ connection: name }, message),
      },
    });
    const key = `${name} ${createHash('sha256').update(identity).digest('hex')}`;
    let shared = this.#shared.get(key);
    if (shared === undefined) {
      shared = { opening: open(), users: 0, stopTimer: () => undefined };
      this.#shared.set(key, shared);
    }
    shared.stopTimer();
    shared.users += 1;
    return key;
  }

  #giveBack(key: string): void {
    const shared = this.#shared.get(key);
    if (shared === undefined) return;
    shared.users -= 1;
    if (shared.users > 0) return;
    shared.stopTimer = this.#clock.after(idleTime, () => {
      this.#end(key).catch((err: unknown) => this.#logger.warn({ err }, 'an idle connection could not be closed'));
    });
  }

  async #end(key: string): Promise<void> {
    const shared = this.#shared.get(key);
    if (shared === undefined) return;
    this.#shared.delete(key);
    shared.stopTimer();
    const opened = await shared.opening.catch(() => undefined);
    await opened?.close();
  }
}
