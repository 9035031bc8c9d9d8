import pg from 'pg';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { workChannel } from '../store/workflow-attempts.ts';

/** How long after a break it listens again, in milliseconds. */
const again = 5_000;

/** Where and with what it listens. */
export interface WorkEarOptions {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Hears when another process has added work. Nothing is lost without it: the loop looks now and then anyway. */
export class WorkEar {
  readonly #options: WorkEarOptions;
  readonly #hear: () => void;
  #client: pg.Client | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(options: WorkEarOptions, hear: () => void) {
    this.#options = options;
    this.#hear = hear;
  }

  /** Begins to listen; throws where the store cannot be reached. */
  async open(): Promise<void> {
    const client = new pg.Client({ connectionString: this.#options.url, application_name: 'millrace workflows' });
    client.on('notification', () => this.#hear());
    client.on('error', (err) => this.#broken(err));
    await client.connect();
    await client.query(`listen ${workChannel}`);
    this.#client = client;
    if (this.#closed) await this.close();
  }

  /** Ends it. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  #broken(err: unknown): void {
    this.#client = undefined;
    if (this.#closed || this.#cancel !== undefined) return;
    const { clock, logger } = this.#options;
    logger.warn({ err }, 'the connection that tells of work of workflows broke off; it will be opened again');
    this.#cancel = clock.after(again, () => {
      this.#cancel = undefined;
      this.open().catch((error: unknown) => this.#broken(error));
    });
  }
}
