/**
 * Who uses an embedded PostgreSQL. Every user holds the writing end of one named pipe; a small watcher beside the
 * postmaster reads it, and when the last user has gone, by whatever death, the kernel says so and the watcher stops the
 * postmaster. Invariant: a postmaster lives while, and only while, somebody uses it.
 */
import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { promisify } from 'node:util';

const execute = promisify(execFile);

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
  readonly use: FileHandle;
  readonly watch: FileHandle;
}

/** Makes the pipe. */
export async function makeUsersPipe(path: string): Promise<NewPipe> {
  await execute('mkfifo', ['-m', '600', path]);
  const use = await open(path, constants.O_RDWR);
  const watch = await open(path, constants.O_RDONLY);
  return { use, watch };
}

/** Joins the users of a postmaster; undefined when nobody watches the pipe any more. */
export async function joinUsers(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ENXIO' || code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}
