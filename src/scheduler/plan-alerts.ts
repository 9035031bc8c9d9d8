/**
 * What becomes of a job's alerts. Pure. Invariants: a beginning is told once, until it has ended; an end only of what was
 * told to have begun; only a success ends anything.
 */
import type { AlertChange, AlertKind, AlertRules, AlertStanding } from '../model/alert.ts';
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

/** The changes of the alerts of a job. */
export function planAlerts(
  rules: AlertRules | undefined,
  state: JobState,
  { changes, inserts, unmade = [], now }: Happened,
): readonly AlertChange[] {
  if (rules === undefined) return [];
  const alerts = new Alerts(rules, state);
  for (const change of changes) {
    const occurrence = state.open.find(({ id }) => id === change.id);
    if (occurrence !== undefined) alerts.ended(occurrence, change);
  }
  alerts.inserted(inserts);
  for (const { planned, cause } of unmade) alerts.failed({ planned, cause });
  const gone = new Set(changes.filter(({ state: to }) => final.has(to)).map(({ id }) => id));
  alerts.overdue(
    state.open.filter(({ id }) => !gone.has(id)),
    now,
  );
  return alerts.changes;
}

const final: ReadonlySet<string> = new Set(['succeeded', 'failed', 'cancelled']);

type About = Pick<AlertChange, 'cause' | 'run' | 'outcome' | 'planned'>;

class Alerts {
  readonly changes: AlertChange[] = [];
  readonly #rules: AlertRules;
  readonly #standing: Map<AlertKind, Pick<AlertStanding, 'state'>>;
  #failures: number;

  constructor(rules: AlertRules, { alerts = [], failures }: JobState) {
    this.#rules = rules;
    this.#standing = new Map(alerts.map((alert) => [alert.kind, alert]));
    this.#failures = failures;
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

  /** Occurrences that should have succeeded by now. */
  overdue(open: readonly OpenOccurrence[], now: number): void {
    const { by } = this.#rules;
    if (by === undefined) return;
    const late = open.find(({ due }) => due + by <= now);
    if (late === undefined) return;
    const cause = `It had not succeeded ${words(by)} after its instant: it is ${late.state}.`;
    this.#begin('late', { cause, planned: late.planned, ...(late.run === undefined ? {} : { run: late.run.id }) });
  }

  /** It failed once more. */
  failed(about: About): void {
    this.#failures += 1;
    const { failedAfter } = this.#rules;
    if (this.#failures >= failedAfter) this.#begin('failed', about);
    else if (this.#stateOf('failed') !== 'pending') this.#change('failed', 'pending', about);
  }

  #succeeded(about: Omit<About, 'cause'>, records: number): void {
    this.#failures = 0;
    const cause = `It succeeded with ${records} records.`;
    this.#end('failed', { ...about, cause });
    this.#end('late', { ...about, cause });
    const odd = oddNumber(records, this.#rules);
    if (odd === undefined) this.#end('silent', { ...about, cause });
    else this.#begin('silent', { ...about, cause: odd });
  }

  #stateOf(kind: AlertKind): AlertStanding['state'] {
    return this.#standing.get(kind)?.state ?? 'ok';
  }

  #begin(kind: AlertKind, about: About): void {
    if (this.#stateOf(kind) !== 'firing') this.#change(kind, 'firing', { ...about, event: 'began' });
  }

  #end(kind: AlertKind, about: About): void {
    const state = this.#stateOf(kind);
    if (state === 'pending') this.#change(kind, 'ok', about);
    if (state === 'firing')
      this.#change(kind, 'resolved', this.#rules.recovered ? { ...about, event: 'ended' } : about);
  }

  #change(kind: AlertKind, state: AlertStanding['state'], about: About & Pick<AlertChange, 'event'>): void {
    this.#standing.set(kind, { state });
    this.changes.push({ kind, state, ...about });
  }
}

/** Why a number of records is not what was expected; undefined if it is. */
function oddNumber(records: number, { silent, records: band = {} }: AlertRules): string | undefined {
  const { min, max } = band;
  if (!silent) return undefined;
  if (min !== undefined && records < min)
    return `It gave ${records === 0 ? outcomeTable.empty.meaning.replace('ran, ', '') : `${records} records`}, but at least ${min} were expected.`;
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
