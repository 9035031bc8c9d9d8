/**
 * Answers questions to datasets. Invariant: an answer holds only records of an evaluation whose key is that of the
 * question, so of somebody who may see exactly the same; and only of definitions that still held when it ended.
 */
import { MillraceError, toMillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import type { DirectResult } from '../engine/direct-run.ts';
import { approximateSize } from '../engine/vector/approximate-size.ts';
import type { DatasetAnswer, DatasetOrder } from '../model/dataset-query.ts';
import { isSuccess, outcomeTable } from '../model/outcome-table.ts';
import type { RunProblem } from '../model/run.ts';
import { type AskedDataset, askDataset } from './ask-dataset.ts';
import type { CountedEvent, DatasetsOptions } from './dataset-ports.ts';
import { type Entry, EntryCache, type Evaluation, type KeptView, type MadeBytes } from './entry-cache.ts';
import { type DatasetFigures, FigureCounter } from './figures.ts';
import { Flights } from './flights.ts';
import { type Basis, freshnessOf, isOvertaken, type Present } from './freshness.ts';
import { keptBytes, keptView } from './kept-views.ts';
import { Poller, type PollReading } from './poller.ts';

/** An answer, and what was made of it before. */
export interface AnsweredDataset {
  readonly answer: DatasetAnswer;
  /** The records as a JSON list; undefined where there are none to show, or too many to keep. */
  readonly json: Uint8Array | undefined;
  /** Something made of the records, such as a workbook; made once for all who get the same answer. */
  made(name: string, make: () => Promise<MadeBytes>): Promise<MadeBytes>;
}

/** How to answer. */
export interface HowToAnswer {
  /** True to wait for new records rather than be served aged ones. */
  readonly waits?: boolean;
}

/** What an evaluation came to. `changed`: the definitions were loaded anew meanwhile, so nobody may have it. */
type Evaluated =
  | { readonly kind: 'good'; readonly evaluation: Evaluation }
  | { readonly kind: 'failed'; readonly result: DirectResult }
  | { readonly kind: 'changed' };

/** A source of records for an answer: kept or new. */
interface Found {
  readonly evaluation: Evaluation;
  readonly cache: DatasetAnswer['cache'];
  readonly stale?: DatasetAnswer['stale'];
}

/** How often a question is begun anew because the definitions changed while it was answered. */
const mostAttempts = 5;

/** Answers questions, with what is kept on this server. */
export class Answers {
  readonly #options: DatasetsOptions;
  readonly #cache: EntryCache;
  readonly #flights = new Flights<Evaluated>();
  readonly #poller: Poller;
  readonly #figures = new Map<string, FigureCounter>();
  readonly #followers = new Set<(event: CountedEvent) => void>();
  #sequence = 0;

  constructor(options: DatasetsOptions) {
    this.#options = options;
    this.#cache = new EntryCache(options.cacheSize);
    this.#poller = new Poller(options.clock);
  }

  /** What is kept. */
  get cache(): EntryCache {
    return this.#cache;
  }

  /** The figures of a dataset since the start. */
  figures(dataset: string): DatasetFigures {
    return this.#counter(dataset).figures();
  }

  /** Tells `listener` of every answer and evaluation; the function that comes back ends that. */
  follow(listener: (event: CountedEvent) => void): () => void {
    this.#followers.add(listener);
    return () => this.#followers.delete(listener);
  }

  /** Answers; what goes wrong is an answer too. */
  async answer(order: DatasetOrder, how: HowToAnswer = {}): Promise<AnsweredDataset> {
    const { clock } = this.#options;
    const started = clock.monotonic();
    try {
      const answered = await this.#attempt(order, how);
      const { cache } = answered.answer;
      this.#counter(order.dataset).answered(cache, clock.monotonic() - started);
      this.#count({ kind: 'answer', dataset: order.dataset, cache });
      return answered;
    } catch (thrown) {
      return refusal(this.#thrown(thrown, order));
    }
  }

  #thrown(thrown: unknown, { dataset }: DatasetOrder): MillraceError {
    const error = toMillraceError(thrown);
    if (error.outcome === 'failed') this.#options.logger.error({ err: thrown, dataset }, 'a dataset did not answer');
    return error;
  }

  #count(event: CountedEvent): void {
    for (const tell of this.#followers) tell(event);
  }

  #counter(dataset: string): FigureCounter {
    const known = this.#figures.get(dataset);
    if (known !== undefined) return known;
    const counter = new FigureCounter();
    // Names of datasets that do not exist are not counted: there is no end of them.
    if (this.#options.definitions().datasets.has(dataset)) this.#figures.set(dataset, counter);
    return counter;
  }

  async #attempt(order: DatasetOrder, how: HowToAnswer): Promise<AnsweredDataset> {
    for (let attempt = 0; attempt < mostAttempts; attempt++) {
      const definitions = this.#options.definitions();
      const { functions, clock } = this.#options;
      const asked = askDataset(order, { definitions, functions, now: clock.now() });
      const answered = await this.#find(asked, order, how);
      if (answered !== 'changed') return answered;
    }
    throw new MillraceError('busy', `The definitions change faster than ${order.dataset} can be read.`, {
      hint: 'Try again in a moment.',
    });
  }

  async #find(asked: AskedDataset, order: DatasetOrder, how: HowToAnswer): Promise<AnsweredDataset | 'changed'> {
    const { cache } = asked.checked.definition;
    const tags = await this.#options.tags.versions(cache?.tags ?? []);
    const reading = await this.#poll(asked);
    // Versions are read before the records, so that a change in between is seen as one.
    const present: Present = { now: this.#options.clock.now(), tags, poll: reading?.version };
    const entry = cache === undefined ? undefined : this.#cache.get(asked.key);
    if (entry !== undefined && order.fresh !== true) {
      const kept = this.#kept(entry, { asked, present, reading, how });
      if (kept !== undefined) return this.#shown(asked, kept);
    }
    return this.#read(asked, { order, present, reading, entry });
  }

  /** What is kept, where that may be served. */
  #kept(
    entry: Entry,
    on: { asked: AskedDataset; present: Present; reading: PollReading | undefined; how: HowToAnswer },
  ): Found | undefined {
    const { evaluation, failure } = entry;
    const since = evaluation.basis.at;
    const { asked, present, reading, how } = on;
    if (reading !== undefined && reading.version === undefined) {
      if (outcomeTable[reading.outcome].picture !== 'last good') return undefined;
      return { evaluation, cache: 'stale', stale: { since, ...(reading.problem && { problem: reading.problem }) } };
    }
    const freshness = freshnessOf(evaluation.basis, asked.checked.definition.cache, present);
    const mark = failure === undefined ? {} : { stale: { since, problem: failure.problem } };
    if (freshness === 'good') return { evaluation, cache: 'hit', ...mark };
    if (freshness === 'over' || how.waits === true) return undefined;
    this.#refreshBehind(asked, present, entry);
    return { evaluation, cache: 'stale', stale: { since, ...mark.stale } };
  }

  /** Reads again while the old records are served. Nobody waits, so what goes wrong is kept for the next who asks. */
  #refreshBehind(asked: AskedDataset, present: Present, entry: Entry): void {
    this.#fly(asked, { present, signal: undefined, fresh: false })
      .then(({ result }) => {
        if (result.kind === 'failed') this.#markFailed(entry, result.result);
      })
      .catch((err: unknown) =>
        this.#options.logger.error({ err, dataset: asked.checked.definition.name }, 'a dataset was not read again'),
      );
  }

  async #read(
    asked: AskedDataset,
    how: { order: DatasetOrder; present: Present; reading: PollReading | undefined; entry: Entry | undefined },
  ): Promise<AnsweredDataset | 'changed'> {
    const { order, present, reading, entry } = how;
    const unknown = reading !== undefined && reading.version === undefined;
    const { result, joined } = await this.#fly(asked, {
      present,
      signal: order.signal,
      fresh: order.fresh === true,
      keeps: !unknown,
    });
    if (result.kind === 'changed') return 'changed';
    if (result.kind === 'failed') return this.#failed(asked, result.result, entry);
    const cache = joined ? 'shared' : asked.checked.definition.cache === undefined ? 'off' : 'miss';
    return this.#shown(asked, { evaluation: result.evaluation, cache });
  }

  /** The last good records, marked, where the outcome allows that; else what went wrong. */
  async #failed(asked: AskedDataset, result: DirectResult, entry: Entry | undefined): Promise<AnsweredDataset> {
    if (entry === undefined) return failure(asked, result);
    this.#markFailed(entry, result);
    if (outcomeTable[result.outcome].picture !== 'last good') return failure(asked, result);
    const { evaluation } = entry;
    const stale = { since: evaluation.basis.at, ...(result.problem && { problem: result.problem }) };
    return this.#shown(asked, { evaluation, cache: 'stale', stale });
  }

  #markFailed(entry: Entry, { outcome, problem }: DirectResult): void {
    // Somebody who left says nothing about the records.
    if (outcome === 'cancelled' || problem === undefined) return;
    entry.failure = { at: this.#options.clock.now(), problem };
  }

  #fly(
    asked: AskedDataset,
    how: { present: Present; signal: AbortSignal | undefined; fresh: boolean; keeps?: boolean },
  ): Promise<{ readonly result: Evaluated; readonly joined: boolean }> {
    const { present, signal, fresh, keeps = true } = how;
    return this.#flights.fly({
      key: asked.key,
      signal,
      basis: present,
      joins: (basis) => !fresh && !isOvertaken({ at: 0, ...(basis as Present) }, present),
      work: (stopped) => this.#evaluate(asked, { present, signal: stopped, keeps }),
    });
  }

  async #evaluate(
    asked: AskedDataset,
    { present, signal, keeps }: { present: Present; signal: AbortSignal; keeps: boolean },
  ): Promise<Evaluated> {
    const { checked, parameters, principal, key } = asked;
    const { name } = checked.definition;
    this.#sequence += 1;
    const sequence = this.#sequence;
    const result = await this.#options.runs.run({
      chain: checked.chain.name,
      parameters,
      principal,
      trigger: { kind: 'dataset', of: name },
      limits: { records: checked.limit },
      signal,
    });
    this.#counter(name).evaluated(isSuccess(result.outcome));
    this.#count({ kind: 'evaluation', dataset: name, outcome: result.outcome });
    // It may have run under other definitions than those that say who shares it.
    if (this.#options.definitions().datasets.get(name) !== checked) return { kind: 'changed' };
    if (!isSuccess(result.outcome)) return { kind: 'failed', result };
    const basis: Basis = { at: present.now, tags: present.tags, poll: present.poll };
    const evaluation = evaluationOf(result, { basis, sequence, fingerprint: asked.fingerprint });
    if (keeps && checked.definition.cache !== undefined)
      this.#cache.set(key, { dataset: name, evaluation, bytes: approximateSize(result.records) });
    return { kind: 'good', evaluation };
  }

  #poll({ checked, principal, definitions }: AskedDataset): Promise<PollReading | undefined> {
    const { poll } = checked;
    if (poll === undefined) return Promise.resolve(undefined);
    const { chain, every } = poll;
    const hashes = Object.values(definitions.hashesOf(chain)).join();
    const key = `${chain.name}\n${definitions.fingerprint(chain, principal)}\n${hashes}`;
    const trigger = { kind: 'dataset', of: checked.definition.name, place: 'poll' } as const;
    return this.#poller.read(key, every, () =>
      this.#options.runs.run({ chain: chain.name, parameters: {}, principal, trigger }),
    );
  }

  async #shown(asked: AskedDataset, found: Found): Promise<AnsweredDataset> {
    const { key, view: name, select, checked } = asked;
    const { evaluation } = found;
    const view = await keptView(this.#cache, { key, evaluation, view: name, select, shape: checked.shape });
    return {
      answer: answerOf(asked, found, view),
      json: view.json,
      made: (what, make) => keptBytes(this.#cache, { key, evaluation, view }, { name: what, make }),
    };
  }
}

