import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import type { RunEvent, RunLogLine, RunReject, StepCounters } from '../model/run.ts';
import type { RunChange } from './run-service.ts';
import type { RunStore } from './run-store.ts';

/** How often progress is written to the store at most, in milliseconds; those who look on get it at once. */
const progressInterval = 1000;

/** How long lines wait for others to be written with, in milliseconds; those who look on get them at once. */
const gathering = 50;

/** How long to wait before each further attempt at a write, in milliseconds; after the last it is given up. */
const retryWaits = [200, 1000, 3000, undefined] as const;

/** A line with its number within the run. */
type JournalLine = RunLogLine & { readonly seq: number };

/** Whose journal it is, and what it writes to. */
export interface JournalOptions {
  readonly run: string;
  readonly store: RunStore;
  readonly clock: Clock;
  readonly logger: Logger;
  tell(change: RunChange): void;
  /** Called when the run turns out to belong to somebody else. */
  lost?(): void;
}

/**
 * Writes what happens in a run to the store, in order, one write at a time: a slow database gathers events instead of
 * piling up writes. A write that fails again and again is logged and
 * does not stop the run.
 */
export class RunJournal {
  readonly #options: JournalOptions;
  #lines: JournalLine[] = [];
  #rejects: (RunReject & { seq: number })[] = [];
  #others: (() => Promise<void>)[] = [];
  #steps: readonly StepCounters[] | undefined;
  #lastProgress = Number.NEGATIVE_INFINITY;
  #seq = 0;
  #rejectSeq = 0;
  #writing: Promise<void> | undefined;
  #stopGathering: (() => void) | undefined;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Takes an event; never throws. */
  add(event: Exclude<RunEvent, { kind: 'span' }>): void {
    const { run, store, tell } = this.#options;
    switch (event.kind) {
      case 'counters':
        this.#steps = event.steps;
        tell({ kind: 'progress', run, steps: event.steps });
        break;
      case 'log': {
        this.#seq += 1;
        const line = { ...event.line, seq: this.#seq };
        this.#lines.push(line);
        tell({ kind: 'log', run, lines: [line] });
        break;
      }
      case 'reject':
        this.#rejectSeq += 1;
        this.#rejects.push({ ...event.reject, seq: this.#rejectSeq });
        break;
      case 'problem':
        this.#others.push(() => store.addProblem(run, event.problem));
        break;
      case 'file':
        this.#others.push(() => store.addFile(run, event.file));
        break;
      case 'effect':
        this.#others.push(() => store.addEffect(run, event.effect));
        break;
    }
    this.#stopGathering ??= this.#options.clock.after(gathering, () => this.#write());
  }

  /** Numbers what comes after what an earlier attempt has left. */
  continueAfter({ lines, rejects }: { readonly lines: number; readonly rejects: number }): void {
    this.#seq = Math.max(this.#seq, lines);
    this.#rejectSeq = Math.max(this.#rejectSeq, rejects);
  }

  /** Waits until everything is written. */
  async close(): Promise<void> {
    this.#lastProgress = Number.NEGATIVE_INFINITY;
    this.#write();
    while (this.#writing !== undefined) await this.#writing;
  }

  /**
   * Waits until everything is written but the last lines, which it gives: they go with the end of the run, as the counters
   * do that belong to it.
   */
  async remainder(): Promise<readonly JournalLine[]> {
    this.#steps = undefined;
    this.#endGathering();
    while (this.#writing !== undefined) await this.#writing;
    const lines = this.#lines;
    this.#lines = [];
    await this.close();
    return lines;
  }

  #endGathering(): void {
    this.#stopGathering?.();
    this.#stopGathering = undefined;
  }

  #write(): void {
    this.#endGathering();
    this.#writing ??= this.#writeAll().finally(() => {
      this.#writing = undefined;
      if (this.#isWaiting()) this.#write();
    });
  }

  #isWaiting(): boolean {
    return this.#lines.length + this.#rejects.length + this.#others.length > 0;
  }

  async #writeAll(): Promise<void> {
    const { run, store, clock } = this.#options;
    const [lines, rejects, others] = [this.#lines, this.#rejects, this.#others];
    [this.#lines, this.#rejects, this.#others] = [[], [], []];
    if (lines.length > 0) await this.#try(() => store.addLogs(run, lines));
    if (rejects.length > 0) await this.#try(() => store.addRejects(run, rejects));
    for (const other of others) await this.#try(other);
    const steps = this.#steps;
    if (steps !== undefined && clock.monotonic() - this.#lastProgress >= progressInterval) {
      this.#lastProgress = clock.monotonic();
      this.#steps = undefined;
      await this.#try(async () => {
        if (!(await store.saveProgress(run, steps))) this.#options.lost?.();
      });
    }
  }

  /** A store that is away for a moment loses no event of a run; one that stays away does not hold up its end. */
  async #try(write: () => Promise<void>): Promise<void> {
    for (const wait of retryWaits) {
      try {
        return await write();
      } catch (error) {
        if (wait === undefined) {
          this.#options.logger.error({ err: error, run: this.#options.run }, 'an event of a run could not be written');
          return;
        }
        await pause(this.#options.clock, wait);
      }
    }
  }
}
