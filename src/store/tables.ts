/**
 * The tables as Kysely sees them; `schema.sql` is their committed dump. Instants are read as milliseconds since 1970 and
 * bigints as numbers (pool.ts); instants are written as ISO text.
 */
import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { Outcome } from '../core/outcome.ts';
import type { OccurrenceAttempt, OccurrenceOrigin, OccurrenceState } from '../model/occurrence.ts';
import type { Principal } from '../model/principal.ts';
import type { CauseFacts } from '../model/trigger-cause.ts';
import type { RunEffect, RunLogLine, RunProblem, RunState, StepCounters, TriggerKind } from '../model/run.ts';
import type {
  WorkflowInstanceTable,
  WorkflowTaskTable,
  WorkflowWorkTable,
  WorkflowHistoryTable,
  DatasetTagTable,
  DeliveryTable,
  DeliveryKeyTable,
  AlertAttemptTable,
  AlertFiringTable,
  AlertTable,
  AlertMessageTable,
  AlertWatchTable,
  SchedulerBeatTable,
  TriggerCauseTable,
  TriggerFileTable,
  TriggerLookTable,
  TriggerWatchTable,
} from './context-tables.ts';

/** An instant: milliseconds when read, ISO text when written. */
export type Instant = ColumnType<number, string, string>;
/** An instant that may be absent. */
export type MaybeInstant = ColumnType<number | null, string | null | undefined, string | null>;
/** JSON: read as data, written as text. */
export type Json<T> = ColumnType<T, string, string>;
/** JSON with a default in the table. */
export type DefaultJson<T> = ColumnType<T, string | undefined, string>;
/** A column that may be absent. */
export type MaybeJson<T> = ColumnType<T | null, string | null | undefined, string | null>;
/** A column that may be absent. */
export type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;

/** What most rows have. */
export interface Owned {
  readonly id: string;
  readonly workgroup_id: string;
}

interface WorkgroupTable {
  readonly id: string;
  readonly name: string;
}

interface UserTable extends Owned {
  readonly name: string;
  readonly display_name: string;
  readonly email: Maybe<string>;
  readonly roles: string[];
  readonly attributes: JSONColumnType<Record<string, unknown>>;
  readonly enabled: Generated<boolean>;
  readonly password_hash: Maybe<string>;
  readonly password_at: MaybeInstant;
  readonly signed_in_at: MaybeInstant;
  readonly created_at: Instant;
}

interface SignInLinkTable extends Owned {
  readonly user_id: string;
  readonly token_hash: Buffer;
  readonly created_at: Instant;
  readonly expires_at: Instant;
  readonly used_at: MaybeInstant;
}

interface UserSessionTable extends Owned {
  readonly user_id: string;
  readonly token_hash: Buffer;
  readonly created_at: Instant;
  readonly seen_at: Instant;
  readonly expires_at: Instant;
  readonly ended_at: MaybeInstant;
  readonly address: Maybe<string>;
  readonly agent: Maybe<string>;
  readonly method: 'link' | 'password';
}

interface SignInFailureTable extends Owned {
  readonly subject: string;
  readonly count: number;
  readonly last_at: Instant;
  readonly locked_until: MaybeInstant;
}

interface ApiKeyTable extends Owned {
  readonly name: string;
  readonly owner: string;
  readonly user_id: Maybe<string>;
  readonly scopes: Maybe<string[]>;
  readonly token_hash: Buffer;
  readonly token_start: string;
  readonly created_at: Instant;
  readonly created_by: string;
  readonly expires_at: Instant;
  readonly used_at: MaybeInstant;
  readonly used_address: Maybe<string>;
  readonly revoked_at: MaybeInstant;
}

interface NodeTable {
  readonly id: string;
  readonly name: string;
  readonly roles: string[];
  readonly version: string;
  readonly fence: ColumnType<number, never, never>;
  readonly started_at: Instant;
  readonly seen_at: Instant;
  readonly lease_until: Instant;
  readonly stopped_at: MaybeInstant;
}

interface DefinitionTable extends Owned {
  readonly kind: string;
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly content: Json<unknown>;
  readonly source: Maybe<string>;
  readonly created_at: Instant;
  readonly created_by: string;
}

