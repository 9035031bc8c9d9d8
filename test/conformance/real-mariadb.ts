/** A real MariaDB for tests: in a folder of its own, on the loopback address, gone with the tests. */
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import mysql from 'mysql2/promise';

const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/usr/local/sbin'];

/** The server's program; undefined where there is none or it is left out. */
function program(): string | undefined {
  if (process.env['MILLRACE_TEST_SKIP_MARIADB']) return undefined;
  const named = process.env['MILLRACE_TEST_MARIADB'];
  return named ?? folders.map((folder) => path.join(folder, 'mariadbd')).find((file) => existsSync(file));
}

/** Why tests over MariaDB are left out; false where they run. */
export const skipMariadb: string | false =
  program() === undefined ? 'no MariaDB here: apt-get install mariadb-server-core' : false;

/** A server that runs. */
export interface TestMariadb {
  /** Makes a database and gives its address. */
  database(): Promise<{ url: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts a server; `extra` are further options of it. */
export async function startMariadb(extra: readonly string[] = []): Promise<TestMariadb> {
  const found = program() ?? 'mariadbd';
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-mariadb-'));
  const install = folders.map((one) => path.join(one, 'mariadb-install-db')).find((file) => existsSync(file));
  const as = process.getuid?.() === 0 ? ['--user=root'] : [];
  // A server that starts clears the temporary files of its folder away, also those that another is using.
  const temporary = path.join(folder, 'temporary');
  await mkdir(temporary);
  const own = [`--datadir=${path.join(folder, 'data')}`, `--tmpdir=${temporary}`];
  await promisify(execFile)(install ?? 'mariadb-install-db', [
    '--no-defaults',
    ...own,
    '--auth-root-authentication-method=normal',
    '--skip-test-db',
    ...as,
  ]);
  const port = await freePort();
  const server = spawn(
    found,
    [
      '--no-defaults',
      ...own,
      ...as,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${path.join(folder, 'mariadb.sock')}`,
      '--skip-log-bin',
      '--innodb-flush-log-at-trx-commit=0',
      '--innodb-buffer-pool-size=64M',
      // What the kernel allows of asynchronous writing is shared by all servers of the machine.
      '--innodb-use-native-aio=0',
      ...extra,
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  let said = '';
  const ready = new Promise<void>((resolve, reject) => {
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (/ready for connections/.test(said)) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`MariaDB did not start: ${said.slice(-2000)}`)));
  });
  // A test that loses its server says only that: what it died of is what one wants to know.
  const tellOfDeath = (code: number | null, signal: NodeJS.Signals | null): void =>
    console.error(`MariaDB ended (${signal ?? code}): ${said.slice(-2000)}`);
  // Nothing of it may outlive this process.
  const kill = (): void => void server.kill('SIGKILL');
  process.once('exit', kill);
  await ready;
  server.once('exit', tellOfDeath);
  const root = `mysql://root@127.0.0.1:${port}`;
  return {
    database: () => makeDatabase(root),
    async close() {
      process.removeListener('exit', kill);
      server.removeListener('exit', tellOfDeath);
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function makeDatabase(root: string): Promise<{ url: string; close(): Promise<void> }> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const client = await mysql.createConnection(root);
  await client.query(`create database ${name} character set utf8mb4`);
  return {
    url: `${root}/${name}`,
    async close() {
      await client.query(`drop database ${name}`);
      await client.end();
    },
  };
}
