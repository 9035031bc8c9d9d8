/** The ledger of deliveries over the store: claims and ends of many calls are written together. */
import { newId } from '../core/ids.ts';
import { noTracer, type Tracer } from '../core/tracer.ts';
import type { AcceptedRun, DeliveryLedger, EndedDelivery } from '../endpoint/delivery-ledger.ts';
import { GroupCommit } from '../endpoint/group-commit.ts';
import { requestOf } from '../runs/create-run-service.ts';
import { acceptDelivery } from '../store/accepted-deliveries.ts';
import { findDelivery } from '../store/deliveries.ts';
import type { KeyClaim, KeyVerdict } from '../store/delivery-keys.ts';
import { writeTurn } from '../store/delivery-turn.ts';
import type { Store } from '../store/open-store.ts';
import type { RunQueue } from '../store/run-queue.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { tracedRequest } from './run-store.ts';

/** What the ledger is made of. */
export interface DeliveryLedgerOptions {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly live: LiveWorkspace;
  /** The id of this node, whose death frees what it claimed. */
  readonly node: string;
  /** Traces what is put into the queue; without it nothing does. */
  readonly tracer?: Tracer;
}

/** What one delivery wants written. */
type Wish = { readonly claim: KeyClaim } | { readonly end: EndedDelivery };

/** What it is told. */
type Told = { readonly verdict: KeyVerdict } | { readonly isKept: boolean };

/** Makes the ledger. */
export function createDeliveryLedger(options: DeliveryLedgerOptions): DeliveryLedger {
  const { store } = options;
  const turns = new GroupCommit<Wish, Told>((wishes) => write(wishes, options));
  return {
    async claim(order) {
      const told = await turns.submit({ claim: order });
      return 'verdict' in told ? told.verdict : { verdict: 'running' };
    },
    async end(ended) {
      const told = await turns.submit({ end: ended });
      return 'isKept' in told && told.isKept;
    },
    accept: (ended, run) => accept(ended, run, options),
    find: (delivery) => findDelivery(store, delivery),
  };
}

async function write(wishes: readonly Wish[], { store, node }: DeliveryLedgerOptions): Promise<readonly Told[]> {
  const claims = wishes.flatMap((wish) => ('claim' in wish ? [wish.claim] : []));
  const ends = wishes.flatMap((wish) => ('end' in wish ? [wish.end] : []));
  const { verdicts, kept } = await writeTurn(store, { node, claims, ends });
  const next = verdicts.values();
  return wishes.map((wish): Told => {
    if ('end' in wish) return { isKept: kept.has(wish.end.delivery.id) };
    return { verdict: next.next().value ?? { verdict: 'running' } };
  });
}

/** The run keeps the id of the delivery for its effects, whichever attempt it is. */
async function accept(
  { delivery, claimed }: EndedDelivery,
  { timeout, ...order }: AcceptedRun,
  { store, queue, live, node, tracer = noTracer }: DeliveryLedgerOptions,
): Promise<boolean> {
  const trigger = { kind: 'endpoint' as const, of: delivery.endpoint, subject: delivery.id };
  const chain = live.runnable(order.chain);
  const made = requestOf({ ...order, trigger }, { chain, zone: live.zone, now: store.clock.now() });
  const request = tracedRequest({ ...made, id: newId(), effectId: delivery.id }, tracer);
  const limits = live.limitsOf(chain, timeout, 'endpoint');
  const end = { delivery: { ...delivery, run: request.id }, ...(claimed === undefined ? {} : { claimed }) };
  return acceptDelivery(store, queue, { node, end, run: { request, timeout: limits.timeout } });
}
