/** Brings `docs/reference/` in line with the declarations, or says which pages are not. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { referencePages } from './reference-pages.ts';

/** The pages that are missing, differ, or belong to nothing any more; paths below `folder`. */
export async function stalePages(folder: string): Promise<readonly string[]> {
  const wanted = referencePages();
  const existing = await filesBelow(folder);
  const differing = [...wanted].filter(([path, text]) => existing.get(path) !== text).map(([path]) => path);
  return [...differing, ...[...existing.keys()].filter((path) => !wanted.has(path))].sort();
}

/** Writes what is stale, removes what belongs to nothing; gives the paths. */
export async function writeReference(folder: string): Promise<readonly string[]> {
  const wanted = referencePages();
  const stale = await stalePages(folder);
  for (const path of stale) {
    const text = wanted.get(path);
    const full = join(folder, path);
    if (text === undefined) await rm(full);
    else {
      await mkdir(dirname(full), { recursive: true });
      await writeFile(full, text);
    }
  }
  return stale;
}

async function filesBelow(folder: string): Promise<ReadonlyMap<string, string>> {
  await mkdir(folder, { recursive: true });
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      files.map(async (file) => [relative(folder, file).split(sep).join('/'), await readFile(file, 'utf8')] as const),
    ),
  );
}
