// Writes docs/reference/ from the declarations in the code, or (`--check`) says which pages no longer say what the code
// says. Needs a Node that runs TypeScript: `npm run docs`.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { ROOT, runScript, ScriptFailure } from './installation.mjs';

const FOLDER = join(ROOT, 'docs', 'reference');

/**
 * What differs between the pages as they should be and as they are, one sentence each. Keys are paths below
 * docs/reference, values the pages' text.
 * @param {ReadonlyMap<string, string>} wanted
 * @param {ReadonlyMap<string, string>} found
 */
export function stalePages(wanted, found) {
  const missing = [...wanted.keys()].filter((path) => !found.has(path)).map((path) => `${path} is missing`);
  const changed = [...wanted]
    .filter(([path, text]) => found.has(path) && found.get(path) !== text)
    .map(([path]) => `${path} does not say what the code says`);
  const left = [...found.keys()]
    .filter((path) => !wanted.has(path))
    .map((path) => `${path} describes nothing any more`);
  return [...missing, ...changed, ...left];
}

async function pagesOnDisk() {
  const pages = new Map();
  await mkdir(FOLDER, { recursive: true });
  for (const entry of await readdir(FOLDER, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    pages.set(relative(FOLDER, file).split(sep).join('/'), await readFile(file, 'utf8'));
  }
  return pages;
}

async function writePages(wanted) {
  await rm(FOLDER, { recursive: true, force: true });
  for (const [path, text] of wanted) {
    await mkdir(dirname(join(FOLDER, path)), { recursive: true });
    await writeFile(join(FOLDER, path), text);
  }
  console.log(`Wrote ${wanted.size} pages to docs/reference/.`);
}

if (import.meta.filename === process.argv[1]) {
  await runScript(async () => {
    const { referencePages } = await import('../src/cli/reference.ts');
    const wanted = await referencePages();
    if (!process.argv.includes('--check')) return writePages(wanted);
    const stale = stalePages(wanted, await pagesOnDisk());
    if (stale.length > 0)
      throw new ScriptFailure(`docs/reference: ${stale.join('; ')}.\nRun \`npm run docs\` and commit.`);
  });
}
