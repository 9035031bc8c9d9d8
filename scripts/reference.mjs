// `npm run docs`: writes docs/reference/ from the declarations in src/. With --check it writes nothing and fails when a
// page is stale. Runs under any Node.
import { join } from 'node:path';
import { ensureInstalled, run, runScript, toolEnvironment } from './installation.mjs';

await runScript(async () => {
  const node = await ensureInstalled();
  return run(node, [join('scripts', 'reference.ts'), ...process.argv.slice(2)], { env: toolEnvironment() });
});
