/** The tables of workflows, datasets, endpoints and alerts as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely';
import type { Outcome } from '../core/outcome.ts';
import type { AlertKind, AlertMessageState, AlertState, AlertWay, SentAlert } from '../model/alert.ts';
import type { Delivery, DeliveryState } from '../model/delivery.ts';
import type { Principal } from '../model/principal.ts';
import type { RunProblem } from '../model/run.ts';
import type { CauseFacts, CauseOrigin, CauseWatch } from '../model/trigger-cause.ts';
import type {
  ActionWork,
  Actor,
  EventWork,
  HistoryEntry,
  PerformedAction,
  WorkflowData,
  WorkOrder,
} from '../model/workflow-instance.ts';
import type { Instant, MaybeInstant, Json, DefaultJson, MaybeJson, Maybe, Owned } from './tables.ts';

/** WorkflowInstance: its rows. */
export interface WorkflowInstanceTable extends Owned {
  readonly workflow: string;
  readonly definition: number;
  readonly state: string;
  readonly final: Generated<boolean>;
  readonly version: Generated<number>;
  readonly public: DefaultJson<WorkflowData>;
  readonly private: DefaultJson<WorkflowData>;
  readonly started_by: Json<Actor>;
  readonly started_at: Instant;
  readonly changed_at: Instant;
  readonly ended_at: MaybeInstant;
  readonly actors: Generated<string[]>;
  readonly lease: Generated<number>;
  readonly lease_until: MaybeInstant;
  readonly lease_node: Maybe<string>;
}

/** WorkflowTask: its rows. */
export interface WorkflowTaskTable extends Owned {
  readonly instance_id: string;
  readonly assignee: Maybe<string>;
  readonly role: Maybe<string>;
  readonly claimed_by: Maybe<string>;
  readonly due_at: MaybeInstant;
  readonly created_at: Instant;
}

/** WorkflowWork: its rows. */
export interface WorkflowWorkTable extends Owned {
  readonly workflow: string;
  readonly instance_id: Maybe<string>;
  readonly kind: WorkOrder['kind'];
  readonly work: Json<ActionWork | EventWork>;
  readonly principal: Json<Principal>;
  readonly due_at: Instant;
  readonly state: Generated<'waiting' | 'incident'>;
  readonly attempts: Generated<number>;
  readonly problem: MaybeJson<RunProblem>;
  readonly lease_until: MaybeInstant;
  readonly lease_node: Maybe<string>;
  readonly changed_at: Instant;
}

/** WorkflowHistory: its rows. */
export interface WorkflowHistoryTable extends Owned {
  /** The order in which entries came. */
  readonly seq: ColumnType<number, never, never>;
  readonly instance_id: string;
  readonly workflow: string;
  readonly kind: HistoryEntry['kind'];
  readonly at: Instant;
  readonly actor: Json<Actor>;
  readonly name: string;
  readonly from_state: Maybe<string>;
  readonly to_state: Maybe<string>;
  readonly version: Maybe<number>;
  readonly final: Generated<boolean>;
  readonly outcome: Outcome;
  readonly problem: MaybeJson<RunProblem>;
  readonly input: DefaultJson<WorkflowData>;
  readonly shown: DefaultJson<WorkflowData>;
  readonly actions: DefaultJson<PerformedAction[]>;
  readonly detail: DefaultJson<WorkflowData>;
}

/** DatasetTag: its rows. */
export interface DatasetTagTable extends Owned {
  readonly tag: string;
  readonly version: Generated<number>;
  readonly touched_at: Instant;
}

/** Delivery: its rows. */
export interface DeliveryTable extends Owned {
  readonly endpoint: string;
  readonly state: DeliveryState;
  readonly outcome: Maybe<Outcome>;
  readonly code: Maybe<string>;
  readonly status: number;
  readonly method: string;
  readonly path: string;
  readonly query: Generated<string>;
  readonly address: Maybe<string>;
  readonly key: Maybe<string>;
  readonly principal: MaybeJson<Delivery['principal']>;
  readonly attempt: Generated<number>;
  readonly received_at: Instant;
  readonly duration_ms: number;
  readonly run_id: Maybe<string>;
  readonly instance_id: Maybe<string>;
  readonly request_headers: DefaultJson<Record<string, string>>;
  readonly request_body: Maybe<string>;
  readonly masked: Generated<boolean>;
  readonly answer_headers: DefaultJson<Record<string, string>>;
  readonly answer_body: Generated<string>;
}

