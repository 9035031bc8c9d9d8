import { createRequire } from 'node:module';
import path from 'node:path';
import { MillraceError } from '../core/errors.ts';
import { guestSource } from './guest.ts';

/** How a process is started. */
interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

const require = createRequire(import.meta.url);

const mebibyte = 1024 * 1024;

/** The addon that makes isolates, as a file; `not_supported` where there is none for this machine. */
export function findIsolation(): string {
  try {
    const folder = path.dirname(require.resolve('isolated-vm/package.json'));
    // The loader of the package is known to the package alone.
    const loader = createRequire(path.join(folder, 'package.json'))('node-gyp-build') as {
      path(folder: string): string;
    };
    return loader.path(folder);
  } catch (cause) {
    throw new MillraceError('not_supported', 'Scripts cannot run on this machine: there is no isolated-vm for it.', {
      hint: 'It comes ready for Node 24 on Linux, macOS (arm64) and Windows (x64); npm leaves it out when an older Node runs `npm ci`: do that with Node 24.',
      cause,
    });
  }
}

/** The resident size that a guest may reach: Node itself, the isolate twice over while it collects, and records. */
export function ceilingFor(memory: number): number {
  return 128 * mebibyte + 2 * memory;
}

/** The command of a guest process with so many bytes for its isolate. */
export function guestCommand(isolation: string, memory: number): Command {
  const args = [
    '--no-warnings',
    // No machine code made at run time: most ways out of V8 lead through its compilers.
    '--jitless',
    '--disallow-code-generation-from-strings',
    '--permission',
    '--allow-addons',
    `--allow-fs-read=${isolation}`,
    '--eval',
    guestSource(),
    isolation,
  ];
  return process.platform === 'win32' ? { file: process.execPath, args } : walled(args, memory);
}

/**
 * The same behind what the kernel holds: no file may grow, no core is written, memory ends, and there is no network where
 * the kernel lets us take it away. A limit that a system does not know is left out.
 */
function walled(args: readonly string[], memory: number): Command {
  const kilobytes = Math.ceil(ceilingFor(memory) / 1024) + 256 * 1024;
  const script = [
    'ulimit -c 0',
    'ulimit -f 0',
    'ulimit -n 64',
    `ulimit -d ${kilobytes}`,
    'if unshare -n true; then exec unshare -n "$@"; fi',
    'if unshare -rn true; then exec unshare -rn "$@"; fi',
    'exec "$@"',
  ].join(' 2>/dev/null\n');
  return { file: '/bin/sh', args: ['-c', script, 'sh', process.execPath, ...args] };
}
