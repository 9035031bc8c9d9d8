import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { completeRequest, inputRecords } from '../engine/run/run-values.ts';
import type { RunRequest } from '../model/run.ts';
import type { RunChange, RunOrder, RunService } from './run-service.ts';
import type { RunStore } from './run-store.ts';
import type { StopReason } from './runner-protocol.ts';

/** What the service is made of. */
export interface RunServiceOptions {
  readonly store: RunStore;
  readonly clock: Clock;
  /** The zone of the workspace now. */
  zone(): string;
  /** The chain as it is now; throws `not_found`, or what is wrong with it. */
  chain(name: string): CheckedChain;
  /** Where a file of a run lies; undefined if the name leads elsewhere. */
  filePath(run: string, name: string): string | undefined;
  /** Stops a run on this node; false if it does not run here. */
  stop(run: string, reason: StopReason): boolean;
  readonly changes: RunChanges;
}

/** Those who want to know of changes, and a way to tell them. */
export class RunChanges {
  readonly #listeners = new Set<(change: RunChange) => void>();

  tell(change: RunChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  follow(listener: (change: RunChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** The run service over a store. */
export function createRunService(options: RunServiceOptions): RunService {
  const { store, changes } = options;
  return {
    start: (order) => startRun(order, options),
    async cancel(id, by) {
      const run = await store.get(id);
      if (run === undefined || run.state === 'ended') return false;
      await store.requestCancel(id, by);
      // Also one that was still queued: it may wait for memory here.
      options.stop(id, { code: 'cancelled', message: 'A person stopped the run.' });
      return true;
    },
    get: (id) => store.get(id),
    list: (filter) => store.list(filter),
    logs: (id, page) => store.logs(id, page),
    rejects: (id) => store.rejects(id),
    async file(id, name) {
      const file = (await store.get(id))?.files.find((each) => each.name === name);
      const path = file === undefined ? undefined : options.filePath(id, name);
      return file === undefined || path === undefined ? undefined : { ...file, path };
    },
    mails: (filter) => store.mails(filter),
    mailSource: (id) => store.mailSource(id),
    follow: (listener) => changes.follow(listener),
  };
}

async function startRun(order: RunOrder, options: RunServiceOptions) {
  const chain = options.chain(order.chain);
  const request = requestOf(order, { chain, zone: options.zone(), now: options.clock.now() });
  const record = await options.store.queue(request, chain.limits.timeout);
  options.changes.tell({ kind: 'state', run: request.id, chain: chain.name, state: 'queued' });
  return record;
}

/**
 * The request of a run that somebody orders. Throws `invalid_input` with issues while the caller still waits; the run
 * itself checks again.
 */
export function requestOf(
  order: RunOrder,
  { chain, zone, now }: { chain: CheckedChain; zone: string; now: number },
): RunRequest {
  const id = newId();
  const { parameters, input, principal, trigger, dryRun = false } = order;
  const given = { id, chain: chain.name, parameters, principal, trigger, effectId: id, dryRun, zone, now };
  const request = completeRequest(chain, input === undefined ? given : { ...given, input });
  inputRecords(chain, request);
  return request;
}
