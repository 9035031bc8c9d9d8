/** A terminal for tests: keeps what is written. */
import { SimulatedClock } from '../core/clock.ts';
import { createPaint } from './colours.ts';
import type { Output, Terminal } from './terminal.ts';

/** A terminal, and what was written to it so far. */
export interface CapturedTerminal extends Terminal {
  readonly clock: SimulatedClock;
  readonly written: { out: string; err: string };
  /** What Ctrl+C does. */
  interrupt(): void;
  /** Resolves when this stands in standard output. */
  shows(pattern: RegExp): Promise<RegExpExecArray>;
}

/** How the terminal is. */
export interface CapturedOptions {
  readonly folder?: string;
  readonly width?: number;
  readonly input?: string;
  readonly environment?: Terminal['environment'];
}

/** A terminal without colours; interactive where it has a width. */
export function captureTerminal(options: CapturedOptions = {}): CapturedTerminal {
  const { folder = '/', width, input = '', environment = {} } = options;
  const written = { out: '', err: '' };
  const interruption = new AbortController();
  const waiting = new Set<() => void>();
  const output = (to: 'out' | 'err'): Output => ({
    interactive: width !== undefined,
    width,
    paint: createPaint(false),
    write: async (text) => {
      written[to] += text;
      for (const look of waiting) look();
    },
  });
  return {
    out: output('out'),
    err: output('err'),
    input: async () => input,
    environment,
    folder,
    clock: new SimulatedClock('2026-03-01T00:00:00Z'),
    signal: interruption.signal,
    written,
    interrupt: () => interruption.abort(),
    shows: (pattern) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = pattern.exec(written.out);
          if (found === null) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}
