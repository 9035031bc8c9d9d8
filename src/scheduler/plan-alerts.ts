/**
 * What becomes of a job's alerts. Pure. Invariants: a beginning is told once, until it has ended; an end only of what was
 * told to have begun; only a success ends anything, and what nobody asks for any more is withdrawn.
 */
import { type AlertChange, type AlertKind, alertKinds, type AlertRules, type AlertStanding } from '../model/alert.ts';
import type { JobState, NewOccurrence, OccurrenceChange, OpenOccurrence, UnmadeRun } from '../model/job-ledger.ts';
import { outcomeTable } from '../model/outcome-table.ts';

/** What was decided about the job's occurrences, in the order in which it happened. */
export interface Happened {
  readonly changes: readonly OccurrenceChange[];
  readonly inserts: readonly NewOccurrence[];
  /** Of the inserts and changes, those for which no run could be made. */
  readonly unmade?: readonly UnmadeRun[];
  readonly now: number;
}

/** The changes of the alerts of a job; without rules, of one that is not defined any more. */
export function planAlerts(rules: AlertRules | undefined, state: JobState, happened: Happened): readonly AlertChange[] {
  const alerts = new Alerts(rules ?? unwatched, state);
  const { changes, inserts, unmade = [], now } = happened;
  for (const change of changes) {
    const occurrence = state.open.find(({ id }) => id === change.id);
    if (occurrence !== undefined) alerts.ended(occurrence, change);
  }
  alerts.inserted(inserts);
  for (const { planned, cause } of unmade) alerts.failed({ planned, cause });
  const open = stillOpen(state, changes);
  alerts.settle(open, happened);
  if (rules === undefined || (rules.off === true && open.length === 0))
    alerts.withdraw(alertKinds, withdrawals[rules === undefined ? 'gone' : 'off']);
  else
    alerts.withdraw(
      alertKinds.filter((kind) => !asksFor(kind, rules)),
      withdrawals.unasked,
    );
  alerts.remind(now);
  return alerts.changes;
}

/** Whether anybody wants to hear of it. */
function asksFor(kind: AlertKind, { by, silent }: Pick<AlertRules, 'by' | 'silent'>): boolean {
  if (kind === 'late') return by !== undefined;
  return kind === 'silent' ? silent : true;
}

/**
 * Since when a job has not succeeded, as far as somebody wants to know: its last success, or when it began to be watched.
 * Null where nobody does any more; undefined where nothing changes.
 */
export function planQuiet(
  rules: AlertRules | undefined,
  { quietSince, begins }: { readonly quietSince: number | undefined; readonly begins: boolean },
  { changes, now }: Pick<Happened, 'changes' | 'now'>,
): number | null | undefined {
  if (rules?.every === undefined || rules.off === true) return quietSince === undefined ? undefined : null;
  const succeeded = changes.some(({ state }) => state === 'succeeded');
  return begins || succeeded || quietSince === undefined ? now : undefined;
}

const unwatched: AlertRules = { failedAfter: 1, silent: false, recovered: true, recipients: [] };

const withdrawals = {
  gone: 'The job is not defined any more.',
  off: 'The job was switched off.',
  unasked: 'The job does not ask for it any more.',
} as const;

const final: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

function stillOpen({ open }: JobState, changes: readonly OccurrenceChange[]): readonly OpenOccurrence[] {
  const gone = new Set(changes.filter(({ state: to }) => final.has(to)).map(({ id }) => id));
  return open.filter(({ id }) => !gone.has(id));
}

type About = Pick<AlertChange, 'cause' | 'run' | 'outcome' | 'planned'>;

class Alerts {
  readonly changes: AlertChange[] = [];
  readonly #rules: AlertRules;
  readonly #standing: Map<AlertKind, Pick<AlertStanding, 'state' | 'cause' | 'run' | 'toldAt'>>;
  readonly #quietSince: number | undefined;
  #failures: number;
  /** The last success, if there was one; what it ends is known when all is known. */
  #success: About | undefined;

  constructor(rules: AlertRules, { alerts = [], failures, quietSince }: JobState) {
    this.#rules = rules;
    this.#standing = new Map(alerts.map((alert) => [alert.kind, alert]));
    this.#failures = failures;
    this.#quietSince = quietSince;
  }

  /** An occurrence came to its end. */
  ended(occurrence: OpenOccurrence, { state, reason }: OccurrenceChange): void {
    const { run, planned } = occurrence;
    const about = {
      planned,
      ...(run === undefined ? {} : { run: run.id }),
      ...(run?.outcome === undefined ? {} : { outcome: run.outcome }),
    };
    if (state === 'failed') this.failed({ ...about, cause: reason ?? 'It failed.' });
    if (state === 'succeeded') this.#succeeded(about, run?.records ?? 0);
  }

