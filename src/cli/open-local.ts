/** Opens a workspace for a command: settings, store, runs. */
import { createLogger } from '../core/logger.ts';
import { Redactor } from '../core/redactor.ts';
import { parseSettings } from '../core/settings.ts';
import type { LiveWorkspace } from '../main/live-workspace.ts';
import { openLocalWorkspace, type LocalWorkspace } from '../main/local-workspace.ts';
import type { Batch } from '../model/value.ts';
import { type Terminal, writeLines } from './terminal.ts';

/** How a command uses a workspace. */
export interface LocalUse {
  readonly live: LiveWorkspace;
  readonly terminal: Terminal;
  /** Takes the records of the last step as they come. */
  take?(batch: Batch): Promise<void>;
  /** True for a command that only looks: it does not set up the workspace. */
  readonly looks?: boolean;
}

/** Does `work` with the store of a workspace, and lets go of it whatever happens. */
export async function withLocal<T>(
  { live, terminal, take, looks = false }: LocalUse,
  work: (local: LocalWorkspace) => Promise<T>,
): Promise<T> {
  const { databaseUrl, secretKey } = parseSettings(terminal.environment);
  const known = new Redactor();
  const local = await openLocalWorkspace({
    live,
    databaseUrl,
    secretKey,
    // What operators want to know belongs to the server's log; a command says it by itself.
    logger: createLogger({ level: 'error', known }),
    known,
    environment: terminal.environment,
    ...(looks ? {} : { settingUp: (chain: string) => void writeLines(terminal.err, [settingUpText(chain)]) }),
    ...(take === undefined ? {} : { take }),
  });
  try {
    return await work(local);
  } finally {
    await local.close();
  }
}

/** What is said while the chains of `setup` run, the first time that a workspace is used. */
export function settingUpText(chain: string): string {
  return `Setting up, this once: ${chain} ..`;
}
