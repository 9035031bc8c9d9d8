/**
 * The contract between the engine and a step. A step is one declaration in one file: from it come validation, types,
 * JSON Schema, forms, completion, reference pages and tests. The engine is handed a registry of steps; it never
 * imports one.
 *
 * A step is *checked* once (settings against the shape that comes in, without touching the outside world) and then
 * *run*. A relational step gives a relation instead of `run`; a source may give both a `run` that reads and a relation
 * over what it reads (its `where`, `sort`, `limit`), which is applied again whatever the source pushed down.
 */
import type { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { ErrorCode } from '../core/errors.ts';
import type { CallsOut } from '../core/tracer.ts';
import type { DuckDb } from '../duckdb/duckdb.ts';
import type { Env } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { Typed } from '../expression/typed.ts';
import type { ConnectorKind } from '../model/connection.ts';
import type { Principal } from '../model/principal.ts';
import type { DefinitionKind } from '../model/definitions/definition-kinds.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import type { RunLogLine } from '../model/run.ts';
import type { Batch, BatchStream, DataRecord } from '../model/value.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import type { BehindSource, ErrorPolicy, Relation, StepOrigin, TableScan, TakenOver } from './algebra.ts';
import type { EffectBuffer } from './effect-buffer.ts';
import type { StepExample } from './step-example.ts';

/** What a step does to the number and order of records. */
export type StepShape = 'source' | 'one-to-one' | 'filter' | 'expand' | 'blocking' | 'sink' | 'flow';

/** What a step does to the outside world. */
export type EffectKind = 'none' | 'transactional' | 'idempotent' | 'at-least-once';

/** One effect of a checked step. */
export interface StepEffect {
  readonly kind: EffectKind;
  /** In words, for `explain`: `writes collection orders of shop, keyed by _id`. */
  readonly description: string;
}

/** How expressions in settings are to be checked. */
export interface ExpressionOptions {
  /** The fields that bare names mean; default: the shape that comes in. `none` for expressions without a record. */
  readonly scope?: Shape | 'none';
  /** The type that is wanted; anything that converts to it without loss will do. */
  readonly expects?: ValueType;
  /** Aggregates are allowed; outside of them only the fields of `keys` may stand (default: all of the scope). */
  readonly aggregates?: boolean;
  readonly keys?: Shape;
  readonly windows?: boolean;
  /** What stands in the `over (..)` of calls that have none of their own: `partition by a order by b`. */
  readonly over?: string;
  /** The value is compared or grouped by: a type without an order or equality (`any`) is a problem. */
  readonly groups?: boolean;
}

/** A nested pipeline (of a branch, a join's source, a called chain), checked and planned; opaque to steps. */
export interface CheckedPipeline {
  /** The shape that it takes; undefined where it starts from a source. */
  readonly input: Shape | undefined;
  readonly output: Shape;
  readonly ordered: boolean;
  readonly effects: readonly StepEffect[];
}

/** What is wrong, and what would be right; sentences. */
export type ProblemWords = readonly [message: string, hint?: string | undefined];

/** What a step may use while it is checked. Faults are reported, not thrown; the check goes on as far as it makes sense. */
export interface CheckContext {
  /** The shape that comes in; empty for a source. */
  readonly input: Shape;
  readonly inputOrdered: boolean;
  /** The step since which the order of what comes in is not defined, as people know it; undefined where it is, or where nobody knows. */
  readonly unorderedSince: string | undefined;
  readonly parameters: Shape;
  readonly step: StepOrigin;
  /** What the step's `onError` says, for the relations that it builds. */
  readonly onError: ErrorPolicy;
  /** Reports a fault; `path` starts at the step's `with`. */
  problem(path: Path, code: ErrorCode, ...words: ProblemWords): void;
  warning(path: Path, code: ErrorCode, ...words: ProblemWords): void;
  /** Parses and checks an expression; after a reported fault it gives a null literal, so that checking can go on. */
  expression(path: Path, source: string, options?: ExpressionOptions): Typed;
  /** Checks a value: literal, template or `=expression`, also nested in lists and maps. Evaluates without a record if `scope` is `none`. */
  value(path: Path, source: unknown, options?: ExpressionOptions): CheckedValue;
  /** Parses a shape written as `{ name: type }` of which only names and types are wanted: more is a problem. */
  shape(path: Path, source: Readonly<Record<string, unknown>>): Shape;
  /** Parses a shape whose fields may say more than a type, such as what values are good. */
  fields(path: Path, source: Readonly<Record<string, unknown>>): readonly DeclaredField[];
  /** Checks that a connection exists, may be named here, and is of this kind; gives its type (`mongodb`). */
  connection<T>(path: Path, name: string, kind: ConnectorKind<T>): ConnectionReference<T>;
  /**
   * The policies of what a step reads. What a source step gives is seen through them whatever the step does; the step
   * itself heeds them in what it leaves to the outside system, and a sink in what it looks for.
   */
  policies(place: SourcePlace, columns: Shape): SourcePolicies;
  /** Reports `policy_refused` if a connection has policies, for a way of reading that cannot keep to them. */
  refusePolicies(path: Path, connection: string): void;
  /**
   * Says that what the step gives depends on who runs it in other ways than by `@user` in its settings. Only then, and in
   * sinks, may a step use `principal` and ports.
   */
  dependsOnPrincipal(): void;
  /** The definition of a kind and name, which the chain then uses; reports `unknown_reference` if there is none. */
  definition(path: Path, kind: DefinitionKind, name: string): unknown;
  /** Checks nested steps that take `input`; without input they start from a source. */
  steps(path: Path, source: readonly unknown[], input: Shape | undefined): CheckedPipeline;
  /** Checks another source: `{ chain, with }`, `{ steps }`. `scope` is what `with` may name. */
  source(path: Path, source: unknown, scope?: Shape): CheckedPipeline;
  /**
   * The same for a source that is asked for some keys at a time, where it can be: a single step that `narrows`. Opened with a
   * record that has `keys`, it gives at least the records whose `key` is one of them; where `keys` is null, all.
   */
  sourceByKey(
    path: Path,
    source: unknown,
    key: string,
  ): { readonly pipeline: CheckedPipeline; readonly byKey: boolean };
  /** Checks a call of a chain: its input against `input`, `with` against its parameters over `scope`. */
  chain(path: Path, name: string, call: ChainCall): CheckedPipeline;
  /** A relation that stands for the records of a nested pipeline, as a second input of a join or union. */
  relationOf(pipeline: CheckedPipeline): Relation;
}

/** A collection or table of a connection. */
export type SourcePlace =
  | { readonly connection: string; readonly collection: string }
  | { readonly connection: string; readonly table: string };

/** What policies leave of a source, over the columns that a step reads. */
export interface SourcePolicies {
  /** False where there are none: then everything may be seen. */
  readonly exist: boolean;
  readonly names: readonly string[];
  /** The columns that they look at: a step has to read these too. */
  readonly needs: ReadonlySet<string>;
  /** The columns that may be null though they are not: no condition or order on them may be left to the outside system. */
  readonly masked: ReadonlySet<string>;
  /** What must be true of a record, over its columns as they are: may be left to the outside system, as far as it is exact. */
  readonly rows: readonly Typed[];
  /** Everything that they say. */
  readonly expressions: readonly Typed[];
  /** For `explain`. */
  readonly facts: readonly string[];
  /** The record as it may be seen, undefined where it may not. Throws `policy_failed` where that cannot be decided. */
  see(env: Env): (record: DataRecord) => DataRecord | undefined;
}

/** How a chain is called. */
export interface ChainCall {
  readonly with: Readonly<Record<string, unknown>>;
  readonly scope: Shape;
  /** The shape handed in, for a chain with `input`. */
  readonly input: Shape | undefined;
}

/** A connection that a checked step names. */
export interface ConnectionReference<T> {
  readonly name: string;
  /** As in its definition: `embedded`; empty after a reported fault. */
  readonly type: string;
  readonly kind: ConnectorKind<T>;
}

/** Files that DuckDB can read itself: given when the run starts, as a table function over absolute paths. */
export interface NativeScan<P> {
  /** A table expression with exactly the fields of the source's shape, in order, for what `open` gives; undefined to read with `run` after all. */
  sql(plan: P, context: StepContext, open: () => Promise<DuckDb>): Promise<string | TableScan | undefined>;
  /** What `explain` says of it: `data/orders.csv (CSV)`. */
  describe(plan: P): string;
}

/** What checking a step gives. */
export interface CheckedStep<P> {
  /** The shape of what goes out. */
  readonly output: Shape;
  /** True where the order of what goes out is defined; default: as the relation says, or as it came in. */
  readonly ordered?: boolean;
  readonly effects?: readonly StepEffect[];
  /** For `run`: whatever the step worked out. */
  readonly plan: P;
  /** For a source with a relation: the shape that `run` itself reads, and whose records tests give. */
  readonly reads?: Shape;
  /** For a relational step, or for what a source does with what it read. */
  relation?(input: Relation): Relation;
  /** True if the source can be scanned by DuckDB with these settings. */
  readonly scannable?: boolean;
  /** For `explain`: what the source hands to the outside system, and what not and why. */
  readonly pushed?: readonly string[];
  /** For a source: what the outside system can do of what stands behind it; undefined where that changes nothing. */
  takeOver?(behind: BehindSource): TakenOver<P> | undefined;
}

/** A file being written; nothing is under its final name before `publish`. */
export interface FileDraft {
  /** Absolute path of a temporary file on the same file system. */
  readonly path: string;
  /** Flushes and renames to the final name; the file is then listed with the run. */
  publish(mediaType: string): Promise<void>;
  /** Removes the temporary file. */
  discard(): Promise<void>;
}

/** The files that a run may see. */
export interface RunFiles {
  /** The folders that hold them all. */
  readonly folders: readonly string[];
  /** Absolute paths behind `data/..` (globs allowed, sorted) or `run:/name`; throws `file_not_found`, `file_outside`. */
  find(name: string): Promise<readonly string[]>;
  /** Starts a file: a bare name belongs to the run, `data/..` is published below the workspace. */
  create(name: string): Promise<FileDraft>;
  /** A folder for temporary files of this run, removed with it. */
  scratch(): Promise<string>;
}

/** A mail that was or is to be sent, for the ledger. */
export interface LedgerMail {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  /** The message in RFC 5322 form. */
  readonly source: Uint8Array;
  readonly attachments: readonly string[];
}

/** Whether a mail may be sent: `begun`, and noted; or not, because it was `sent` before, or nobody knows (`uncertain`). */
export type MailStanding = 'begun' | 'sent' | 'uncertain';

/** The ledger of sent mail: a retry sends only what was not sent. */
export interface MailLedger {
  /** Notes that a mail is about to be sent, if it may be; with `again` also where an earlier attempt was broken off. */
  begin(key: string, mail: LedgerMail, how: { readonly again: boolean }): Promise<MailStanding>;
  /** Notes how it went: `kept` is a mail of the development transport, shown and not sent. */
  finish(key: string, state: 'sent' | 'kept' | 'failed', detail: string): Promise<void>;
}

/**
 * A way from steps to a part of the product that the engine does not know, such as the one that sends events. Steps ask
 * by the port; the composition provides what stands behind it.
 */
export interface Port<T> {
  readonly name: string;
  /** Only for the type checker: what stands behind it. */
  readonly provides?: T;
}

/** What stands behind the ports in a run. */
export interface PortSet {
  find<T>(port: Port<T>): T | undefined;
}

/** What a test has another server answer to a request. */
export type GivenAnswer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly fails: ErrorCode };

