/** The key that stored secrets are encrypted with: a setting, or a file beside the workspace's own data. */
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { MillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { newSecretKey, parseSecretKey } from '../core/secret-box.ts';

const fileOf = (folder: string): string => path.join(folder, '.millrace', 'secret.key');

/** The key of a workspace; its file is made, for this user alone, where there is none. */
export async function ensureSecretKey(folder: string, setting: Buffer | undefined): Promise<Buffer> {
  if (setting !== undefined) return setting;
  const file = fileOf(folder);
  const found = await readKey(file);
  if (found !== undefined) return found;
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${newId()}`;
  await writeFile(draft, `${newSecretKey().toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    // Whole or not at all; and of two that do this at once, one wins.
    await link(draft, file);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await readKey(file)) ?? unreadable(file, 'It vanished while it was made.');
}

async function readKey(file: string): Promise<Buffer | undefined> {
  let text: string;
  try {
    const { mode } = await stat(file);
    // Others on this machine must not read it; Windows has no such rights.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await chmod(file, 0o600);
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new MillraceError('secret_unreadable', `The key file ${file} cannot be read.`, {
      hint: 'Give it to the user that runs the server, or set MILLRACE_SECRET_KEY.',
      cause: error,
    });
  }
  return parseSecretKey(text.trim()) ?? unreadable(file, 'It does not hold a key of 32 bytes.');
}

function unreadable(file: string, why: string): never {
  throw new MillraceError('secret_unreadable', `The key file ${file} is not right. ${why}`, {
    hint: 'Restore it from a backup. Without the right key, stored secrets have to be set again; then remove the file.',
  });
}
