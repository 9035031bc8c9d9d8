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
  /** Does something now and then: every so many milliseconds, else each time the store is looked after. */
  onMaintenance(listener: () => Promise<void>, every?: number): void;
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

/** What is to be done now and then. */
interface Duty {
  readonly work: () => Promise<void>;
  readonly every: number;
  /** When it was begun last, by the monotonic clock. */
  begun: number;
  isUnderWay: boolean;
}

class Heart implements Heartbeat {
  readonly lease: NodeLease;
  readonly #options: HeartbeatOptions;
  readonly #takeover: (() => Promise<void>)[] = [];
  readonly #duties: Duty[] = [];
  /** What goes on beside the beats. */
  #working: Promise<void> = Promise.resolve();
  #stop = (): void => undefined;
  #closed = false;
  #beating: Promise<void> = Promise.resolve();

  constructor(options: HeartbeatOptions) {
    const { store, lease = leaseLength } = options;
    this.#options = options;
    this.lease = new NodeLease({ ...options, length: lease });
    this.onMaintenance(() => maintainStore(store));
    this.onMaintenance(async () => void (await forgetUnstarted(store)));
  }

  async start(): Promise<void> {
    const { store, alone } = this.#options;
    await this.#holdClock();
    await this.#endLost(alone);
    await this.#working;
    await forgetUnstarted(store);
    this.#next();
  }

  onTakeover(listener: () => Promise<void>): void {
    this.#takeover.push(listener);
  }

  onMaintenance(work: () => Promise<void>, every = maintenanceInterval): void {
    const begun = this.#options.clock.monotonic() - every + 2 * this.lease.length;
    this.#duties.push({ work, every, begun, isUnderWay: false });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stop();
    await this.#beating;
    await this.#working;
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
      this.#beginDuties();
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
      this.#aside(() => removeLeftovers(run.id, { folder, logger }));
    }
    if (gone > 0) for (const listener of this.#takeover) this.#aside(listener);
  }

  #beginDuties(): void {
    const now = this.#options.clock.monotonic();
    for (const duty of this.#duties.filter(({ begun, every, isUnderWay }) => !isUnderWay && now - begun > every)) {
      duty.begun = now;
      duty.isUnderWay = true;
      this.#aside(() =>
        duty.work().finally(() => {
          duty.isUnderWay = false;
        }),
      );
    }
  }

  /** What may take long goes on beside the beats, one after the other: who cleans up must not be taken for dead. */
  #aside(work: () => Promise<unknown>): void {
    const { logger } = this.#options;
    this.#working = this.#working.then(work).then(
      () => undefined,
      (err: unknown) => logger.warn({ err }, 'something that a node does now and then failed; it will be tried again'),
    );
  }
}
