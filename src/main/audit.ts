/** Wires the audit log: listing, verifying, and the sealer that follows behind. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import type { AuditService } from '../http/audit-service.ts';
import { sealAudit, verifyAudit } from '../store/audit-seal.ts';
import { listAuditEntries } from '../store/audit.ts';
import type { StoreContext } from '../store/open-store.ts';

/** The audit log over a store. */
export function createAudit(store: StoreContext): AuditService {
  return {
    list: (filter) => listAuditEntries(store, filter),
    async verify() {
      // What waits to be sealed is sealed first, so that as much as possible is verified.
      await sealAll(store);
      return verifyAudit(store);
    },
  };
}

async function sealAll(store: StoreContext): Promise<void> {
  while ((await sealAudit(store)) > 0);
}

/** How long an entry waits at most for its seal, in milliseconds. */
const sealEvery = 1000;

/** Seals entries soon after they were written, until it is closed. Every node has one; one at a time seals. */
export function startSealer({ store, clock, logger }: { store: StoreContext; clock: Clock; logger: Logger }): {
  close(): Promise<void>;
} {
  const ending = new AbortController();
  const seal = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      try {
        await sealAll(store);
      } catch (err) {
        logger.warn({ err }, 'the audit log could not be sealed; it will be tried again');
      }
      await pause(clock, sealEvery, ending.signal);
    }
  };
  const going = seal();
  return {
    async close() {
      ending.abort();
      await going;
    },
  };
}
