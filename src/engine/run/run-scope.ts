import type { Clock } from '../../core/clock.ts';
import type { Env } from '../../expression/closure.ts';
import type { ConnectorKind } from '../../model/connection.ts';
import type { Principal } from '../../model/principal.ts';
import type { RunEvent } from '../../model/run.ts';
import type { EffectBuffer } from '../effect-buffer.ts';
import type { MailLedger, PortSet, RunFiles } from '../step-contract.ts';
import type { Readers } from '../readers.ts';
import type { RunBelongings } from './run-belongings.ts';
import type { KeptRecordsOptions } from './kept-records.ts';
import type { RejectLane } from './reject-lane.ts';
import type { RunCounters } from './run-counters.ts';
import type { RunTrace } from './run-trace.ts';
import type { StandIn, StandInUses } from './stand-in.ts';

/** Connections by name, each opened once per run; closed by whoever made the set. */
export interface ConnectionSet {
  open<T>(kind: ConnectorKind<T>, name: string): Promise<T>;
}

/** What stands in for a step, in a test; undefined for one that is run as it is. */
export type GivenRecords = (step: string) => StandIn | undefined;

/** What all steps of a run share. */
export interface RunScope {
  readonly run: { readonly id: string; readonly chain: string; readonly effectId: string };
  readonly principal: Principal;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** False in dry runs and tests. */
  readonly performs: boolean;
  readonly files: RunFiles;
  readonly mails: MailLedger;
  readonly connections: ConnectionSet;
  readonly ports: PortSet;
  readonly belongings: RunBelongings;
  /** Takes transactional effects; undefined where they happen at once. */
  readonly buffer: EffectBuffer | undefined;
  readonly counters: RunCounters;
  readonly trace: RunTrace;
  readonly rejects: RejectLane;
  /** How many records a blocking operator may hold where nothing can spill. */
  readonly rowBudget: number;
  /** Bytes that DuckDB may use before it spills. */
  readonly memory: number;
  /** How many batches wait at most between parts of the run that go on at the same time. */
  readonly waitingBatches: number;
  /** What may be read ahead of its turn. */
  readonly readers: Readers;
  readonly given: GivenRecords;
  /** How often what is given was asked for. */
  readonly uses: StandInUses;
  emit(event: RunEvent): void;
  /** Says that a limit within the run cut something off. */
  cut(): void;
  /** Says that something could not be stopped and goes on. */
  abandoned(): void;
  /** Throws where the run belongs to somebody else by now. */
  mayAct(): Promise<void>;
  /** Writes down that an effect which cannot be repeated is about to begin. */
  effectBegins(step: string): Promise<void>;
  /** Writes down that it is known what became of it. */
  effectSettles(step: string): Promise<void>;
}

/** A pipeline's place in a run: what is shared, and the values of its own parameters. */
export interface Frame {
  readonly scope: RunScope;
  /**
   * What tells the effects of this pipeline from those of others, and of its other executions: the steps and records
   * that it stands in; empty for the chain itself.
   */
  readonly place: string;
  /** True where a step before leaves something behind: what comes after it must not read ahead of that. */
  readonly hasActed?: boolean;
  readonly env: Env;
}

/** The part of a run's memory that may be taken by records that only wait; several steps may let some wait. */
const waitingShare = 1 / 8;

/** However large the memory of a run is, what only waits is as well off on the disk beyond this, in bytes. */
const mostWaiting = 64 * 2 ** 20;

/** Where records of a run may wait. */
export function keptIn({ memory, files }: Pick<RunScope, 'memory' | 'files'>): KeptRecordsOptions {
  return { memory: Math.min(memory * waitingShare, mostWaiting), scratch: () => files.scratch() };
}