interface RunTable extends Owned {
  readonly chain: string;
  readonly state: RunState;
  readonly outcome: Maybe<Outcome>;
  readonly trigger_kind: TriggerKind;
  readonly job: Maybe<string>;
  readonly occurrence_id: Maybe<string>;
  readonly planned: MaybeInstant;
  readonly trigger_of: Maybe<string>;
  readonly trigger_subject: Maybe<string>;
  readonly trigger_place: Maybe<string>;
  readonly attempt: Generated<number>;
  readonly principal: Json<Principal>;
  readonly fingerprint: Generated<string>;
  readonly parameters: Json<Record<string, unknown>>;
  readonly input: MaybeJson<unknown[]>;
  readonly effect_id: string;
  /** Steps whose effects cannot be repeated and may have happened. */
  readonly effects_begun: Generated<string[]>;
  readonly dry_run: boolean;
  readonly zone: string;
  readonly trace: Maybe<string>;
  readonly now: Instant;
  readonly timeout_ms: Maybe<number>;
  readonly queued_at: Instant;
  readonly started_at: MaybeInstant;
  readonly ended_at: MaybeInstant;
  readonly cancel_requested_at: MaybeInstant;
  readonly node_id: Maybe<string>;
  readonly fence: Maybe<number>;
  readonly records: Generated<number>;
  readonly rejected: Generated<number>;
  readonly steps: DefaultJson<StepCounters[]>;
  readonly problems: DefaultJson<RunProblem[]>;
  readonly effects: DefaultJson<RunEffect[]>;
  readonly definitions: DefaultJson<Record<string, string>>;
  readonly plan: Maybe<string>;
}

interface RunPart {
  readonly run_id: string;
  readonly workgroup_id: string;
}

interface RunLogTable extends RunPart {
  readonly seq: number;
  readonly at: Instant;
  readonly level: RunLogLine['level'];
  readonly step: Maybe<string>;
  readonly message: string;
}

interface RunRejectTable extends RunPart {
  readonly seq: number;
  readonly step: string;
  readonly code: string;
  readonly reason: string;
  readonly record: MaybeJson<unknown>;
}

interface RunFileTable extends RunPart {
  readonly name: string;
  readonly media_type: string;
  readonly size: number;
  readonly sha256: string;
  readonly created_at: Instant;
}

interface EffectTable extends Owned {
  readonly key: string;
  readonly run_id: string;
  readonly step: string;
  readonly state: 'begun' | 'done';
  readonly result: MaybeJson<unknown>;
  readonly created_at: Instant;
  readonly done_at: MaybeInstant;
}

interface MailTable extends Owned {
  readonly key: string;
  readonly run_id: Maybe<string>;
  readonly sender: string;
  readonly recipient: string;
  readonly subject: string;
  readonly attachments: string[];
  readonly size: number;
  readonly state: 'pending' | 'sent' | 'kept' | 'failed';
  readonly detail: Generated<string>;
  readonly attempts: Generated<number>;
  readonly created_at: Instant;
  readonly changed_at: Instant;
}

interface MailSourceTable {
  readonly mail_id: string;
  readonly workgroup_id: string;
  readonly source: Buffer;
}

interface ChainStateTable extends Owned {
  readonly chain: string;
  readonly name: string;
  readonly value: Json<unknown>;
  readonly run_id: Maybe<string>;
  readonly changed_at: Instant;
}

interface ChainStateHolderTable {
  readonly workgroup_id: string;
  readonly chain: string;
  readonly run_id: string;
  readonly node_id: Maybe<string>;
  readonly held_at: Instant;
}

interface ScheduleTable extends Owned {
  readonly job: string;
  readonly definition_hash: string;
  readonly settled_until: Instant;
  readonly next_planned: MaybeInstant;
  readonly enabled: Generated<boolean>;
  readonly paused_at: MaybeInstant;
  readonly paused_reason: Maybe<string>;
  readonly failures: Generated<number>;
  readonly changed_at: Instant;
}

interface OccurrenceTable extends Owned {
  readonly job: string;
  readonly planned: Instant;
  readonly origin: OccurrenceOrigin;
  readonly cause: MaybeJson<CauseFacts>;
  readonly due: Instant;
  readonly state: OccurrenceState;
  readonly late: Generated<number>;
  readonly until: MaybeInstant;
  readonly reason: Maybe<string>;
  readonly run_id: Maybe<string>;
  readonly attempt: Generated<number>;
  readonly attempts: DefaultJson<OccurrenceAttempt[]>;
  readonly next_attempt_at: MaybeInstant;
  readonly definition_hash: string;
  readonly created_at: Instant;
  readonly ended_at: MaybeInstant;
}

