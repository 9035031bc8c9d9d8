/** The progress of long work: one line that is rewritten on a terminal, now and then a plain line elsewhere. */
import type { Clock } from '../core/clock.ts';
import { formatDuration } from '../model/duration.ts';
import type { Output } from './terminal.ts';
import { truncateText } from './text-width.ts';

const clearLine = '\r\u001b[2K';
const everyOnTerminal = 100;
const everyElsewhere = 10_000;

/** Shows how far a work has come; times in milliseconds. */
export class ProgressLine {
  readonly #output: Output;
  readonly #clock: Clock;
  readonly #started: number;
  #shown: number;
  #open = false;

  constructor(output: Output, clock: Clock) {
    this.#output = output;
    this.#clock = clock;
    this.#started = clock.monotonic();
    // Work that is over at once shows nothing elsewhere than on a terminal.
    this.#shown = output.interactive ? Number.NEGATIVE_INFINITY : this.#started;
  }

  /** Shows `text`, unless something was shown a moment ago. */
  async show(text: string): Promise<void> {
    const now = this.#clock.monotonic();
    if (now - this.#shown < (this.#output.interactive ? everyOnTerminal : everyElsewhere)) return;
    this.#shown = now;
    const line = `${text} · ${formatDuration(now - this.#started)}`;
    if (!this.#output.interactive) return this.#output.write(`${line}\n`);
    this.#open = true;
    await this.#output.write(`${clearLine}${truncateText(line, (this.#output.width ?? 80) - 1)}`);
  }

  /** Takes the line away, so that other text can be written. */
  async clear(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    this.#shown = Number.NEGATIVE_INFINITY;
    await this.#output.write(clearLine);
  }
}

/** A count with a rate: `12,345 records · 4,100/s`. */
export function countAndRate(count: number, milliseconds: number, noun = 'records'): string {
  const rate = milliseconds > 0 ? ` · ${formatCount(Math.round((count * 1000) / milliseconds))}/s` : '';
  return `${formatCount(count)} ${noun}${rate}`;
}

/** A whole number with separators. */
export function formatCount(count: number): string {
  return count.toLocaleString('en-US');
}
