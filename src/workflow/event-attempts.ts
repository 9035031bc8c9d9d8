/**
 * Events, one attempt each. Events for one instance queue: within this process in the order of asking, among processes
 * by the lease. An event that was told before gets its first answer, unless that answer left it open.
 */
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { isId, newId } from '../core/ids.ts';
import { pause } from '../core/pause.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { Principal } from '../model/principal.ts';
import type { EventAnswer, SendOrder, StartOrder, Workflows } from '../model/workflow-event.ts';
import type { HistoryEntry, WorkflowTask } from '../model/workflow-instance.ts';
import { performAttempt, type ReadyAttempt } from './attempt.ts';
import { AttemptContext, type AttemptServices } from './attempt-context.ts';
import { actorOf, buildChange, entryOf, timerPrincipal } from './build-change.ts';
import { type Refusal, refusal } from './decide-event.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { LeaseLost } from './lease-lost.ts';
import type { Sender } from './who-may.ts';
import type { ClaimedFacts, ClaimResult, EventEntry, InstanceClaim } from './workflow-store.ts';

/** How long a claim holds at first, in milliseconds; it is lengthened before a chain that may take longer. */
const leaseSpan = 60_000;

/** How long an event waits for the one before it, in milliseconds. */
const longestWait = 30_000;

/** What attempts are made with, beside their services. */
export interface EventAttemptsOptions extends AttemptServices {
  /** Who timers run as where a workflow does not say it. */
  readonly account: Principal;
  /** Called when an attempt was committed. */
  committed?(about: CommittedEvent): void;
}

/** An attempt that was committed. */
export interface CommittedEvent {
  readonly workflow: string;
  readonly instance: string;
  readonly from: string;
  readonly to: string;
  readonly name: string;
  /** True if there is something to do after the commit. */
  readonly queued: boolean;
}

/** How an event came. */
export type Origin = Pick<Sender, 'origin' | 'own'>;

const bySomebody: Origin = { origin: 'somebody', own: false };

/** Starts instances and sends events to them. */
export class EventAttempts implements Workflows {
  readonly #options: EventAttemptsOptions;
  readonly #queue = new KeyedQueue();

  constructor(options: EventAttemptsOptions) {
    this.#options = options;
  }

