// Finds the MariaDB server that the tests of SQL run over, and installs Debian's where that is possible.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './installation.mjs';

/** Debian keeps servers where only root looks. */
const FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin'];

function findMariadb() {
  if (process.env.MILLRACE_TEST_MARIADB) return process.env.MILLRACE_TEST_MARIADB;
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...FOLDERS];
  return folders.map((folder) => join(folder, 'mariadbd')).find((path) => existsSync(path));
}

async function installMariadb() {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return;
  console.log('Installing MariaDB for the tests of SQL (first time only) ...');
  const options = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  };
  const updated = await run('apt-get', ['update', '-qq'], options);
  // The core alone: no service is set up that would run from now on.
  const packages = ['mariadb-server-core', 'mariadb-client-core'];
  if (updated === 0) await run('apt-get', ['install', '-qq', '-y', '--no-install-recommends', ...packages], options);
}

/**
 * The environment that tells the tests which MariaDB to start, or to leave it out; says so when it does.
 * @returns {Promise<Record<string, string>>}
 */
export async function mariadbEnvironment() {
  if (process.env.MILLRACE_TEST_SKIP_MARIADB) return {};
  if (findMariadb() === undefined) await installMariadb();
  const found = findMariadb();
  if (found !== undefined) return { MILLRACE_TEST_MARIADB: found };
  console.log('No MariaDB here and none could be installed: its tests are SKIPPED.');
  console.log('Install it (Debian: `apt-get install mariadb-server-core`) or name mariadbd in MILLRACE_TEST_MARIADB.');
  return { MILLRACE_TEST_SKIP_MARIADB: '1' };
}
