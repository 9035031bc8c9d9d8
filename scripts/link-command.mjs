// Puts the repository's own command where npx looks for it: npm links the commands of dependencies, never of the
// package itself. Runs after every `npm install` and `npm ci` (the `prepare` script), under any Node.
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../node_modules/.bin/', import.meta.url));

await mkdir(bin, { recursive: true });
await rm(`${bin}millrace`, { force: true });
if (process.platform === 'win32') {
  await writeFile(`${bin}millrace.cmd`, `@node "%~dp0..\\..\\bin\\millrace.js" %*\r\n`);
} else {
  await symlink('../../bin/millrace.js', `${bin}millrace`);
}
