/**
 * Looks whether files have come and marks have grown, for the jobs that wait for it. Any number of nodes may run one; leases
 * let one look at one place at a time. What is seen is noted as causes, which the dispatcher puts into the ledger. A place
 * that cannot be looked at holds up no other, and is told: in the log, on the page of the job, and by the job failing.
 */
import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import { type Cause, causeOrigin } from '../model/trigger-cause.ts';
import type { ClaimedLook, FoundFile, LookStanding, LookStore } from '../model/trigger-look.ts';
import type { Value } from '../model/value.ts';
import type { ValueType } from '../model/value-type.ts';
import { planFileLook, planPoll } from './plan-look.ts';
import type { ScheduledJob } from './scheduled-job.ts';
import { type FileLook, lookInterval, placeOfLook, type PollLook, type TriggerLook } from './trigger-rules.ts';

/** What a chain gave. */
export interface AskedMark {
  readonly value: Value;
  readonly type: ValueType;
}

/** What a watch is made of. */
export interface TriggerWatchOptions {
  readonly store: LookStore;
  readonly clock: Clock;
  readonly logger: Logger;
  /** The jobs as they are now; asked anew every time. */
  readonly jobs: () => readonly ScheduledJob[];
  /** The files of a pattern; throws where that cannot be known. */
  readonly findFiles: (pattern: string) => Promise<readonly FoundFile[]>;
  /** The mark that a chain gives, asked as the job; throws where it gives none. Null where there are no records. */
  readonly askMark: (job: string, chain: string, signal: AbortSignal) => Promise<AskedMark>;
  /** Called after causes were noted. */
  readonly noted: () => void;
}

/** Watches until it is stopped. */
export interface TriggerWatch {
  start(): void;
  /** Makes the looks that are due, and waits for them. */
  tick(): Promise<void>;
  /** Ends watching; resolves when no look goes on any more. */
  stop(): Promise<void>;
}

/** Nobody else looks for this long, in milliseconds: longer than a look takes, and how long one that died holds others up. */
const leases: Readonly<Record<TriggerLook['on'], number>> = { file: 30_000, poll: 75_000 };

/** How often to look which looks are due, where nothing is known. */
const LONGEST_SLEEP = 5_000;

/** A blink of a file server is nobody's business: so many looks in a row must fail before the job does. */
const FAILURES_TOLD = 3;

/** As whom it looks, and what ends looks that take long when the node stops. */
interface Looking extends TriggerWatchOptions {
  readonly holder: string;
  readonly signal: AbortSignal;
}

interface Due {
  readonly job: ScheduledJob;
  readonly look: TriggerLook;
}

/** Makes a watch; it does nothing until it is started. */
export function createTriggerWatch(options: TriggerWatchOptions): TriggerWatch {
  const { clock } = options;
  const ending = new AbortController();
  const holder = newId();
  const going = new Map<string, Promise<void>>();
  let watching: Promise<void> = Promise.resolve();

  /** Begins what is due and not under way here; gives how long nothing will be. */
  const begin = async (): Promise<number> => {
    const { due, next } = await findDue(options);
    for (const one of due) {
      const key = `${one.job.name} ${placeOfLook(one.look)}`;
      if (going.has(key)) continue;
      going.set(
        key,
        lookOnce(one, { ...options, holder, signal: ending.signal }).finally(() => going.delete(key)),
      );
    }
    return next;
  };
  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const sleep = await begin().catch((err: unknown) => {
        options.logger.error({ err }, 'what starts jobs beside the clock cannot be looked for; it will be tried again');
        return LONGEST_SLEEP;
      });
      await pause(clock, sleep, ending.signal);
    }
  };
  return {
    start() {
      watching = loop();
    },
    async tick() {
      await begin();
      await Promise.all(going.values());
    },
    async stop() {
      ending.abort();
      await watching;
      await Promise.all(going.values());
    },
  };
}

