// `npm run build`: emits what is published, dist/, from scratch: JavaScript and types of the server, the files that it
// reads while running (migrations, fonts), and the pages.
import { cp, readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { ensureBrowserBuild } from './browser-build.mjs';
import { ensureInstalled, ROOT, run, runScript, ScriptFailure } from './installation.mjs';

const SOURCE = join(ROOT, 'src');
const TARGET = join(ROOT, 'dist');

async function copyAssets() {
  const entries = await readdir(SOURCE, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const inside = relative(SOURCE, file);
    if (!entry.isFile() || inside.startsWith(`ui${sep}`) || /\.tsx?$/.test(inside)) continue;
    await cp(file, join(TARGET, inside));
  }
}

await runScript(async () => {
  const node = await ensureInstalled();
  await rm(TARGET, { recursive: true, force: true });
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  const code = await run(node, [tsc, '-p', 'tsconfig.build.json']);
  if (code !== 0) throw new ScriptFailure('The server could not be built: see the message above.');
  await copyAssets();
  await ensureBrowserBuild(node, { force: true });
});
