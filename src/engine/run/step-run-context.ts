import { createHash } from 'node:crypto';
import { orAbort } from '../../core/abort.ts';
import { MillraceError, type ErrorCode, toMillraceError } from '../../core/errors.ts';
import type { CallSpan, OutgoingCall } from '../../core/tracer.ts';
import { toJson } from '../../model/value-codec.ts';
import type { RunLogLine } from '../../model/run.ts';
import type { BatchStream, DataRecord } from '../../model/value.ts';
import { recordOf, types } from '../../model/value-type.ts';
import type { Pipeline, PlannedStep } from '../planned.ts';
import type {
  CheckedPipeline,
  ConnectionReference,
  EffectKind,
  GivenAnswer,
  KeptRecords,
  Port,
  RunBelonging,
  StepContext,
} from '../step-contract.ts';
import { calledInput } from './called-input.ts';
import { frameOf } from './frame-of.ts';
import { holdRecords, SpillingRecords } from './kept-records.ts';
import type { StepCounter } from './run-counters.ts';
import { type Frame, keptIn } from './run-scope.ts';

/** Runs a nested pipeline; handed in, because it in turn needs step contexts. */
export type RunNested = (pipeline: Pipeline, input: BatchStream | undefined, frame: Frame) => BatchStream;

/** The same error, saying which step it belongs to unless it already does. */
export function errorOfStep(error: unknown, step: string): MillraceError {
  const known = toMillraceError(error);
  if (known.step !== undefined) return known;
  const { code, message, hint, issues } = known;
  return new MillraceError(code, message, {
    step,
    cause: known.cause ?? error,
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues }),
  });
}

/** What a step may use while it runs. */
export class StepRunContext implements StepContext {
  readonly #frame: Frame;
  readonly #planned: PlannedStep;
  readonly #counter: StepCounter;
  readonly #nested: RunNested;
  /** How often a record was seen for which steps within this one act on the outside world, by its hash. */
  readonly #seen = new Map<string, number>();
  readonly signal: AbortSignal;

  constructor(frame: Frame, planned: PlannedStep, how: { signal: AbortSignal; nested: RunNested }) {
    this.#frame = frame;
    this.#planned = planned;
    this.#counter = frame.scope.counters.of(planned.origin);
    this.#nested = how.nested;
    this.signal = how.signal;
  }

  get step() {
    return this.#planned.origin;
  }
  get env() {
    return this.#frame.env;
  }
  get run() {
    return this.#frame.scope.run;
  }
  get principal() {
    this.#mustBePersonal('the principal');
    return this.#frame.scope.principal;
  }
  get clock() {
    return this.#frame.scope.clock;
  }
  get performs() {
    return this.#frame.scope.performs;
  }
  get repeatsEffects() {
    return this.#planned.repeatEffects;
  }
  get files() {
    return this.#frame.scope.files;
  }
  get answer() {
    const { given, uses } = this.#frame.scope;
    const { name } = this.#planned.origin;
    const answers = given(name)?.answers;
    if (answers === undefined) return undefined;
    return (): GivenAnswer => answers[Math.min(uses.next(name), answers.length - 1)]!;
  }
  get mails() {
    return this.#frame.scope.mails;
  }
  get waitingBatches() {
    return this.#frame.scope.waitingBatches;
  }
  get buffer() {
    return this.#frame.scope.buffer;
  }

  port<T>(port: Port<T>): T {
    this.#mustBePersonal(port.name);
    const found = this.#frame.scope.ports.find(port);
    if (found !== undefined) return found;
    throw new MillraceError('not_supported', `${this.step.uses} needs ${port.name}, which is not there in this run.`, {
      hint: 'Run it on a server.',
    });
  }

