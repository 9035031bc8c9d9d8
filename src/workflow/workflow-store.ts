/** Where instances are kept, as this context needs it; `main.ts` gives it the store. Durations are milliseconds. */
import type { BufferedEffect } from '../engine/effect-buffer.ts';
import type { Principal } from '../model/principal.ts';
import type {
  Actor,
  HistoryEntry,
  WorkflowData,
  WorkflowInstance,
  WorkflowTask,
  WorkflowWork,
  WorkOrder,
} from '../model/workflow-instance.ts';

/** An instance as it is claimed; its task is read after that. */
export type BareInstance = Omit<WorkflowInstance, 'task'>;

/** The right to change an instance: good for as long as nobody else claims it after the lease has run out. */
export interface InstanceClaim {
  readonly instance: BareInstance;
  readonly lease: number;
}

/** A claim, or why there is none. */
export type ClaimResult =
  | { readonly kind: 'claimed'; readonly claim: InstanceClaim }
  /** Somebody else works on an event. */
  | { readonly kind: 'leased' }
  | { readonly kind: 'missing' };

/** An instance that is to be started. */
export interface NewInstance {
  readonly id: string;
  readonly workflow: string;
  readonly definition: number;
  readonly state: string;
  readonly startedBy: Actor;
}

/** What is known once an instance is claimed. */
export interface ClaimedFacts {
  readonly task: WorkflowTask | undefined;
  /** The entry of the event, if it was told before. */
  readonly entry: EventEntry | undefined;
}

/** The entry of an event. */
export type EventEntry = HistoryEntry & {
  readonly instance: string;
  readonly workflow: string;
  readonly final: boolean;
};

/** Work that is to be done. */
export interface NewWork {
  readonly id: string;
  readonly workflow: string;
  readonly instance?: string;
  readonly order: WorkOrder;
  readonly principal: Principal;
  readonly dueAt: number;
}

/** What becomes of the task: it stays, ends, or there is another one. */
export type TaskChange =
  | { readonly kind: 'stays' }
  | { readonly kind: 'ends' }
  | { readonly kind: 'begins'; readonly task: WorkflowTask };

/** An attempt that is to be committed: all of it, or nothing. */
export interface InstanceChange {
  readonly claim: InstanceClaim;
  readonly state: string;
  readonly final: boolean;
  readonly public: WorkflowData;
  readonly private: WorkflowData;
  /** Who acted, if it counts for four eyes. */
  readonly actor: string | undefined;
  readonly task: TaskChange;
  /** True where the state was left: its timers end. */
  readonly endsTimers: boolean;
  readonly work: readonly NewWork[];
  readonly effects: readonly BufferedEffect[];
  readonly entry: HistoryEntry;
}

/** Tries that were taken up, each counted. */
export type TakenWork = WorkflowWork;

/** Where instances are kept. */
export interface WorkflowStore {
  claim(instance: string, span: number): Promise<ClaimResult>;
  /** Claims an instance that does not exist yet; `leased` if it is being started, `claimed` with a version if it was. */
  claimNew(instance: NewInstance, span: number): Promise<ClaimResult>;
  factsOf(claim: InstanceClaim, event: string): Promise<ClaimedFacts>;
  /** Lengthens a claim; false if it is lost. */
  extend(claim: InstanceClaim, span: number): Promise<boolean>;
  /** Commits an attempt; false if the claim is lost, and then nothing has changed. */
  commit(change: InstanceChange): Promise<boolean>;
  /** Gives a claim back without a change, with the entry of the attempt if there is one. */
  release(claim: InstanceClaim, entry?: HistoryEntry): Promise<void>;
  /** Takes up work that is due, at most `limit`. */
  takeWork(limit: number, span: number): Promise<readonly TakenWork[]>;
  /** False once somebody has done or ended the work. */
  hasWork(id: string): Promise<boolean>;
  /** Lengthens the time for which others leave work alone; false if somebody has taken it up since. */
  holdWork(work: TakenWork, span: number): Promise<boolean>;
  /** Puts work aside that is done; with an entry for the history. */
  finishWork(work: TakenWork, entry?: HistoryEntry): Promise<void>;
  /** Tries again later, or leaves an incident. */
  postponeWork(
    work: TakenWork,
    next: { readonly dueAt: number; readonly incident: boolean } & Pick<TakenWork, 'problem'>,
  ): Promise<void>;
  /** When the next work is due; undefined if there is none. */
  nextWorkAt(): Promise<number | undefined>;
}
