/**
 * What the execution of a relation needs from the run around it. The run makes one of these; both engines use it.
 */
import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../expression/closure.ts';
import type { DataRecord } from '../../model/value.ts';
import type { ErrorPolicy, StepOrigin } from '../algebra.ts';
import type { Readers } from '../readers.ts';

/** The live counters of one step, added to while its relations run; `working` in milliseconds. */
export interface StepMeter {
  recordsIn: number;
  recordsOut: number;
  working: number;
  /** Which engine performed the step. */
  engine: 'row' | 'vector' | 'source';
  /** True where DuckDB did the step in one query with others, so that nobody counted its records. */
  uncounted?: boolean;
}

/** What a relation may use while it runs. */
export interface RelationContext {
  /** Parameters and context values. */
  readonly env: Env;
  /** Fires on cancel, timeout and shutdown. */
  readonly signal: AbortSignal;
  /** Tells how long steps worked and when to let others have the thread. */
  readonly clock: Clock;
  /** How many records all blocking operators of one relation together may hold in memory, and why they cannot spill. */
  readonly budget: { readonly rows: number; readonly cannotSpill?: string };
  /** Bytes that the row engine may hold, and that DuckDB may use before it spills. */
  readonly memory: number;
  /** About how many bytes a record takes that DuckDB is fed with, where that is known: it needs more for wide ones. */
  readonly recordBytes?: number;
  /** Folders whose files DuckDB may read when it scans a source itself. */
  readonly folders: readonly string[];
  /** A folder for temporary files of the run, removed with it. */
  scratch(): Promise<string>;
  /** The counters of a step: the same object for the same step. */
  meter(step: StepOrigin): StepMeter;
  /** What may be read ahead of its turn; undefined where sources are read one after the other. */
  readonly readers?: Readers | undefined;
  /** Ends what is still being read: nobody wants it any more, or something else failed. */
  readonly leave?: ((failure?: unknown) => void) | undefined;
  /** Acts on a record on which an expression failed: throws, or returns so that the record is left out. */
  fail(failure: RecordFailure): void;
}

/** A record on which an expression of a step failed. */
export interface RecordFailure {
  readonly step: StepOrigin;
  readonly onError: ErrorPolicy;
  readonly record: DataRecord;
  readonly error: unknown;
}