  /** Instants that passed while no server was up are silence, unless one of them is made up for. */
  inserted(inserts: readonly NewOccurrence[]): void {
    const missed = inserts.find(({ state }) => state === 'missed');
    const runs = inserts.some(({ state }) => state === 'queued' || state === 'planned');
    if (missed === undefined || runs || !this.#rules.silent) return;
    this.#begin('silent', { cause: missed.reason ?? 'It did not run.', planned: missed.planned });
  }

  /** What is open and should have succeeded by now is late; nothing is on time again while such an occurrence is open. */
  settle(open: readonly OpenOccurrence[], { now }: Happened): void {
    const { by, every, silent, off } = this.#rules;
    const late = by === undefined ? undefined : open.find(({ due }) => due + by <= now);
    if (late === undefined && this.#success !== undefined) this.#end('late', this.#success);
    if (late !== undefined && by !== undefined) {
      const cause = `It had not succeeded ${words(by)} after its instant: it is ${late.state}.`;
      this.#begin('late', { cause, planned: late.planned, ...(late.run === undefined ? {} : { run: late.run.id }) });
    }
    if (every === undefined || !silent || off === true || this.#success !== undefined) return;
    if (this.#quietSince !== undefined && this.#quietSince + every <= now)
      this.#begin('silent', { cause: `It has not succeeded for ${words(every)}.` });
  }

  /** It failed once more. */
  failed(about: About): void {
    this.#failures += 1;
    const { failedAfter } = this.#rules;
    if (this.#failures >= failedAfter) this.#begin('failed', about);
    else if (this.#stateOf('failed') !== 'pending') this.#change('failed', 'pending', about);
  }

  /** What fires is told again after a while, if that is wanted; not what was told just now. */
  remind(now: number): void {
    const { remind } = this.#rules;
    if (remind === undefined) return;
    for (const [kind, { state, cause, run, toldAt }] of this.#standing) {
      if (state !== 'firing' || toldAt === undefined || toldAt + remind > now) continue;
      this.#change(kind, 'firing', { cause, ...(run === undefined ? {} : { run }), event: 'reminded' });
    }
  }

  /** Ends what nobody looks after any more. */
  withdraw(kinds: readonly AlertKind[], cause: string): void {
    for (const kind of kinds) this.#end(kind, { cause }, 'withdrawn');
  }

  #succeeded(about: Omit<About, 'cause'>, records: number): void {
    this.#failures = 0;
    const cause = `It succeeded with ${records} ${records === 1 ? 'record' : 'records'}.`;
    this.#success = { ...about, cause };
    this.#end('failed', this.#success);
    const odd = oddNumber(records, this.#rules);
    if (odd === undefined) this.#end('silent', this.#success);
    else this.#begin('silent', { ...about, cause: odd });
  }

  #stateOf(kind: AlertKind): AlertStanding['state'] {
    return this.#standing.get(kind)?.state ?? 'ok';
  }

  #begin(kind: AlertKind, about: About): void {
    if (this.#stateOf(kind) !== 'firing') this.#change(kind, 'firing', { ...about, event: 'began' });
  }

  #end(kind: AlertKind, about: About, event: 'ended' | 'withdrawn' = 'ended'): void {
    const state = this.#stateOf(kind);
    if (state === 'pending') this.#change(kind, 'ok', about);
    if (state !== 'firing') return;
    const withdrawn = event === 'withdrawn' ? { withdrawn: true as const } : {};
    this.#change(kind, 'resolved', { ...about, ...withdrawn, ...(this.#rules.recovered ? { event } : {}) });
  }

  #change(
    kind: AlertKind,
    state: AlertStanding['state'],
    about: About & Pick<AlertChange, 'event' | 'withdrawn'>,
  ): void {
    this.#standing.set(kind, { state, cause: about.cause });
    this.changes.push({ kind, state, ...about });
  }
}

/** Why a number of records is not what was expected; undefined if it is. */
function oddNumber(records: number, { silent, records: band = {} }: AlertRules): string | undefined {
  const { min, max } = band;
  if (!silent) return undefined;
  if (min !== undefined && records < min)
    return `It gave ${records === 0 ? outcomeTable.empty.meaning.replace('ran, ', '') : `${records} ${records === 1 ? 'record' : 'records'}`}, but at least ${min} were expected.`;
  if (max !== undefined && records > max) return `It gave ${records} records, but at most ${max} were expected.`;
  return undefined;
}

/** A duration in words, in the largest unit that fits. */
function words(milliseconds: number): string {
  const units = [
    ['hours', 3_600_000],
    ['minutes', 60_000],
    ['seconds', 1000],
  ] as const;
  const [unit, size] = units.find(([, each]) => milliseconds % each === 0) ?? ['milliseconds', 1];
  return `${milliseconds / size} ${unit}`;
}
