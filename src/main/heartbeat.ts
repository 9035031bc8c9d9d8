import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { endLostRuns, leaseLength, leaveNode, type NodeIdentity } from '../store/nodes.ts';
import { HeldClock } from './held-clock.ts';
import { NodeLease } from './node-lease.ts';
import { removeLeftovers } from './run-leftovers.ts';
import { maintainStore, type Store } from '../store/open-store.ts';
import { forgetUnstarted } from '../store/workflow-attempts.ts';

/** What a heartbeat needs. */
export interface HeartbeatOptions {
  readonly store: Store;
  readonly node: NodeIdentity;
  /** How long the node is believed to live after each beat, in milliseconds. */
  readonly lease?: number;
  /** True if no other node can be there. */
  readonly alone: boolean;
  /** The folder of the workspace. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** A heart that beats. */
export interface Heartbeat {
  /** Who this node is, now. */
  readonly lease: NodeLease;
  /** Calls `listener` after other nodes were found gone. */
  onTakeover(listener: () => Promise<void>): void;
  /** Does something each time the store is looked after. */
  onMaintenance(listener: () => Promise<void>): void;
  /** Leaves the list of nodes. */
  close(): Promise<void>;
}

/** How often the partitions ahead are looked after, in milliseconds; first when nodes that died before us are known to be gone. */
const maintenanceInterval = 6 * 3_600_000;

/**
 * Ends the runs that a dead node left behind, at once and from then on, removes instances that it was only about to start,
 * and keeps this node's lease. Closing leaves the list of nodes.
 */
export async function startHeartbeat(options: HeartbeatOptions): Promise<Heartbeat> {
  const heart = new Heart(options);
  await heart.start();
  return heart;
}

class Heart implements Heartbeat {
  readonly lease: NodeLease;
  readonly #options: HeartbeatOptions;
  readonly #takeover: (() => Promise<void>)[] = [];
  readonly #maintenance: (() => Promise<void>)[] = [];
  #maintained: number;
  #stop = (): void => undefined;
  #closed = false;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: HeartbeatOptions) {
    const { clock, lease = leaseLength } = options;
    this.#options = options;
    this.lease = new NodeLease({ ...options, length: lease });
    this.#maintained = clock.monotonic() - maintenanceInterval + 2 * lease;
  }

  async start(): Promise<void> {
    const { store, alone } = this.#options;
    await this.#holdClock();
    await this.#endLost(alone);
    await forgetUnstarted(store);
    this.#next();
  }

  onTakeover(listener: () => Promise<void>): void {
    this.#takeover.push(listener);
  }

  onMaintenance(listener: () => Promise<void>): void {
    this.#maintenance.push(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#beating;
    await leaveNode(this.#options.store, this.lease);
  }

  #next(): void {
    if (this.#closed) return;
    this.#stop = this.#options.clock.after(this.lease.length / 3, () => {
      this.#beating = this.#beat().then(() => this.#next());
    });
  }

  async #beat(): Promise<void> {
    const { logger } = this.#options;
    try {
      if (!(await this.lease.beat()))
        logger.error(
          'this node gave no sign for so long that it was declared gone and its runs were ended; it goes on',
        );
      await this.#holdClock();
      await this.#endLost(false);
      await this.#maintain();
    } catch (error) {
      logger.warn({ err: error }, 'the heartbeat could not be written');
    }
  }

  async #holdClock(): Promise<void> {
    const { clock, store, logger } = this.#options;
    if (clock instanceof HeldClock) await clock.hold(store, logger);
  }

  async #endLost(alone: boolean): Promise<void> {
    const { store, folder, logger } = this.#options;
    let gone = 0;
    const lost = await endLostRuns(store, {
      self: this.lease,
      alone,
      gone: (nodes) => {
        gone = nodes;
      },
    });
    for (const run of lost) {
      logger.warn({ run: run.id, chain: run.chain }, 'a run was ended because the server that worked on it is gone');
      await removeLeftovers(run.id, { folder, logger });
    }
    if (gone > 0) for (const listener of this.#takeover) await listener();
  }

  async #maintain(): Promise<void> {
    const { store, clock } = this.#options;
    if (clock.monotonic() - this.#maintained <= maintenanceInterval) return;
    this.#maintained = clock.monotonic();
    await maintainStore(store);
    await forgetUnstarted(store);
    for (const listener of this.#maintenance) await listener();
  }
}
