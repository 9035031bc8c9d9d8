// `npm start`: from a clean clone to a running server with the example workspace. Runs under any Node.
import { join } from 'node:path';
import { become } from '../bin/modern-node.js';
import { ensureBrowserBuild } from './browser-build.mjs';
import { ensureInstalled, ROOT, runScript, toolEnvironment } from './installation.mjs';

// Known to everybody, so that the example can be called; a workspace of your own has its secrets elsewhere.
const exampleSecrets = { SHOP_HOOK: 'known-to-everybody' };

await runScript(async () => {
  const node = await ensureInstalled();
  await ensureBrowserBuild(node);
  const given = process.argv.slice(2);
  // Who tries the example changes its files, and wants to see what that does.
  const args = given.some((arg) => !arg.startsWith('-')) ? given : [join('examples', 'shop'), '--watch', ...given];
  become(node, [join('src', 'cli.ts'), 'serve', ...args], {
    cwd: ROOT,
    env: { ...exampleSecrets, ...toolEnvironment() },
  });
});
