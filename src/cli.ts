/** The process: what was typed, the environment, the streams and exit codes. Nothing else touches them. */
import { readFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { text } from 'node:stream/consumers';
import type { WriteStream } from 'node:tty';
import { createPaint, wantsColours } from './cli/colours.ts';
import type { Output, Terminal } from './cli/terminal.ts';
import { systemClock } from './core/clock.ts';

function outputOf(stream: WriteStream): Output {
  const interactive = stream.isTTY === true;
  return {
    interactive,
    get width() {
      return interactive ? stream.columns || 80 : undefined;
    },
    paint: createPaint(wantsColours(interactive, process.env)),
    write: (chunk) => new Promise((resolve) => void stream.write(chunk, () => resolve())),
  };
}

/** Ends the process quietly when whoever reads our output (`| head`) has gone. */
function endWithReader(stream: WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

/** Ctrl+C asks politely once; the second time the process ends at once. */
function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return controller.signal;
}

function versionOfPackage(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}

/** Halves the time to start, from the second start on; runner processes inherit it. */
function rememberCompiledCode(): void {
  const { directory } = enableCompileCache();
  if (directory !== undefined) process.env['NODE_COMPILE_CACHE'] ??= directory;
}

endWithReader(process.stdout);
endWithReader(process.stderr);
const terminal: Terminal = {
  out: outputOf(process.stdout),
  err: outputOf(process.stderr),
  input: () => text(process.stdin),
  environment: process.env,
  folder: process.cwd(),
  clock: systemClock,
  signal: interruptSignal(),
};
rememberCompiledCode();
// Only what is imported from here on is remembered.
const { runCommandLine } = await import('./cli/command-line.ts');
const code = await runCommandLine({ typed: process.argv.slice(2), version: versionOfPackage() }, terminal);
// What was interrupted may have left a connection that does not let itself be closed.
if (terminal.signal.aborted) process.exit(code);
process.exitCode = code;
