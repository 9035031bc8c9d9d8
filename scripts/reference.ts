// Writes docs/reference/, or says which of its pages are stale; see reference.mjs.
import { fileURLToPath } from 'node:url';
import { stalePages, writeReference } from '../src/cli/reference/write-reference.ts';

const folder = fileURLToPath(new URL('../docs/reference', import.meta.url));
const checks = process.argv.includes('--check');
const stale = checks ? await stalePages(folder) : await writeReference(folder);

for (const path of stale) console.log(`${checks ? 'stale' : 'wrote'} docs/reference/${path}`);
if (checks && stale.length > 0) {
  console.log('Run `npm run docs` and commit what it writes.');
  process.exitCode = 1;
}
