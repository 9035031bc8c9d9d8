// Brings node_modules in line with package-lock.json. Runs under any Node with nothing installed, so it may import
// only Node's own modules.
import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findModernNode, noModernNode } from '../bin/modern-node.js';

/** The repository's folder. */
export const ROOT = fileURLToPath(new URL('..', import.meta.url));

const BIN = join(ROOT, 'node_modules', '.bin');

/** npm's own record of what is installed. */
const RECORD = join(ROOT, 'node_modules', '.package-lock.json');

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** An expected end of a script: its message is all that the person needs. */
export class ScriptFailure extends Error {}

/**
 * The packages that the lock asks for and the installation does not have in that version. A package that is optional
 * may be missing (it belongs to another platform), but not be there in another version.
 * @param {{packages?: Record<string, {version?: string, optional?: boolean, devOptional?: boolean, link?: boolean}>}} lock
 * @param {{packages?: Record<string, {version?: string}>}} installed npm's own record, node_modules/.package-lock.json
 */
export function missingPackages(lock, installed) {
  return Object.entries(lock.packages ?? {})
    .filter(([path, wanted]) => {
      if (path === '' || wanted.link) return false;
      const found = installed.packages?.[path];
      return found === undefined ? !(wanted.optional || wanted.devOptional) : found.version !== wanted.version;
    })
    .map(([path, wanted]) => `${path.replace(/^.*node_modules\//, '')}@${wanted.version}`);
}

/**
 * Optional packages for every platform that npm left out, since the Node that it runs with is too old for them.
 * @param {{packages?: Record<string, {optional?: boolean, engines?: {node?: string}, os?: string[], cpu?: string[]}>}} lock
 * @param {{packages?: Record<string, unknown>}} installed npm's own record, node_modules/.package-lock.json
 */
export function leftOutPackages(lock, installed) {
  return Object.entries(lock.packages ?? {})
    .filter(
      ([path, wanted]) =>
        wanted.optional && wanted.engines?.node && !wanted.os && !wanted.cpu && !installed.packages?.[path],
    )
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
}

async function readJson(path) {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw new ScriptFailure(`${path} cannot be read: ${error.message}`);
  }
}

/** The environment for a child: our own commands, the modern Node among them, are found first. */
export function toolEnvironment(extra = {}) {
  return { ...process.env, PATH: `${BIN}${delimiter}${process.env.PATH ?? ''}`, ...extra };
}

// npm must not run with a Node that it is about to delete.
function environmentOutside() {
  const path = (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.startsWith(join(ROOT, 'node_modules')));
  return { ...process.env, PATH: path.join(delimiter) };
}

/**
 * Runs a command to its end with our standard streams; resolves to its exit code. A signal that is to end us ends the
 * command first, and then us.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & {endWith?: NodeJS.Signals}} [options] `endWith`: the signal that
 *   the command gets instead of ours, for one that would go on
 * @returns {Promise<number>}
 */
export function run(command, args, { endWith, ...options } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: 'inherit', ...options });
    let ending;
    const end = (signal) => {
      ending = signal;
      child.kill(endWith ?? signal);
    };
    for (const signal of ENDING) process.on(signal, end);
    const settle = (action) => {
      for (const signal of ENDING) process.off(signal, end);
      if (ending === undefined) action();
      else process.kill(process.pid, ending);
    };
    child.on('error', (error) => settle(() => reject(new ScriptFailure(`Cannot start ${command}: ${error.message}`))));
    child.on('exit', (code) => settle(() => resolve(code ?? 1)));
  });
}

async function install() {
  // npm writes its record when all is done: an installation that is broken off has none, and is begun again.
  await rm(RECORD, { force: true });
  const code = await run('npm', ['ci', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], {
    env: environmentOutside(),
    // `npm` is a batch file on Windows.
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
    // npm goes on installing after the signals that ask it to end.
    endWith: 'SIGKILL',
  });
  if (code !== 0) throw new ScriptFailure('`npm ci` failed: see its message above, then try again.');
}

/** Lets npm look again with our own Node; a package that cannot be installed here stays out, and its step says so. */
async function installLeftOut(lock) {
  const installed = await readJson(RECORD);
  if (installed === undefined || leftOutPackages(lock, installed).length === 0) return;
  await run('npm', ['install', '--no-save', '--include=dev', '--loglevel=error', '--no-audit', '--no-fund'], {
    env: toolEnvironment(),
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
    endWith: 'SIGKILL',
  });
}

/**
 * Installs what the lock asks for where it is not there, and resolves to the path of a Node that runs TypeScript.
 * @returns {Promise<string>}
 */
export async function ensureInstalled() {
  const lock = await readJson(join(ROOT, 'package-lock.json'));
  if (lock === undefined)
    throw new ScriptFailure('package-lock.json is missing: this is not a whole copy of Millrace.');
  const installed = await readJson(RECORD);
  if (installed === undefined || missingPackages(lock, installed).length > 0) {
    const why = installed === undefined ? 'first start only, about a minute' : 'package-lock.json has changed';
    console.log(`Installing dependencies (${why}) ...`);
    await install();
    await installLeftOut(lock);
  }
  const node = findModernNode(ROOT);
  if (node === undefined) throw new ScriptFailure(noModernNode());
  return node;
}

/**
 * Runs a script's main function; an expected failure is told in its own words, any other with its stack.
 * @param {() => Promise<number | void>} main resolves to an exit code
 */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    if (!(error instanceof ScriptFailure)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
