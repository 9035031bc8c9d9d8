import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { beatNode, endLostRuns, leaseLength, leaveNode, type NodeIdentity, reviveNode } from '../store/nodes.ts';
import { removeLeftovers } from './run-leftovers.ts';
import { maintainStore, type Store } from '../store/open-store.ts';
import { forgetUnstarted } from '../store/workflow-attempts.ts';

/** What a heartbeat needs. */
export interface HeartbeatOptions {
  readonly store: Store;
  readonly node: NodeIdentity;
  /** True if no other node can be there. */
  readonly alone: boolean;
  /** The folder of the workspace. */
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How often the partitions ahead are looked after, in milliseconds; first when nodes that died before us are known to be gone. */
const maintenanceInterval = 6 * 3_600_000;
const firstMaintenance = 2 * leaseLength;

/**
 * Ends the runs that a dead node left behind, at once and from then on, removes instances that it was only about to start,
 * and keeps this node's lease. Closing leaves the list of nodes.
 */
export async function startHeartbeat({
  store,
  node,
  alone,
  folder,
  clock,
  logger,
}: HeartbeatOptions): Promise<{ close(): Promise<void> }> {
  const endLost = async (options: { alone: boolean }): Promise<void> => {
    for (const run of await endLostRuns(store, { self: node, alone: options.alone })) {
      logger.warn({ run: run.id, chain: run.chain }, 'a run was ended because the server that worked on it is gone');
      await removeLeftovers(run.id, { folder, logger });
    }
  };
  await endLost({ alone });
  await forgetUnstarted(store);
  let maintained = clock.monotonic() - maintenanceInterval + firstMaintenance;
  let stop = (): void => undefined;
  let closed = false;
  let beating: Promise<void> = Promise.resolve();
  const beat = async (): Promise<void> => {
    try {
      const isKnown = await beatNode(store, node);
      await endLost({ alone: false });
      if (!isKnown) {
        logger.error(
          'this node gave no sign for so long that it was declared gone and its runs were ended; it goes on',
        );
        await reviveNode(store, node);
      }
      if (clock.monotonic() - maintained > maintenanceInterval) {
        maintained = clock.monotonic();
        await maintainStore(store);
        await forgetUnstarted(store);
      }
    } catch (error) {
      logger.warn({ err: error }, 'the heartbeat could not be written');
    }
    next();
  };
  const next = (): void => {
    if (!closed)
      stop = clock.after(leaseLength / 3, () => {
        beating = beat();
      });
  };
  next();
  return {
    async close() {
      closed = true;
      stop();
      await beating;
      await leaveNode(store, node);
    },
  };
}
