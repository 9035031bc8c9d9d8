// `npm test`: everything that can be shown about Millrace on this machine. Installs what is missing first, so that it
// works on a clean clone. Arguments that are no options replace the files: `npm test -- src/core/ids.test.ts`.
import { availableParallelism } from 'node:os';
import { ensureBrowserBuild } from './browser-build.mjs';
import { browserEnvironment } from './browser-program.mjs';
import { ensureInstalled, run, runScript, toolEnvironment } from './installation.mjs';
import { mariadbEnvironment } from './mariadb-program.mjs';

const FILES = ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts', 'scripts/**/*.test.mjs'];

/** A test that takes longer hangs: the slowest, a browser that walks through the pages, takes a tenth of it. */
const LONGEST_TEST = 300_000;

await runScript(async () => {
  const node = await ensureInstalled();
  await ensureBrowserBuild(node);
  const given = process.argv.slice(2);
  const options = given.filter((arg) => arg.startsWith('-'));
  const files = given.filter((arg) => !arg.startsWith('-'));
  const args = [
    '--test',
    '--test-reporter=./scripts/test-reporter.mjs',
    // Many files start a PostgreSQL or a browser: a few at once work while others wait; more only wait for each other.
    `--test-concurrency=${Math.max(3, Math.floor(availableParallelism() / 2))}`,
    `--test-timeout=${LONGEST_TEST}`,
    ...options,
    ...(files.length > 0 ? files : FILES),
  ];
  return run(node, args, {
    env: toolEnvironment({ ...(await browserEnvironment()), ...(await mariadbEnvironment()) }),
  });
});
