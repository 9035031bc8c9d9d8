/** What is sent while servers die: orders that are answered, orders that get a receipt, and events of workflows. */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { deliver, type Heard, type Taken, type Target } from './sender.ts';

/** An instance, as its sender knows it. */
export interface Told {
  /** The key of the delivery that started it, which it keeps. */
  readonly label: string;
  /** How many steps were acknowledged. */
  steps: number;
}

/** What senders know at the end. */
export interface Load {
  /** Every order that was sent at least once. */
  readonly sent: Set<string>;
  /** Orders that were answered, and those that got a receipt. */
  readonly kept: string[];
  readonly received: string[];
  /** Instances by their id. */
  readonly instances: Map<string, Told>;
  /** Every start that was sent at least once. */
  readonly starts: Set<string>;
  /** Answers that no sender should have got. */
  readonly wrong: unknown[];
  /** How often each status was heard. */
  readonly statuses: Map<number, number>;
  /** How many answers ended a delivery, and how often one had to be told again. */
  acknowledged: number;
  repeats: number;
  /** How many answers were those of an attempt whose first answer never came. */
  replayed: number;
}

/** Nothing was sent yet. */
export function createLoad(): Load {
  return {
    ...{ sent: new Set(), kept: [], received: [], instances: new Map(), starts: new Set() },
    ...{ wrong: [], statuses: new Map(), acknowledged: 0, repeats: 0, replayed: 0 },
  };
}

/** When to begin nothing more, and when to give up. */
export interface Ends {
  readonly stopping: AbortSignal;
  readonly stop: AbortSignal;
  /** How long each rests after what it has told, in milliseconds; not at all unless given. */
  readonly rest?: number;
  /** How many of each kind of sender work at once. */
  readonly senders?: { readonly kept: number; readonly received: number; readonly counters: number };
}

const usualSenders = { kept: 4, received: 2, counters: 4 } as const;

/** What gets a receipt is acknowledged sooner than it is done: without a pause it would only pile up. */
const receiptPause = 200;

/** An instance gets so many events; then another one is started. */
const eventsEach = 9;

/** Starts all senders; resolves when each has brought to its end what it began, or was told to give up. */
export async function sendAll(target: Target, load: Load, ends: Ends): Promise<void> {
  const { senders = usualSenders } = ends;
  const several = (count: number, send: () => Promise<void>) => Array.from({ length: count }, () => send());
  await Promise.all([
    ...several(senders.kept, () => sendOrders(target, load, { ...ends, path: '/keep', good: 200, into: load.kept })),
    ...several(senders.received, () =>
      sendOrders(target, load, { ...ends, path: '/receive', good: 202, into: load.received }),
    ),
    ...several(senders.counters, () => moveCounters(target, load, ends)),
  ]);
}

interface Wish {
  readonly path: string;
  readonly delivery: string;
  readonly body: unknown;
  readonly good: number;
}

/** Tells one delivery until it is acknowledged; undefined where it was not. */
async function tell<T>(target: Target, load: Load, wish: Wish & { stop: AbortSignal }): Promise<Taken<T> | undefined> {
  const { path, good, ...telling } = wish;
  const heard = ({ status, replayed }: Heard): void => {
    load.statuses.set(status, (load.statuses.get(status) ?? 0) + 1);
    if (replayed) load.replayed += 1;
  };
  const taken = await deliver<T>(target, path, { ...telling, heard });
  if (taken === undefined) {
    load.wrong.push({ path, delivery: wish.delivery, why: 'it was never taken' });
    return undefined;
  }
  load.repeats += taken.attempts - 1;
  load.acknowledged += 1;
  if (taken.status === good) return taken;
  load.wrong.push({ path, delivery: wish.delivery, ...taken });
  return undefined;
}

async function sendOrders(
  target: Target,
  load: Load,
  { stopping, stop, rest, path, good, into }: Ends & { path: string; good: number; into: string[] },
): Promise<void> {
  while (!stopping.aborted) {
    const delivery = randomUUID();
    load.sent.add(delivery);
    const taken = await tell(target, load, { path, delivery, body: { delivery, quantity: 1 }, good, stop });
    if (taken !== undefined) into.push(delivery);
    if (good === 202) await pause(receiptPause);
    else if (rest !== undefined) await pause(rest);
  }
}

/** Starts instances, one after another, and moves each on step by step. */
async function moveCounters(target: Target, load: Load, { stopping, stop, rest }: Ends): Promise<void> {
  while (!stopping.aborted) {
    const label = randomUUID();
    load.starts.add(label);
    const begin = { path: '/counters', delivery: label, body: { label, n: 0 }, good: 201, stop };
    const begun = await tell<{ instance: { id: string } }>(target, load, begin);
    if (begun === undefined) continue;
    const { id } = begun.body.instance;
    const told: Told = { label, steps: 0 };
    load.instances.set(id, told);
    for (let event = 0; event < eventsEach && !stopping.aborted; event += 1) {
      const step = { path: `/counters/${id}/step`, delivery: randomUUID(), body: {}, good: 200, stop };
      if ((await tell(target, load, step)) !== undefined) told.steps += 1;
      if (rest !== undefined) await pause(rest);
    }
  }
}