/** The looks that are due, and how long it is until the next one. */
async function findDue({ store, clock, jobs }: TriggerWatchOptions): Promise<{ due: readonly Due[]; next: number }> {
  const all = jobs().flatMap((job) => (job.looks ?? []).map((look) => ({ job, look })));
  if (all.length === 0) return { due: [], next: LONGEST_SLEEP };
  const now = clock.now();
  const known = new Map((await store.standings()).map((one) => [`${one.job} ${one.place}`, one]));
  const waits = all.map(({ job, look }) => waitFor(look, known.get(`${job.name} ${placeOfLook(look)}`), now));
  const next = all.reduce(
    (least, { look }, index) => Math.min(least, (waits[index] ?? 0) > 0 ? (waits[index] ?? 0) : lookInterval(look)),
    LONGEST_SLEEP,
  );
  return { due: all.filter((_one, index) => waits[index] === 0), next };
}

function waitFor(look: TriggerLook, standing: LookStanding | undefined, now: number): number {
  const { lookedAt } = standing ?? {};
  if (lookedAt === undefined || lookedAt > now) return 0;
  return Math.max(0, lookedAt + lookInterval(look) - now);
}

/** One look, if nobody else has it. */
async function lookOnce({ job, look }: Due, options: Looking): Promise<void> {
  const { store, logger, noted, holder } = options;
  const place = placeOfLook(look);
  const about = { job: job.name, place };
  try {
    const claimed = await store.claim({ ...about, holder, interval: lookInterval(look), lease: leases[look.on] });
    if (claimed === undefined) return;
    // Nobody asks while the job is at it: what it was given last would have no end yet, and so `previous` no meaning.
    const rests = claimed.paused || (look.on === 'poll' && claimed.busy);
    if (rests) await store.rest(claimed);
    else if (await lookAt(claimed, { job, look }, options)) noted();
  } catch (err) {
    logger.error({ err, ...about }, 'what a trigger saw could not be written down; it will look again');
  }
}

/** Looks and writes down what is seen; true where there may be causes. */
async function lookAt(claimed: ClaimedLook, { look }: Due, options: Looking): Promise<boolean> {
  let write: () => Promise<boolean>;
  try {
    write = look.on === 'file' ? await lookForFiles(claimed, look, options) : await askForMark(claimed, look, options);
  } catch (thrown) {
    if (options.signal.aborted) {
      await options.store.rest(claimed);
      return false;
    }
    return failed(claimed, thrown, options);
  }
  return write();
}

async function lookForFiles(
  claimed: ClaimedLook,
  look: FileLook,
  { store, clock, findFiles }: TriggerWatchOptions,
): Promise<() => Promise<boolean>> {
  const found = await findFiles(look.pattern);
  const now = clock.now();
  return async () => {
    let arrived = false;
    const written = await store.finishFiles(claimed, (known) => {
      const decision = planFileLook(look, { found, known, now });
      arrived = decision.causes.length > 0;
      return decision;
    });
    return written && arrived;
  };
}

async function askForMark(
  claimed: ClaimedLook,
  look: PollLook,
  { store, clock, askMark, signal }: Looking,
): Promise<() => Promise<boolean>> {
  const seen = await askMark(claimed.job, look.chain, signal);
  const now = clock.now();
  return async () => {
    let grown = false;
    const written = await store.finishPoll(claimed, (last) => {
      const decision = planPoll(look, { ...seen, known: claimed.mark, last, now });
      grown = decision.causes.length > 0;
      return decision;
    });
    return written && grown;
  };
}

async function failed(
  claimed: ClaimedLook,
  thrown: unknown,
  { store, clock, logger }: TriggerWatchOptions,
): Promise<boolean> {
  const { job, place, failures } = claimed;
  const problem = messageOf(thrown);
  if (failures === 0) logger.warn({ err: thrown, job, place }, 'a trigger cannot look; it will try again');
  const isTold = failures + 1 === FAILURES_TOLD;
  if (isTold) logger.error({ err: thrown, job, place }, 'a trigger has not been able to look; its job fails');
  const cause = isTold ? [brokenLook(claimed, problem, clock.now())] : [];
  return (await store.fail(claimed, problem, ...cause)) && isTold;
}

/** What makes the job fail, once for each time that looking became impossible. */
function brokenLook({ place }: ClaimedLook, problem: string, now: number): Cause {
  const [on, ...rest] = place.split(' ');
  const what = rest.join(' ');
  if (on === 'file') {
    return { origin: causeOrigin('file', what), planned: now, facts: { on: 'file', file: what, problem } };
  }
  return { origin: causeOrigin('poll', what), planned: now, facts: { on: 'poll', chain: what, problem } };
}