/** DeliveryKey: its rows. */
export interface DeliveryKeyTable {
  readonly workgroup_id: string;
  readonly endpoint: string;
  readonly principal: string;
  readonly key: string;
  readonly delivery_id: string;
  readonly body_hash: Buffer;
  readonly state: 'running' | 'done' | 'released';
  /** Whose attempt it is. */
  readonly claim: string;
  readonly node_id: string;
  readonly attempt: number;
  readonly method: string;
  readonly path: string;
  readonly claimed_at: Instant;
  readonly expires_at: Instant;
}

/** Alert: its rows. */
export interface AlertTable {
  readonly workgroup_id: string;
  readonly job: string;
  readonly kind: AlertKind;
  readonly state: AlertState;
  readonly since: Instant;
  readonly cause: string;
  readonly run_id: Maybe<string>;
  readonly firing_id: Maybe<string>;
  readonly told_at: MaybeInstant;
}

/** AlertFiring: its rows. */
export interface AlertFiringTable extends Owned {
  readonly job: string;
  readonly kind: AlertKind;
  readonly cause: string;
  readonly run_id: Maybe<string>;
  readonly began_at: Instant;
  readonly ended_at: MaybeInstant;
  readonly ending: Maybe<'ended' | 'withdrawn'>;
  readonly ended_cause: Maybe<string>;
  readonly ended_run_id: Maybe<string>;
}

/** AlertMessage: its rows. */
export interface AlertMessageTable extends Owned {
  readonly firing_id: Maybe<string>;
  readonly job: string;
  readonly kind: string;
  readonly event: string;
  readonly cause: string;
  readonly channel: string;
  readonly way: Generated<AlertWay>;
  readonly address: string;
  readonly run_id: Maybe<string>;
  readonly outcome: Maybe<string>;
  readonly planned: MaybeInstant;
  readonly began: MaybeInstant;
  readonly created_at: Instant;
  readonly opened_at: Instant;
  readonly state: AlertMessageState;
  readonly attempts: Generated<number>;
  readonly tries: Generated<number>;
  readonly resent: Generated<number>;
  readonly next_attempt_at: MaybeInstant;
  readonly detail: Generated<string>;
  readonly instead_of: Maybe<string>;
  readonly sent: MaybeJson<SentAlert>;
}

/** AlertAttempt: its rows. */
export interface AlertAttemptTable {
  readonly message_id: string;
  readonly number: number;
  readonly workgroup_id: string;
  readonly at: Instant;
  readonly ended_at: MaybeInstant;
  readonly result: Maybe<'sent' | 'kept' | 'failed'>;
  readonly detail: Generated<string>;
}

/** AlertWatch: its rows. */
export interface AlertWatchTable {
  readonly workgroup_id: string;
  readonly job: string;
  readonly quiet_since: Instant;
}

/** SchedulerBeat: its rows. */
export interface SchedulerBeatTable {
  readonly workgroup_id: string;
  readonly looked_at: Instant;
  readonly node_id: Maybe<string>;
  readonly pinged_at: MaybeInstant;
}

/** TriggerWatch: its rows. */
export interface TriggerWatchTable {
  readonly workgroup_id: string;
  readonly kind: CauseWatch['kind'];
  readonly subject: string;
  readonly job: string;
  readonly outcomes: string[];
}

/** TriggerCause: its rows. */
export interface TriggerCauseTable {
  readonly workgroup_id: string;
  readonly job: string;
  readonly origin: CauseOrigin;
  readonly number: Generated<number>;
  readonly planned: Instant;
  readonly facts: Json<CauseFacts>;
}

/** TriggerLook: its rows. */
export interface TriggerLookTable {
  readonly workgroup_id: string;
  readonly job: string;
  readonly place: string;
  readonly lease_id: Maybe<string>;
  readonly lease_until: MaybeInstant;
  readonly looked_at: MaybeInstant;
  readonly failures: Generated<number>;
  readonly problem: Maybe<string>;
  readonly mark: MaybeJson<unknown>;
  readonly mark_type: Maybe<string>;
}

/** TriggerFile: its rows. */
export interface TriggerFileTable {
  readonly workgroup_id: string;
  readonly job: string;
  readonly path: string;
  readonly size: number;
  readonly modified: number;
  readonly seen_at: Instant;
  readonly taken_at: MaybeInstant;
  readonly gone_at: MaybeInstant;
}
