/** The ledger of deliveries over the store: claims and ends of many calls are written together. */
import { newId } from '../core/ids.ts';
import type { AcceptedRun, DeliveryLedger, EndedDelivery } from '../endpoint/delivery-ledger.ts';
import { GroupCommit } from '../endpoint/group-commit.ts';
import { requestOf } from '../runs/create-run-service.ts';
import { acceptDelivery } from '../store/accepted-deliveries.ts';
import { findDelivery, saveDeliveries } from '../store/deliveries.ts';
import { claimKeys, type KeyClaim, type KeyVerdict } from '../store/delivery-keys.ts';
import type { Store } from '../store/open-store.ts';
import type { RunQueue } from '../store/run-queue.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What the ledger is made of. */
export interface DeliveryLedgerOptions {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly live: LiveWorkspace;
  /** The id of this node, whose death frees what it claimed. */
  readonly node: string;
}

/** Makes the ledger. */
export function createDeliveryLedger(options: DeliveryLedgerOptions): DeliveryLedger {
  const { store, node } = options;
  const claims = new GroupCommit<KeyClaim, KeyVerdict>((items) => claimKeys(store, items, node));
  const ends = new GroupCommit<EndedDelivery, boolean>(async (items) => {
    const written = await saveDeliveries(store, items);
    return items.map(({ delivery }) => written.has(delivery.id));
  });
  return {
    claim: (order) => claims.submit(order),
    end: (ended) => ends.submit(ended),
    accept: (ended, run) => accept(ended, run, options),
    find: (delivery) => findDelivery(store, delivery),
  };
}

/** The run keeps the id of the delivery for its effects, whichever attempt it is. */
async function accept(
  { delivery, claimed }: EndedDelivery,
  { timeout, ...order }: AcceptedRun,
  { store, queue, live }: DeliveryLedgerOptions,
): Promise<boolean> {
  const trigger = { kind: 'endpoint' as const, of: delivery.endpoint, subject: delivery.id };
  const chain = live.runnable(order.chain);
  const made = requestOf({ ...order, trigger }, { chain, zone: live.zone, now: store.clock.now() });
  const request = { ...made, id: newId(), effectId: delivery.id };
  const limits = live.limitsOf(chain, timeout, 'endpoint');
  const end = { delivery: { ...delivery, run: request.id }, ...(claimed === undefined ? {} : { claimed }) };
  return acceptDelivery(store, queue, { end, run: { request, timeout: limits.timeout } });
}
