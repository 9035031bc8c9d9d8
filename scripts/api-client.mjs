// Writes the types of the pages' API client from the routes of the server, or (`--check`) says that they are stale.
// Needs a Node that runs TypeScript: `npm run api`.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTypescript, { astToString } from 'openapi-typescript';
import { ROOT, runScript, ScriptFailure } from './installation.mjs';

const FILE = join(ROOT, 'src', 'ui', 'api', 'generated.d.ts');

const HEAD = '// Written by `npm run api` from the routes of the server: do not edit.\n';

/** The OpenAPI document of the server. Describing it asks nothing of its services. */
async function openApi() {
  const { createServer } = await import('../src/http/server.ts');
  const { systemClock } = await import('../src/core/clock.ts');
  const { silentLogger } = await import('../src/core/logger.ts');
  const runs = { follow: () => () => undefined };
  const others = { datasets: runs, workflows: runs };
  const server = await createServer({ clock: systemClock, logger: silentLogger, version: '1', runs, ...others });
  await server.ready();
  const document = server.swagger();
  await server.close();
  return document;
}

/** The types as they should be. */
export async function apiTypes() {
  return HEAD + astToString(await openapiTypescript(await openApi(), { alphabetize: true }));
}

if (import.meta.filename === process.argv[1]) {
  await runScript(async () => {
    const wanted = await apiTypes();
    if (!process.argv.includes('--check')) return writeFile(FILE, wanted);
    const found = await readFile(FILE, 'utf8').catch(() => '');
    if (found !== wanted)
      throw new ScriptFailure(
        'src/ui/api/generated.d.ts does not say what the routes say.\nRun `npm run api` and commit.',
      );
  });
}
