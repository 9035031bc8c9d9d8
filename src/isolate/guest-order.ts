/** What we and a guest say to each other; each is one frame, whose kind is its letter. */

/** What a script is to do with records. */
export type ScriptMode = 'map' | 'flat' | 'filter';

/** The first message: what the guest is to run. Everything in it is plain JSON. */
export interface GuestOrder {
  /** The source of the function that prepares the isolate. */
  readonly prelude: string;
  /** The body of the user's function. */
  readonly code: string;
  readonly mode: ScriptMode;
  /** What the function calls that which it is given. */
  readonly argument: 'record' | 'records';
  readonly params: unknown;
  /** What `new Date()` gives, in milliseconds. */
  readonly now: number;
  /** Four numbers that `Math.random` starts from. */
  readonly seed: readonly number[];
  /** Bytes of the isolate's heap. */
  readonly memory: number;
  /** Milliseconds for one call of the function. */
  readonly timeout: number;
  /** The most resident bytes of the whole process. */
  readonly ceiling: number;
}

/** Letters of the frames to a guest. */
export const toGuest = { start: 'S', batch: 'B', stop: 'E' } as const;

/** Letters of the frames from a guest. */
export const fromGuest = { ready: 'R', part: 'P', failed: 'X' } as const;

/** Why a guest gave up. */
export interface GuestFailure {
  readonly reason: 'syntax' | 'timeout' | 'memory' | 'broken';
  readonly message: string;
  /** The number of the record in its batch that it was at, from 0. */
  readonly at?: number;
}

/** A fault of the user's function on one record. */
export interface ScriptFault {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
}

/** A part of the answer to a batch: what the function gave for the records from `from` on, one after the other. */
export interface GuestPart {
  readonly from: number;
  /** As JSON; null where there is a fault. */
  readonly results: readonly unknown[];
  readonly faults: readonly (readonly [at: number, fault: ScriptFault])[];
  readonly lines: readonly (readonly [level: string, message: string])[];
  readonly done: boolean;
}
