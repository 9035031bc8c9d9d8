// Finds the Chromium that the browser tests drive, and installs Debian's where that is possible.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './installation.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

function findChromium() {
  if (process.env.MILLRACE_TEST_CHROMIUM) return process.env.MILLRACE_TEST_CHROMIUM;
  const folders = (process.env.PATH ?? '').split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

async function installChromium() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('Installing Chromium for the browser tests (first time only) ...');
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const updated = await run('apt-get', ['update', '-qq'], options);
  if (updated === 0) await run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', 'chromium'], options);
}

/**
 * The environment that tells the tests which browser to drive, or to leave the browser tests out; says so when it does.
 * @returns {Promise<Record<string, string>>}
 */
export async function browserEnvironment() {
  if (process.env.MILLRACE_TEST_SKIP_BROWSER) return {};
  if (findChromium() === undefined) await installChromium();
  const found = findChromium();
  if (found !== undefined) return { MILLRACE_TEST_CHROMIUM: found };
  console.log('No Chromium here and none could be installed: the browser tests are SKIPPED.');
  console.log('Install it (Debian: `apt-get install chromium`) or name one in MILLRACE_TEST_CHROMIUM.');
  return { MILLRACE_TEST_SKIP_BROWSER: '1' };
}