/** What steps of a run share among themselves and hold until it ends, such as processes. */
export interface RunBelonging<T extends { close(): Promise<void> }> {
  readonly name: string;
  make(): T;
}

/** Records that wait until they are wanted: in memory, and on disk beyond some of them. */
export interface KeptRecords {
  add(batch: Batch): Promise<void>;
  /** Adds all records of a stream; gives what the stream failed with, if it did. A failure to keep them is thrown. */
  take(records: BatchStream): Promise<{ readonly error: unknown } | undefined>;
  /** All of them from the first one, in their order; none may be added any more. */
  read(): BatchStream;
  /** Lets them go. */
  drop(): Promise<void>;
}

/** What a step may use while it runs. */
export interface StepContext extends CallsOut {
  readonly step: StepOrigin;
  /** Parameters and context values for closures and checked values. */
  readonly env: Env;
  readonly run: { readonly id: string; readonly chain: string };
  readonly principal: Principal;
  readonly clock: Clock;
  /** Fires on cancel, timeout and shutdown; a step that does not stop within 2 seconds is cut off. */
  readonly signal: AbortSignal;
  /** False in dry runs and tests: then a step must not change the outside world, but call `effect` as it would have. */
  readonly performs: boolean;
  /** True if the step may do an effect again of which nobody knows whether it happened. */
  readonly repeatsEffects: boolean;
  readonly files: RunFiles;
  readonly mails: MailLedger;
  /** Gives what the next request is answered with, in a test that says so; then no request is made. */
  readonly answer: (() => GivenAnswer) | undefined;
  log(level: RunLogLine['level'], message: string): void;
  /** What stands behind a port; throws `not_supported` where this kind of run has nothing there. */
  port<T>(port: Port<T>): T;
  /** Takes transactional effects that are to be applied with something else; undefined where they happen at once. */
  readonly buffer: EffectBuffer | undefined;
  /** What belongs to the run under this name: made when it is first asked for, closed when the run ends. */
  own<T extends { close(): Promise<void> }>(belonging: RunBelonging<T>): T;
  /** Opens a connection, once per run. */
  connect<T>(reference: ConnectionReference<T>): Promise<T>;
  /** Puts a record aside, with the reason. Throws `too_many_rejects` past the chain's limit. */
  reject(record: DataRecord, code: ErrorCode, reason: string): void;
  /** Acts on a failure that belongs to one record, as the step's `onError` says: throws, skips or rejects. */
  failRecord(record: DataRecord, error: unknown): void;
  /** Notes an effect, done or (in a dry run) shown. */
  effect(summary: Readonly<Record<string, unknown>>): void;
  /** Must be called before an effect that cannot be repeated; throws if the run lost its lease or may not repeat it. */
  beforeEffect(kind: EffectKind): Promise<void>;
  /** Says that it is known, as by a ledger, what became of the effects that this step began: the run may be tried again. */
  effectSettled(): Promise<void>;
  /** The key of an effect on `part` (a record's key, say): the same when the same run or delivery is done again. */
  effectKey(part: string): string;
  /** Adds to the live counters. */
  count(what: 'bytesIn' | 'bytesOut', amount: number): void;
  /** How many batches may wait at most between parts of a step that go on at the same time. */
  readonly waitingBatches: number;
  /** Reads records to the last one before it gives the first; beyond some, they wait on disk. */
  hold(records: BatchStream): BatchStream;
  /** Keeps records, to be read as often as need be; beyond some, they wait on disk. Drop them when they are done with. */
  keep(): KeptRecords;
  /**
   * Runs a nested pipeline over `input`, a called chain with parameters of its own. Where it is run for one `record`,
   * that record tells its effects from those for others.
   */
  open(pipeline: CheckedPipeline, input: BatchStream | undefined, record?: DataRecord): BatchStream;
}

