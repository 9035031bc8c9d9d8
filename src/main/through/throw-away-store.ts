/** A store for what contexts must write down while tests go through them, and that nobody needs afterwards. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../core/clock.ts';
import { silentLogger } from '../../core/logger.ts';
import { openEmbeddedPostgres } from '../../store/embedded-postgres.ts';
import { openStore, type Store } from '../../store/open-store.ts';

/** Nobody needs it after a power cut. */
const settings = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

/** A store, and a folder for files. */
export interface ThrowAway {
  readonly store: Store;
  readonly folder: string;
}

/** Does something with a store of its own, in a PostgreSQL of its own; both are gone afterwards. */
export async function withThrowAway<T>(work: (use: ThrowAway) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-through-'));
  const [clock, logger] = [systemClock, silentLogger];
  try {
    // PostgreSQL does not run as root: the account that it then has must get through to its own folder.
    await chmod(folder, 0o711);
    const postgres = await openEmbeddedPostgres({ directory: path.join(folder, 'store'), logger, clock, settings });
    try {
      const store = await openStore({ url: postgres.url(), clock, logger });
      try {
        return await work({ store, folder });
      } finally {
        await store.close();
      }
    } finally {
      await postgres.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
