import { glob, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from '../core/logger.ts';
import { draftPrefix, scratchPrefix } from '../engine/run/local-run-files.ts';

/** The folder of all files of runs of a workspace. */
export function filesFolder(workspace: string): string {
  return path.join(workspace, '.millrace', 'files');
}

/**
 * Removes the drafts and temporary files of a run whose process was killed; nobody else could do it any more. What cannot
 * be removed is logged: it harms no run.
 */
export async function removeLeftovers(
  run: string,
  { folder, logger }: { folder: string; logger: Logger },
): Promise<void> {
  const [data, own] = [path.join(folder, 'data'), path.join(filesFolder(folder), run)];
  try {
    await removeMatches(data, [`**/${draftPrefix(run)}*`]);
    await removeMatches(own, [`**/${draftPrefix(run)}*`, `${scratchPrefix}*`]);
  } catch (error) {
    logger.warn({ err: error, run }, 'temporary files of a run that was killed could not be removed');
  }
}

async function removeMatches(folder: string, patterns: readonly string[]): Promise<void> {
  for await (const name of glob(patterns, { cwd: folder }))
    await rm(path.join(folder, name), { recursive: true, force: true });
}
