import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { openEmbeddedPostgres } from '../store/embedded-postgres.ts';
import { openStore, type Store } from '../store/open-store.ts';

/** The store of a workspace, and how to let go of it. */
export interface WorkspaceStore {
  readonly store: Store;
  /** True for the PostgreSQL that Millrace brings along. */
  readonly embedded: boolean;
  /** True if this process started the PostgreSQL: then nobody else works on it yet. */
  readonly alone: boolean;
  /** Makes a database beside the store's, for examples; only in the embedded PostgreSQL. Gives its address. */
  createDatabase(name: string): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Opens the store at `databaseUrl`, or else the embedded PostgreSQL of the workspace folder: joined if it runs, started if not. */
export async function openWorkspaceStore(options: {
  readonly folder: string;
  readonly databaseUrl: string | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
}): Promise<WorkspaceStore> {
  const { folder, databaseUrl, clock, logger } = options;
  if (databaseUrl !== undefined) {
    const store = await openStore({ url: databaseUrl, clock, logger });
    return { store, embedded: false, alone: false, createDatabase: async () => undefined, close: () => store.close() };
  }
  const postgres = await openEmbeddedPostgres({ directory: path.join(folder, '.millrace'), clock, logger });
  try {
    const store = await openStore({ url: postgres.url(), clock, logger });
    return {
      store,
      embedded: true,
      alone: !postgres.adopted,
      async createDatabase(name) {
        await postgres.createDatabase(name);
        return postgres.url(name);
      },
      async close() {
        await store.close();
        await postgres.close();
      },
    };
  } catch (error) {
    await postgres.close();
    throw error;
  }
}