  /** The instance has the id of its first event, so that a wish that is told again is the same instance. */
  async start(order: StartOrder, origin: Origin = bySomebody): Promise<EventAnswer> {
    const { event = newId(), workflow: name, principal, input } = order;
    if (!isId(event)) return unanswered(event, refusal('invalid_input', 'The id of an event is a UUID.'));
    return this.#queue.run(event, () =>
      this.#answer(event, async () => {
        const { workflow, version } = await this.#options.versions.current(name);
        const fresh = { id: event, workflow: name, definition: version, state: workflow.initial };
        const claimed = await this.#claim(() =>
          this.#options.store.claimNew({ ...fresh, startedBy: actorOf(principal) }, leaseSpan),
        );
        if (claimed.instance.workflow !== name) {
          await this.#options.store.release(claimed);
          throw clash();
        }
        return this.#attempt(claimed, { id: event, name: workflow.start, input }, { principal, ...origin });
      }),
    );
  }

  async send(order: SendOrder, origin: Origin = bySomebody): Promise<EventAnswer> {
    const { event = newId(), instance, name, input, principal, version } = order;
    if (!isId(event)) return unanswered(event, refusal('invalid_input', 'The id of an event is a UUID.'));
    const wanted = { id: event, name, input, ...(version === undefined ? {} : { version }) };
    return this.#queue.run(instance, () =>
      this.#answer(event, async () => {
        const claimed = await this.#claim(() => this.#options.store.claim(instance, leaseSpan));
        return this.#attempt(claimed, wanted, { principal, ...origin });
      }),
    );
  }

  /** Resolves when nothing goes on. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** Everything that goes wrong is an answer. */
  async #answer(event: string, work: () => Promise<EventAnswer>): Promise<EventAnswer> {
    try {
      return await work();
    } catch (thrown) {
      const error = toMillraceError(thrown);
      if (error.code === 'internal')
        this.#options.logger.error({ err: thrown, event }, 'an event could not be worked on');
      return unanswered(event, refusalOfError(error));
    }
  }

  /** Waits for whoever works on the instance. */
  async #claim(claim: () => Promise<ClaimResult>): Promise<InstanceClaim> {
    const { clock } = this.#options;
    const giveUpAt = clock.monotonic() + longestWait;
    for (let wait = 10; ; wait = Math.min(wait * 2, 500)) {
      const result = await claim();
      if (result.kind === 'claimed') return result.claim;
      if (result.kind === 'missing') throw new MillraceError('not_found', 'There is no such instance.');
      if (clock.monotonic() >= giveUpAt) {
        throw new MillraceError('busy', 'Somebody else works on this instance.', { hint: 'Try again in a moment.' });
      }
      await pause(clock, wait);
    }
  }

  async #attempt(
    claim: InstanceClaim,
    event: AttemptContext['event'],
    who: Pick<Sender, 'principal' | 'origin' | 'own'>,
  ): Promise<EventAnswer> {
    const { store, versions } = this.#options;
    try {
      const { instance } = claim;
      const facts = await store.factsOf(claim, event.id);
      const repeated =
        facts.entry === undefined ? undefined : repeatedAnswer(facts.entry, { instance: instance.id, event, who });
      if (repeated !== undefined) {
        await store.release(claim);
        return repeated;
      }
      if (instance.version > 0 && instance.id === event.id) throw clash();
      // Asked under the claim: while this timer waited for it, its state may have been left, and entered anew.
      if (who.origin === 'timer' && !(await store.hasWork(event.id))) {
        throw new MillraceError('conflict', 'The state that this timer belongs to was left.');
      }
      const { workflow } = await versions.version(instance.workflow, instance.definition);
      const sender: Sender = { ...who, roles: versions.roles() };
      return await this.#perform(
        new AttemptContext(this.#options, { workflow, claim, sender, event }, leaseSpan),
        facts,
      );
    } catch (thrown) {
      if (!(thrown instanceof LeaseLost)) await store.release(claim);
      throw thrown;
    }
  }

  async #perform(context: AttemptContext, { task }: ClaimedFacts): Promise<EventAnswer> {
    const end = await performAttempt(context, task);
    if (end.kind === 'refused') return this.#refuse(context, end.refusal, end);
    const change = await this.#build(context, end, task);
    if ('refusal' in change) return this.#refuse(context, change.refusal, end);
    if (!(await this.#options.store.commit(change))) throw new LeaseLost();
    const { id, workflow, state: from } = context.instance;
    const { state, final, entry, work, effects } = change;
    const queued = work.length > 0 || effects.length > 0;
    this.#options.committed?.({ workflow, instance: id, from, to: state, name: context.event.name, queued });
    const instance = { id, workflow, state, final, version: entry.version ?? 0 };
    return { outcome: 'ok', event: context.event.id, repeated: false, instance };
  }

  /** A value that cannot be worked out for what comes after the commit refuses the event, too. */
  async #build(context: AttemptContext, ready: ReadyAttempt, task: WorkflowTask | undefined) {
    try {
      const timers = timerPrincipal(context, this.#options.account);
      return await buildChange(context, ready, { task, timers });
    } catch (thrown) {
      const error = toMillraceError(thrown);
      if (error.code === 'internal') throw thrown;
      return { refusal: refusalOfError(error) };
    }
  }

  /** Nothing is kept but the entry; what the sender may not even see leaves none. */
  async #refuse(
    context: AttemptContext,
    { outcome, problem }: Refusal,
    { performed }: { readonly performed: HistoryEntry['actions'] },
  ): Promise<EventAnswer> {
    const { store } = this.#options;
    const { instance, event } = context;
    const isHidden = outcome === 'not-found' && performed.length === 0;
    const entry: HistoryEntry = { ...entryOf(context, { performed }), outcome, problem, from: instance.state };
    await store.release(context.claim, isHidden ? undefined : entry);
    const about = { ...lastRun(performed), ...(isHidden ? {} : standingOf(context)) };
    return { outcome, problem, event: event.id, repeated: false, ...about };
  }
}

/** The run by which an attempt ended: a refused one runs nothing after it. */
function lastRun(performed: HistoryEntry['actions']): Pick<EventAnswer, 'run'> {
  const run = performed.at(-1)?.run;
  return run === undefined ? {} : { run };
}

function standingOf({ instance }: AttemptContext): Pick<EventAnswer, 'instance'> {
  if (instance.version === 0) return {};
  const { id, workflow, state, version, final } = instance;
  return { instance: { id, workflow, state, version, final } };
}

function refusalOfError({ outcome, code, message, hint, issues }: MillraceError): Refusal {
  return {
    outcome,
    problem: {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(issues === undefined ? {} : { issues: [...issues] }),
    },
  };
}

const unanswered = (event: string, { outcome, problem }: Refusal): EventAnswer => ({
  ...{ outcome, problem, event, repeated: false },
});

const clash = (): MillraceError =>
  new MillraceError('conflict', 'This id stands for another event.', { hint: 'Give each event an id of its own.' });

/** The answer that the event got before; undefined if it is still open. An id that stands for something else is a conflict. */
function repeatedAnswer(
  entry: EventEntry,
  { instance, event, who }: { instance: string; event: AttemptContext['event']; who: { principal: Principal } },
): EventAnswer | undefined {
  const { outcome, problem, to, version, final, workflow } = entry;
  const isSame = entry.instance === instance && entry.name === event.name && entry.by.id === who.principal.id;
  if (!isSame) throw clash();
  if (!outcomeTable[outcome].final) return undefined;
  return {
    ...{ outcome, event: event.id, repeated: true },
    ...(problem === undefined ? {} : { problem, ...lastRun(entry.actions) }),
    ...(to === undefined || version === undefined
      ? {}
      : { instance: { id: instance, workflow, state: to, version, final } }),
  };
}
