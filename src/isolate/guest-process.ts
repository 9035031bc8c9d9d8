/**
 * One process for a user's script, seen from outside. Invariants: it knows nothing of us but what is sent to it; whatever
 * it does, it is dead soon after its time is over or somebody wants it to stop; nothing that it answers is believed
 * before it is checked.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { type GuestFrame, readFrames, writeFrame } from './frames.ts';
import { fromGuest, type GuestFailure, type GuestOrder, toGuest } from './guest-order.ts';
import { findIsolation, guestCommand } from './guest-command.ts';

/** How much longer than it may a guest gets to say so itself, in milliseconds. */
const slack = 1000;

/** How long a process may take to start, also on a busy machine. */
const starting = 20_000;

/** What waits for an answer of the guest. */
interface Awaited {
  /** True if that was the last frame of the answer. */
  take(frame: GuestFrame): boolean;
  resolve(): void;
  reject(error: MillraceError): void;
  /** Milliseconds until the next frame. */
  readonly patience: number;
}

/** A process for scripts. */
export class GuestProcess {
  readonly #process: ChildProcess & { readonly stdin: Writable; readonly stdout: Readable };
  readonly #clock: Clock;
  readonly #gone: Promise<void>;
  #awaited: Awaited | undefined;
  #stopTimer = (): void => undefined;
  #memory = 0;
  #alive = true;

  constructor(clock: Clock, memory: number) {
    this.#clock = clock;
    const { file, args } = guestCommand(findIsolation(), memory);
    const child = spawn(file, args, { env: { TZ: 'UTC' }, cwd: '/', stdio: ['pipe', 'pipe', 'ignore'] });
    this.#process = child;
    this.#gone = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#exited(`ended ${signal === null ? `with code ${code}` : `by ${signal}`}`);
        resolve();
      });
      child.once('error', (error) => {
        this.#exited(`cannot be started: ${error.message}`);
        if (child.pid === undefined) resolve();
      });
    });
    // A pipe that breaks says no more than the end of the process, which is seen anyway.
    child.stdin.on('error', () => undefined);
    child.stdout.on('error', () => undefined);
    readFrames(child.stdout, { frame: (frame) => this.#receive(frame), broken: () => this.kill() });
  }

  /** False once it was killed or ended by itself. */
  get alive(): boolean {
    return this.#alive;
  }

  /** The id of the process. */
  get id(): number | undefined {
    return this.#process.pid;
  }

  /** Prepares an isolate with the script; `syntax` if it cannot be read. */
  async start(order: GuestOrder, signal: AbortSignal): Promise<void> {
    this.#memory = order.memory;
    const answered = this.#ask({
      patience: starting + order.timeout,
      signal,
      take: ({ kind }) => kind === fromGuest.ready,
    });
    writeFrame(this.#process.stdin, { kind: toGuest.start, text: JSON.stringify(order) });
    await answered;
  }

  /** Sends records; `part` gets the texts of the answer until it says that one was the last. */
  async send(
    batch: string,
    how: { readonly patience: number; readonly signal: AbortSignal; part(text: string): boolean },
  ): Promise<void> {
    const patience = how.patience + slack;
    const answered = this.#ask({ patience, signal: how.signal, take: ({ text }) => how.part(text) });
    writeFrame(this.#process.stdin, { kind: toGuest.batch, text: batch });
    await answered;
  }

  /** Takes the isolate away, so that the process can be given another script of the same run. */
  clear(): void {
    if (this.#alive) writeFrame(this.#process.stdin, { kind: toGuest.stop, text: '' });
  }

  /** Ends the process now. */
  kill(): void {
    this.#process.kill('SIGKILL');
  }

  /** Ends the process, and waits until it is gone. */
  async close(): Promise<void> {
    this.kill();
    await this.#gone;
  }

  #ask(wanted: Pick<Awaited, 'take' | 'patience'> & { readonly signal: AbortSignal }): Promise<void> {
    const { signal } = wanted;
    const stop = (): void => {
      this.kill();
      this.#fail(signal.reason instanceof MillraceError ? signal.reason : stoppedError());
    };
    const answered = new Promise<void>((resolve, reject) => {
      this.#awaited = { ...wanted, resolve, reject };
      if (!this.#alive) this.#fail(new MillraceError('limit', 'The process of the script is gone.'));
      else if (signal.aborted) stop();
      else this.#startTimer(wanted.patience);
    });
    signal.addEventListener('abort', stop, { once: true });
    return answered.finally(() => signal.removeEventListener('abort', stop));
  }

  #startTimer(patience: number): void {
    this.#stopTimer();
    this.#stopTimer = this.#clock.after(patience, () => {
      this.kill();
      this.#fail(
        new MillraceError('timeout', 'The script did not stop in time, and its process was ended.', {
          hint: 'Look for a loop without end or one operation on very much data; or raise `timeout`.',
        }),
      );
    });
  }

  #receive(frame: GuestFrame): void {
    const awaited = this.#awaited;
    // Nobody asked: a guest that speaks out of turn is not ours any more.
    if (awaited === undefined) {
      this.kill();
      return;
    }
    if (frame.kind === fromGuest.failed) {
      this.#fail(failureIn(frame.text, this.#memory));
      return;
    }
    let last: boolean;
    try {
      last = awaited.take(frame);
    } catch (error) {
      this.kill();
      this.#fail(error instanceof MillraceError ? error : unreadable(error));
      return;
    }
    if (last) this.#settle()?.resolve();
    else this.#startTimer(awaited.patience);
  }

  #fail(error: MillraceError): void {
    this.#settle()?.reject(error);
  }

  #settle(): Awaited | undefined {
    const awaited = this.#awaited;
    this.#awaited = undefined;
    this.#stopTimer();
    return awaited;
  }

  #exited(how: string): void {
    this.#alive = false;
    this.#fail(
      new MillraceError('limit', `The process of the script ${how}, most likely out of its memory.`, {
        hint: 'Hold less at once in the script, or raise `memory`.',
      }),
    );
  }
}

function stoppedError(): MillraceError {
  return new MillraceError('cancelled', 'The run was stopped.');
}

function unreadable(cause: unknown): MillraceError {
  return new MillraceError('evaluation_failed', 'The script gave an answer that cannot be read.', { cause });
}

/** The error that a guest's own words stand for; they are read with care. */
function failureIn(text: string, memory: number): MillraceError {
  let failure: Partial<GuestFailure>;
  try {
    failure = JSON.parse(text) as Partial<GuestFailure>;
  } catch (error) {
    return unreadable(error);
  }
  const said = String(failure.message ?? '').slice(0, 500);
  if (failure.reason === 'syntax') return new MillraceError('syntax', `The script cannot be read: ${said}`);
  if (failure.reason === 'memory')
    return new MillraceError(
      'limit',
      `The script needed more than its ${Math.round(memory / 1024 ** 2)} MB of memory.`,
      {
        hint: 'Hold less at once in the script, or raise `memory`.',
      },
    );
  if (failure.reason !== 'timeout') return new MillraceError('evaluation_failed', `The script failed: ${said}`);
  const where = Number.isSafeInteger(failure.at) ? ` (number ${Number(failure.at) + 1} of its batch)` : '';
  return new MillraceError('timeout', `The script took too long for one record${where}.`, {
    hint: 'Look for a loop without end or a slow regular expression; or raise `timeout`.',
  });
}
