// Builds the browser part into dist/ui when its sources are newer than what was built.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run, ScriptFailure, toolEnvironment } from './installation.mjs';

const TARGET = join(ROOT, 'dist', 'ui');
const STAMP = join(ROOT, 'dist', 'ui.sources');

/** Besides the pages themselves: what else decides what is built. */
const CONFIGURATION = ['package-lock.json', 'vite.config.ts', 'tsconfig.ui.json'];

async function sources() {
  const entries = await readdir(join(ROOT, 'src', 'ui'), { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    // `parentPath` is `path` in the Nodes before 20.12.
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return [...files.sort(), ...CONFIGURATION.map((name) => join(ROOT, name))];
}

async function sourcesHash() {
  const hash = createHash('sha256');
  for (const file of await sources())
    hash
      .update(file.slice(ROOT.length))
      .update('\0')
      .update(await readFile(file));
  return hash.digest('hex');
}

async function isFresh(hash) {
  if (!existsSync(join(TARGET, 'index.html')) || !existsSync(STAMP)) return false;
  return (await readFile(STAMP, 'utf8')) === hash;
}

/**
 * Builds the pages where they are stale. They are built beside the old ones and then take their place, so that a server
 * that is running never serves half of them.
 * @param {string} node path of a modern Node
 * @param {{force?: boolean}} [options]
 */
export async function ensureBrowserBuild(node, { force = false } = {}) {
  const hash = await sourcesHash();
  if (!force && (await isFresh(hash))) return;
  console.log('Building the pages ...');
  const next = `${TARGET}.${process.pid}`;
  const vite = join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--logLevel', 'warn', '--emptyOutDir', '--outDir', next];
  const code = await run(node, args, { env: toolEnvironment() });
  if (code !== 0) {
    await rm(next, { recursive: true, force: true });
    throw new ScriptFailure('The pages could not be built: see the message above.');
  }
  await mkdir(join(ROOT, 'dist'), { recursive: true });
  await rm(STAMP, { force: true });
  await rm(TARGET, { recursive: true, force: true });
  await rename(next, TARGET);
  await writeFile(STAMP, hash);
}
