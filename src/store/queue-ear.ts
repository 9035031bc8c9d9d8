import pg from 'pg';
import type { Clock } from '../core/clock.ts';
import { type Logger, silentLogger } from '../core/logger.ts';

/** How long after a break it listens again, in milliseconds. */
const again = 1_000;

/** Where it listens. */
export interface QueueEarOptions {
  readonly url: string;
  /** An SQL expression that gives the name of the channel. */
  readonly channel: string;
  readonly clock: Clock;
  readonly logger?: Logger;
}

/** Hears that something was queued. It is only quicker with it: whoever hears nothing looks now and then anyway. */
export class QueueEar {
  readonly #options: QueueEarOptions;
  readonly #hear: () => void;
  #client: pg.Client | undefined;
  #stopTimer = (): void => undefined;
  #closed = false;

  constructor(options: QueueEarOptions, hear: () => void) {
    this.#options = options;
    this.#hear = hear;
  }

  /** True while it would hear. */
  get listens(): boolean {
    return this.#client !== undefined;
  }

  /** Begins to listen; where the store does not answer, it tries again by itself. */
  async open(): Promise<void> {
    const { url, channel } = this.#options;
    const client = new pg.Client({ connectionString: url, application_name: 'millrace queue ear', keepAlive: true });
    client.on('notification', () => this.#hear());
    client.on('error', (err) => this.#broken(client, err));
    try {
      await client.connect();
      const { rows } = await client.query<{ name: string }>(`select ${channel} as name`);
      await client.query(`listen ${client.escapeIdentifier(rows[0]?.name ?? '')}`);
    } catch (err) {
      this.#broken(client, err);
      return;
    }
    if (this.#closed) return client.end();
    this.#client = client;
    // What was queued while nobody listened.
    this.#hear();
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopTimer();
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #broken(client: pg.Client, err: unknown): void {
    if (this.#client === client) this.#client = undefined;
    // It is broken already: that it cannot say goodbye tells nothing new.
    client.end().catch(() => undefined);
    if (this.#closed) return;
    const { clock, logger = silentLogger } = this.#options;
    logger.warn({ err }, 'the connection that tells of queued runs broke off; it will be opened again');
    this.#stopTimer();
    this.#stopTimer = clock.after(again, () => void this.open());
  }
}