function evaluationOf(
  { records, outcome, id, rejected }: DirectResult,
  how: Pick<Evaluation, 'basis' | 'sequence' | 'fingerprint'>,
): Evaluation {
  return { ...how, records, truncated: outcome === 'truncated', rejected, run: id, views: new Map() };
}

function answerOf(asked: AskedDataset, { evaluation, cache, stale }: Found, view: KeptView): DatasetAnswer {
  const { truncated, basis, fingerprint, run, rejected } = evaluation;
  const outcome: Outcome = truncated ? 'truncated' : view.total === 0 ? 'empty' : 'ok';
  return {
    outcome,
    shape: asked.checked.shape,
    records: view.records,
    total: view.total,
    truncated,
    at: basis.at,
    ...(stale === undefined ? {} : { stale }),
    version: view.version,
    fingerprint,
    cache,
    run,
    rejected,
  };
}

/** What a run that failed has to say; nothing of it is kept. */
function failure({ checked, fingerprint }: AskedDataset, result: DirectResult): AnsweredDataset {
  const { outcome, problem, id } = result;
  return bare({
    outcome,
    ...(problem === undefined ? {} : { problem }),
    shape: checked.shape,
    fingerprint,
    run: id,
    cache: checked.definition.cache === undefined ? 'off' : 'miss',
  });
}

/** The answer to a question that was not even asked. */
function refusal({ outcome, code, message, hint, issues }: MillraceError): AnsweredDataset {
  const problem: RunProblem = {
    code,
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues }),
  };
  return bare({ outcome, problem, shape: [], fingerprint: '', cache: 'off' });
}

function bare(
  said: Pick<DatasetAnswer, 'outcome' | 'shape' | 'fingerprint' | 'cache'> &
    Partial<Pick<DatasetAnswer, 'problem' | 'run'>>,
): AnsweredDataset {
  const answer: DatasetAnswer = { ...said, records: [], total: 0, truncated: false, at: 0, version: '' };
  return { answer, json: undefined, made: (_name, make) => make() };
}
