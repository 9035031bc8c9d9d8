/**
 * Who uses an embedded PostgreSQL. Every user holds the writing end of one named pipe; a small watcher beside the
 * postmaster reads it, and when the last user has gone, by whatever death, the kernel says so and the watcher stops the
 * postmaster. Invariant: a postmaster lives while, and only while, somebody uses it.
 */
import { execFile } from 'node:child_process';
import { close, constants, open } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newId } from '../core/ids.ts';

const execute = promisify(execFile);
const openDescriptor = promisify(open);

/** Closes an end of a pipe. Ends are plain descriptors: a FileHandle that nobody refers to would close by itself. */
export const closeEnd = promisify(close);

/**
 * The watcher, and then the postmaster in the shell's place, so that its process id is the shell's. The pipe is removed
 * before the second look: who came in between keeps the postmaster alive, and nobody can come after.
 */
export const watchedPostmaster = `
pipe=$1; shift
(
  cat <&3 >/dev/null
  rm -f "$pipe"
  cat <&3 >/dev/null
  { read -r pid <postmaster.pid; } 2>/dev/null
  if [ "$pid" = "$$" ]; then kill -INT $$; fi
  exit 0
) &
exec "$@" 3<&-
`;

/** Both ends of a new pipe: `use` keeps the postmaster alive, `watch` is for the watcher. */
export interface NewPipe {
  readonly path: string;
  readonly use: number;
  readonly watch: number;
}

const PREFIX = 'users.';

/** Makes a pipe in the data directory. */
export async function makeUsersPipe(data: string): Promise<NewPipe> {
  const path = join(data, `${PREFIX}${newId()}`);
  await execute('mkfifo', ['-m', '600', path]);
  const use = await openDescriptor(path, constants.O_RDWR);
  const watch = await openDescriptor(path, constants.O_RDONLY);
  return { path, use, watch };
}

/** Both ends of the pipe of a postmaster that has died under its users; undefined when it has none left. */
export async function watchUsersPipe(path: string): Promise<NewPipe | undefined> {
  const use = await joinUsers(path);
  if (use === undefined) return undefined;
  try {
    return { path, use, watch: await openDescriptor(path, constants.O_RDONLY) };
  } catch (thrown) {
    await closeEnd(use);
    // The last of the others left between our two looks, and took the pipe with them.
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Joins the users of a postmaster; undefined when nobody watches the pipe any more. */
export async function joinUsers(path: string): Promise<number | undefined> {
  try {
    return await openDescriptor(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENXIO' || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}

/** True when somebody uses, starts or is about to stop a postmaster on this data. */
export async function isWatched(data: string): Promise<boolean> {
  const pipes = (await readdir(data)).filter((name) => name.startsWith(PREFIX));
  for (const pipe of pipes) {
    const end = await joinUsers(join(data, pipe));
    if (end === undefined) continue;
    await closeEnd(end);
    return true;
  }
  return false;
}