/** What a source may use while it is sampled. */
export interface SampleContext extends Pick<StepContext, 'step' | 'env' | 'signal' | 'files' | 'connect'> {
  /** How many records are looked at, at most. */
  readonly count: number;
}

/** What is in a source, for those who write its `columns`. */
export interface SourceSample {
  /** What was looked at: `data/orders.csv`, `orders of shop`. */
  readonly of: string;
  /** How it is known: `from its first 1000 records`. */
  readonly basis: string;
  /** Empty if there is nothing to go by. */
  readonly shape: Shape;
  /** What is left out or not sure, as sentences. */
  readonly notes?: readonly string[];
}

/** The declaration of a step. */
export interface StepDeclaration<S extends z.ZodObject = z.ZodObject, P = unknown> {
  readonly name: string;
  /** Other words by which the search finds it. */
  readonly aliases?: readonly string[];
  /** One sentence. */
  readonly summary: string;
  /** Markdown. */
  readonly docs: string;
  readonly category: 'source' | 'transform' | 'flow' | 'sink';
  readonly status: 'stable' | 'preview';
  readonly shape: StepShape;
  /** Strict: an unknown key is a problem. */
  readonly settings: S;
  readonly examples: readonly StepExample[];
  /**
   * Whether it may come to hold more than some batches of records, in memory that grows with them; default: by its shape,
   * which is true of those that block, write, or perform others.
   */
  readonly holds?: boolean;
  /** False if what fails in it ends the run, for whatever record, so that `onError` would decide nothing. */
  readonly failsByRecord?: false;
  /** True if the step takes records where a chain may also start without: `http.request`. */
  readonly inputOptional?: boolean;
  /** True for a source with the settings `columns` and `where`, which asks the outside system for what `where` keeps. */
  readonly narrows?: boolean;
  check(settings: z.output<S>, context: CheckContext): CheckedStep<P>;
  /** Performs the step. A sink yields the records that it was given. */
  run?(plan: P, input: BatchStream, context: StepContext): AsyncIterable<Batch>;
  /** For a source that takes over: what the outside system makes of its records; or why that is not exactly ours, so that all is done here. */
  readDone?(plan: P, context: StepContext): Promise<BatchStream | string>;
  readonly scan?: NativeScan<P>;
  /** For a source whose `columns` are declared: what they could be, by a plan whose own columns are empty. */
  sample?(plan: P, context: SampleContext): Promise<SourceSample>;
}

/** Keeps the type of settings and plan together; the registry forgets them. */
export function defineStep<S extends z.ZodObject, P>(declaration: StepDeclaration<S, P>): AnyStep {
  const forgotten: unknown = declaration;
  return forgotten as AnyStep;
}

/** A step whose settings and plan types only itself knows. */
export type AnyStep = StepDeclaration<z.ZodObject, unknown>;

/** The steps that exist. */
export interface StepRegistry {
  find(name: string): AnyStep | undefined;
  all(): readonly AnyStep[];
}
