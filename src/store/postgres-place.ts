/**
 * Where PostgreSQL's programs and data lie and as whom it runs. PostgreSQL refuses to run as root, so root hands it to
 * another account; an account that cannot reach the workspace (a home directory, a private temporary folder) gets the
 * programs and the data below /var/lib/millrace instead, with a note where the data would have been.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, chown, cp, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { promisify } from 'node:util';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { binariesIn, type PostgresBinaries } from './postgres-binaries.ts';

const execute = promisify(execFile);

/** The account that PostgreSQL runs as, where it is not our own. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/** Where everything of one embedded PostgreSQL is. */
export interface PostgresPlace {
  readonly account: Account | undefined;
  readonly binaries: PostgresBinaries;
  /** PostgreSQL's data directory; need not exist yet, but its parent does and belongs to the account. */
  readonly data: string;
}

/** Where data of root's workspaces goes that the account cannot reach. */
const SHARED_HOME = '/var/lib/millrace';

async function findAccount(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all(['-u', '-g'].map((flag) => execute('id', [flag, name])));
    return { uid: Number(uid?.stdout), gid: Number(gid?.stdout) };
  } catch {
    // `id` fails for a name that does not exist, which is the answer.
    return undefined;
  }
}

async function createAccount(): Promise<Account> {
  try {
    await execute('useradd', ['--system', '--no-create-home', '--user-group', 'millrace']);
  } catch (cause) {
    throw new MillraceError(
      'store_unavailable',
      'PostgreSQL does not run as root, and no account could be made for it.',
      {
        hint: 'Start Millrace as another user, make a user `millrace`, or set DATABASE_URL.',
        cause,
      },
    );
  }
  const account = await findAccount('millrace');
  if (account) return account;
  throw new MillraceError('store_unavailable', 'The account `millrace` was made but cannot be found.');
}

async function canReach(account: Account, path: string): Promise<boolean> {
  try {
    await execute('/bin/sh', ['-c', 'test -x "$1"', 'sh', path], { ...account, cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

/** Copies the programs to where the account can run them; a second process that does the same loses and uses ours. */
async function copyBinaries(binaries: PostgresBinaries): Promise<PostgresBinaries> {
  const home = join(SHARED_HOME, `postgresql-${binaries.version}`);
  if (!(await exists(home))) {
    const draft = `${home}.${newId()}`;
    await cp(binaries.home, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, home).catch(() => rm(draft, { recursive: true }));
  }
  return binariesIn(home, binaries.version);
}

/** Removes data whose workspace was in the folder for temporary files and is gone; of others nobody can be sure. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(SHARED_HOME)) {
    const note = await readFile(join(SHARED_HOME, name, 'workspace'), 'utf8').catch(() => '');
    const workspace = note.trim();
    if (!workspace.startsWith(`${tmpdir()}${sep}`) || (await exists(dirname(workspace)))) continue;
    await rm(join(SHARED_HOME, name), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}

async function farFolder(directory: string): Promise<string> {
  const hash = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const folder = join(SHARED_HOME, hash);
  await mkdir(folder, { recursive: true, mode: 0o711 });
  await writeFile(join(folder, 'workspace'), `${directory}\n`);
  await writeFile(join(directory, 'postgres-is-elsewhere'), `${join(folder, 'postgres')}\n`);
  return folder;
}

/** Decides on account, programs and data for the embedded PostgreSQL kept in `directory`. */
export async function choosePlace(directory: string, binaries: PostgresBinaries): Promise<PostgresPlace> {
  await mkdir(directory, { recursive: true, mode: 0o711 });
  const real = await realpath(directory);
  if (process.getuid?.() !== 0) return { account: undefined, binaries, data: join(real, 'postgres') };
  const account = (await findAccount('millrace')) ?? (await findAccount('postgres')) ?? (await createAccount());
  await chmod(real, 0o711);
  const [near, runnable] = await Promise.all([canReach(account, real), canReach(account, binaries.postgres)]);
  if (!near || !runnable) {
    await mkdir(SHARED_HOME, { recursive: true });
    await chmod(SHARED_HOME, 0o755);
    await removeAbandoned();
  }
  const folder = near ? real : await farFolder(real);
  return { account, binaries: runnable ? binaries : await copyBinaries(binaries), data: join(folder, 'postgres') };
}

/** Makes a directory that belongs to the account alone. */
export async function makePrivate(path: string, account: Account | undefined): Promise<void> {
  await mkdir(path, { mode: 0o700 });
  if (account) await chown(path, account.uid, account.gid);
}
