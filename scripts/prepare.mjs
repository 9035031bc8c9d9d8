// Installs what is missing, and nothing else: for CI, and for editors.
import { ensureInstalled, runScript } from './installation.mjs';

await runScript(async () => {
  await ensureInstalled();
});
