// Finds a Node that runs TypeScript directly, and runs a program with it. Plain JavaScript without dependencies: this
// is read by whatever Node the system has, before and after anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

/** The first Node whose type stripping needs no flag: major and minor. */
export const OLDEST_NODE = [22, 18];

/**
 * Whether a Node of this version runs TypeScript directly.
 * @param {string} version `v24.1.0` or `24.1.0`
 */
export function isModern(version) {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  return major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
}

function versionOf(command) {
  const { status, stdout } = spawnSync(command, ['--version'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/**
 * The path of a modern Node: the running one where it is new enough, else the one that is installed with the packages
 * below `root`. Undefined when there is none.
 * @param {string} root folder that holds `node_modules`
 */
export function findModernNode(root) {
  if (isModern(process.versions.node)) return process.execPath;
  const installed = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const version = versionOf(installed);
  return version !== undefined && isModern(version) ? installed : undefined;
}

/** What to tell somebody who has no modern Node. */
export function noModernNode() {
  return (
    `Millrace needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.version}, and node_modules holds no newer one.\n` +
    'Run `npm ci` (it brings a Node 24 of its own; its install script must be allowed to run), or install Node 24.'
  );
}

/**
 * Runs a command in this process group with our standard streams, hands on the signals that end a process, and ends
 * this process as the command ended: with its exit code, or by its signal.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions} [options]
 */
export function become(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  const forward = (signal) => {
    // A terminal has sent Ctrl+C to the whole group already; twice would mean "now, without cleaning up".
    if (signal === 'SIGINT' && process.stdin.isTTY) return;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, forward);
  process.on('exit', () => child.kill());
  child.on('error', (error) => {
    console.error(`Cannot start ${command}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    for (const one of signals) process.off(one, forward);
    process.kill(process.pid, signal);
    // Where a signal cannot end us (Windows), the shell's convention says the same.
    setTimeout(() => process.exit(128 + (constants.signals[signal] ?? 0)), 100);
  });
}
