/** A terminal for tests: keeps what is written. */
import { SimulatedClock } from '../core/clock.ts';
import { createPaint } from './colours.ts';
import type { Output, Terminal } from './terminal.ts';

/** A terminal, and what was written to it so far. */
export interface CapturedTerminal extends Terminal {
  readonly clock: SimulatedClock;
  readonly written: { out: string; err: string };
}

/** How the terminal is. */
export interface CapturedOptions {
  readonly folder?: string;
  readonly width?: number;
  readonly input?: string;
}

/** A terminal without colours; interactive where it has a width. */
export function captureTerminal({ folder = '/', width, input = '' }: CapturedOptions = {}): CapturedTerminal {
  const written = { out: '', err: '' };
  const output = (to: 'out' | 'err'): Output => ({
    interactive: width !== undefined,
    width,
    paint: createPaint(false),
    write: async (text) => {
      written[to] += text;
    },
  });
  return {
    out: output('out'),
    err: output('err'),
    input: async () => input,
    environment: {},
    folder,
    clock: new SimulatedClock('2026-03-01T00:00:00Z'),
    signal: new AbortController().signal,
    written,
  };
}