interface BackfillTable extends Owned {
  readonly job: string;
  readonly range_from: Instant;
  readonly range_to: Instant;
  readonly total: number;
  readonly actor: Json<{ kind: Principal['kind']; id: string; name: string }>;
  readonly created_at: Instant;
  readonly cancelled_at: MaybeInstant;
}

interface CollectionTable extends Owned {
  readonly connection: string;
  readonly name: string;
  readonly partition: string;
}

interface DocumentTable {
  readonly collection_id: string;
  readonly doc_id: string;
  readonly body: Json<unknown>;
}

interface AuditTable extends Owned {
  readonly at: Instant;
  readonly actor: Json<{ kind: string; id: string; name: string }>;
  readonly action: string;
  readonly object_kind: string;
  readonly object_name: string;
  readonly address: Maybe<string>;
  readonly result: string;
  readonly detail: DefaultJson<Record<string, unknown>>;
  readonly seal: Maybe<Buffer>;
  readonly seq: Maybe<number>;
}

interface AuditHeadTable {
  readonly workgroup_id: string;
  readonly seq: number;
  readonly seal: Buffer;
  readonly sealed_at: Instant;
}

interface LoadedDefinitionTable {
  readonly workgroup_id: string;
  readonly kind: string;
  readonly name: string;
  readonly hash: string;
}

interface SecretTable extends Owned {
  readonly name: string;
  readonly version: number;
  readonly key_id: string;
  readonly sealed: Maybe<Buffer>;
  readonly created_at: Instant;
  readonly created_by: Json<{ kind: string; id: string; name: string }>;
  readonly erased_at: MaybeInstant;
}

/** All tables, by their names with schema. */
export interface Tables {
  readonly 'millrace.workgroups': WorkgroupTable;
  readonly 'millrace.users': UserTable;
  readonly 'millrace.sign_in_links': SignInLinkTable;
  readonly 'millrace.user_sessions': UserSessionTable;
  readonly 'millrace.sign_in_failures': SignInFailureTable;
  readonly 'millrace.api_keys': ApiKeyTable;
  readonly 'millrace.nodes': NodeTable;
  readonly 'millrace.definitions': DefinitionTable;
  readonly 'millrace.runs': RunTable;
  readonly 'millrace.run_logs': RunLogTable;
  readonly 'millrace.run_rejects': RunRejectTable;
  readonly 'millrace.run_files': RunFileTable;
  readonly 'millrace.effect_ledger': EffectTable;
  readonly 'millrace.mails': MailTable;
  readonly 'millrace.mail_sources': MailSourceTable;
  readonly 'millrace.chain_states': ChainStateTable;
  readonly 'millrace.chain_state_holders': ChainStateHolderTable;
  readonly 'millrace.schedules': ScheduleTable;
  readonly 'millrace.occurrences': OccurrenceTable;
  readonly 'millrace.backfills': BackfillTable;
  readonly 'millrace.collections': CollectionTable;
  readonly 'millrace.documents': DocumentTable;
  readonly 'millrace.dataset_tags': DatasetTagTable;
  readonly 'millrace.deliveries': DeliveryTable;
  readonly 'millrace.delivery_keys': DeliveryKeyTable;
  readonly 'millrace.audit': AuditTable;
  readonly 'millrace.workflow_instances': WorkflowInstanceTable;
  readonly 'millrace.workflow_tasks': WorkflowTaskTable;
  readonly 'millrace.workflow_work': WorkflowWorkTable;
  readonly 'millrace.workflow_history': WorkflowHistoryTable;
  readonly 'millrace.alerts': AlertTable;
  readonly 'millrace.alert_messages': AlertMessageTable;
  readonly 'millrace.alert_attempts': AlertAttemptTable;
  readonly 'millrace.alert_firings': AlertFiringTable;
  readonly 'millrace.alert_watches': AlertWatchTable;
  readonly 'millrace.scheduler_beats': SchedulerBeatTable;
  readonly 'millrace.trigger_watches': TriggerWatchTable;
  readonly 'millrace.trigger_causes': TriggerCauseTable;
  readonly 'millrace.trigger_looks': TriggerLookTable;
  readonly 'millrace.trigger_files': TriggerFileTable;
  readonly 'millrace.audit_heads': AuditHeadTable;
  readonly 'millrace.loaded_definitions': LoadedDefinitionTable;
  readonly 'millrace.secrets': SecretTable;
}