  /** What reads for somebody must have said so when it was checked: who shares what it gives is decided by that. */
  #mustBePersonal(what: string): void {
    const { declaration, personal } = this.#planned;
    if (personal || declaration.shape === 'sink') return;
    throw new MillraceError(
      'internal',
      `${declaration.name} uses ${what} without saying that it depends on who runs it.`,
    );
  }

  /** True where policies hold for what the step reads. */
  get #isHidden(): boolean {
    return this.#planned.policies?.exist === true;
  }

  log(level: RunLogLine['level'], message: string): void {
    this.#frame.scope.emit({ kind: 'log', line: { at: this.clock.now(), level, step: this.step.name, message } });
  }

  own<T extends { close(): Promise<void> }>(belonging: RunBelonging<T>): T {
    return this.#frame.scope.belongings.of(belonging);
  }

  connect<T>(reference: ConnectionReference<T>): Promise<T> {
    // A server that does not greet must not hold a run that is to stop.
    const { name, kind } = reference;
    const call = { name: `connect ${name}`, attributes: { 'millrace.connection': name, 'millrace.kind': kind.name } };
    return this.call(call, () => orAbort(this.#frame.scope.connections.open(kind, name), this.signal));
  }

  call<T>(call: OutgoingCall, work: (span: CallSpan) => Promise<T>): Promise<T> {
    return this.#frame.scope.trace.call(this.step, call, work);
  }

  reject(record: DataRecord, code: ErrorCode, reason: string): void {
    this.#counter.rejected += 1;
    const shape = this.#planned.checked.reads ?? this.#planned.input;
    // What a source puts aside has no shape: it is what could not be read.
    const type = shape.length === 0 ? types.any : recordOf(shape);
    // A record that could not be read could not be judged either, so nobody may see it.
    const shown = this.#isHidden ? {} : record;
    this.#frame.scope.rejects.add({ step: this.step.name, code, reason, record: () => toJson(shown, type) });
  }

  failRecord(record: DataRecord, error: unknown): void {
    const said = errorOfStep(error, this.step.name);
    const known = this.#isHidden && belongsToRecord(said) ? withoutRecord(said) : said;
    if (this.#planned.onError === 'fail' || !belongsToRecord(known)) throw known;
    if (this.#planned.onError === 'reject') this.reject(record, known.code, known.message);
    else this.#counter.rejected += 1;
  }

  effect(summary: Readonly<Record<string, unknown>>): void {
    const { name: step, uses } = this.step;
    this.#frame.scope.emit({ kind: 'effect', effect: { step, uses, summary, performed: this.performs } });
  }

  async beforeEffect(kind: EffectKind): Promise<void> {
    this.signal.throwIfAborted();
    const isMarked = kind === 'at-least-once' && !this.#planned.repeatEffects;
    if (isMarked) await this.#frame.scope.effectBegins(this.step.name);
    else await this.#frame.scope.mayAct();
  }

  async effectSettled(): Promise<void> {
    if (!this.#planned.repeatEffects) await this.#frame.scope.effectSettles(this.step.name);
  }

  effectKey(part: string): string {
    return createHash('sha256')
      .update(`${this.run.effectId}\n${this.#frame.place}${this.step.name}\n${part}`)
      .digest('hex');
  }

  count(what: 'bytesIn' | 'bytesOut', amount: number): void {
    this.#counter[what] += amount;
  }

  hold(records: BatchStream): BatchStream {
    return holdRecords(records, keptIn(this.#frame.scope));
  }

  keep(): KeptRecords {
    return new SpillingRecords(keptIn(this.#frame.scope));
  }

  open(pipeline: CheckedPipeline, input: BatchStream | undefined, record?: DataRecord): BatchStream {
    const nested = pipeline as Pipeline;
    const frame = { ...this.#frame, place: this.#placeOf(nested, record) };
    const fail = (error: unknown): never => {
      throw errorOfStep(error, this.step.name);
    };
    const given = input === undefined ? undefined : calledInput(nested, input, fail);
    return this.#nested(nested, given, frameOf(nested, frame, record));
  }

  /** Records are told apart by what is in them: a retry may read them in another order. */
  #placeOf(nested: Pipeline, record: DataRecord | undefined): string {
    if (nested.effects.length === 0) return this.#frame.place;
    const own = `${this.#frame.place}${this.step.name}.${this.#planned.nested.indexOf(nested)}`;
    if (record === undefined) return `${own}/`;
    const content = JSON.stringify(toJson(record, recordOf(this.#planned.input)));
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22);
    const count = (this.#seen.get(hash) ?? 0) + 1;
    this.#seen.set(hash, count);
    return `${own}:${hash}:${count}/`;
  }
}

/** The error without anything of the record that it is about. */
function withoutRecord({ code, step }: MillraceError): MillraceError {
  const message = 'A record cannot be used as declared. Its source has policies, so nothing of it is shown.';
  const hint = 'Compare the declared columns with the source: `millrace shape`.';
  return new MillraceError(code, message, { hint, ...(step === undefined ? {} : { step }) });
}

/** Errors of a record can be skipped or rejected; those of a system, a limit or a cancel cannot. */
function belongsToRecord(error: MillraceError): boolean {
  if (error.code === 'too_many_rejects') return false;
  return (
    error.outcome === 'invalid' ||
    error.outcome === 'conflict' ||
    error.code === 'recipient_refused' ||
    error.code === 'upstream_refused'
  );
}
