/** Asks version chains, each at most once in its interval, however many want to know. */
import type { Clock } from '../core/clock.ts';
import type { DirectResult } from '../engine/direct-run.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { RunProblem } from '../model/run.ts';
import type { Outcome } from '../core/outcome.ts';
import { writeRecords } from './records-view.ts';

/** What a version chain said. */
export interface PollReading {
  /** Undefined where it failed. */
  readonly version: string | undefined;
  readonly outcome: Outcome;
  readonly problem?: RunProblem;
}

interface Polled {
  readonly at: number;
  readonly reading: Promise<PollReading>;
}

/** More than these are not remembered: each is one version chain as somebody may see it. */
const mostRemembered = 5000;

/** The version chains of one server. */
export class Poller {
  readonly #clock: Clock;
  readonly #polled = new Map<string, Polled>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The version as it was at most `every` milliseconds ago. */
  read(key: string, every: number, ask: () => Promise<DirectResult>): Promise<PollReading> {
    const known = this.#polled.get(key);
    const now = this.#clock.now();
    if (known !== undefined && now - known.at < every) return known.reading;
    const reading = ask().then(readingOf);
    this.#polled.delete(key);
    this.#polled.set(key, { at: now, reading });
    const [oldest] = this.#polled.keys();
    if (this.#polled.size > mostRemembered && oldest !== undefined) this.#polled.delete(oldest);
    return reading;
  }
}

async function readingOf({ outcome, problem, records, shape }: DirectResult): Promise<PollReading> {
  const said = { outcome, ...(problem === undefined ? {} : { problem }) };
  if (!isSuccess(outcome)) return { ...said, version: undefined };
  const { version } = await writeRecords({ records, total: records.length }, { shape, most: 0 });
  return { ...said, version };
}
