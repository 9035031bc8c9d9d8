import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { isId } from '../core/ids.ts';
import { idFloor } from '../store/partitions.ts';
import { type Purged, type Retention, purgeStore, type RetainedKind, retainedKinds } from '../store/retention.ts';
import type { Store } from '../store/open-store.ts';
import { runsGoingOn } from '../store/runs.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { filesFolder } from './run-leftovers.ts';

/** What was purged of one kind; of files also the folders of runs. */
export interface PurgeReport extends Purged {
  readonly folders: number;
}

/** What is purged, and how. */
export interface PurgeParts {
  readonly store: Store;
  readonly live: LiveWorkspace;
  /** True: nothing goes, it is only said what would. */
  readonly dryRun?: boolean;
}

/** What the workspace says about how long things are kept; nothing where it says nothing. */
function retentionOf(live: LiveWorkspace): Retention {
  return live.checked.workspace.settings.retention ?? {};
}

/** Drops what is older than the workspace wants it kept, in the store and among the files of runs on this machine. */
export async function purge({ store, live, dryRun = false }: PurgeParts): Promise<readonly PurgeReport[]> {
  const retention = retentionOf(live);
  const purged = await purgeStore(store, retention, { dryRun });
  const { files } = retention;
  const folders = files === undefined ? 0 : await purgeFolders({ store, live, dryRun }, store.clock.now() - files);
  return purged.map((one) => ({ ...one, folders: one.kind === 'files' ? folders : 0 }));
}

/** Folders of runs, whose names begin with their time. */
async function purgeFolders({ store, live, dryRun }: PurgeParts, before: number): Promise<number> {
  const folder = filesFolder(live.folder);
  const floor = idFloor(before);
  const isThere = await stat(folder).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  if (!isThere) return 0;
  const old = (await readdir(folder)).filter((name) => isId(name) && name < floor);
  const goingOn = new Set(await runsGoingOn(store, old));
  const gone = old.filter((name) => !goingOn.has(name));
  if (dryRun !== true) for (const name of gone) await rm(path.join(folder, name), { recursive: true, force: true });
  return gone.length;
}

/** True where there is anything that is not kept for ever. */
export function hasRetention(live: LiveWorkspace): boolean {
  const retention: Retention = retentionOf(live);
  return retainedKinds.some((kind: RetainedKind) => retention[kind] !== undefined);
}
