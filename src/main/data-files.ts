/** The files below `data/` that a pattern means, as they are now. */
import { lstat, readdir } from 'node:fs/promises';
import path from 'node:path';
import { MillraceError, messageOf } from '../core/errors.ts';
import type { FoundFile } from '../model/trigger-look.ts';

/** The folder of a pattern that has no wildcards in it: `data/inbox` of `data/inbox/*.csv`. */
function folderOf(pattern: string): string {
  const parts = pattern.split('/');
  const wild = parts.findIndex((part) => /[*?[{(!+@]/.test(part));
  return parts.slice(0, wild < 0 ? -1 : Math.min(wild, parts.length - 1)).join('/');
}

/**
 * The files of a pattern, which begins with `data/`. Only plain files: a link may lead out of the workspace. Names that begin
 * with a dot are left out: they are those of files that somebody still writes.
 */
export async function findDataFiles(workspace: string, pattern: string): Promise<readonly FoundFile[]> {
  const folder = folderOf(pattern);
  const isDeep = pattern.slice(folder.length + 1).includes('/');
  const entries = await entriesOf(workspace, folder, isDeep);
  const names = entries.flatMap((entry) => {
    if (!entry.isFile() || entry.name.startsWith('.')) return [];
    const name = path.relative(workspace, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
    return path.posix.matchesGlob(name, pattern) ? [name] : [];
  });
  const found: FoundFile[] = [];
  for (const name of names) found.push(...(await statOf(workspace, name)));
  return found;
}

async function entriesOf(workspace: string, folder: string, recursive: boolean) {
  try {
    return await readdir(path.join(workspace, folder), { withFileTypes: true, recursive });
  } catch (cause) {
    const isThere = !(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT');
    throw new MillraceError(
      'file_not_found',
      isThere ? `The folder ${folder} cannot be read: ${messageOf(cause)}` : `There is no folder ${folder}.`,
      { hint: 'Make it, or correct `path` of the trigger.', cause },
    );
  }
}

/** A file may be gone before anybody asks for its size. */
async function statOf(workspace: string, name: string): Promise<readonly FoundFile[]> {
  try {
    const { size, mtimeNs } = await lstat(path.join(workspace, name), { bigint: true });
    return [{ path: name, size: Number(size), modified: Number(mtimeNs / 1000n) }];
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return [];
    throw thrown;
  }
}
