import { MillraceError } from '../core/errors.ts';
import type { Tracer } from '../core/tracer.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import type { RunRequest, RunState } from '../model/run.ts';
import type { RunMail } from '../runs/run-service.ts';
import { spanOfRun } from '../runs/run-span.ts';
import type { RunStore } from '../runs/run-store.ts';
import { savesState } from '../runs/run-worker.ts';
import { getChainState, holdChainState, releaseChainState, saveChainState } from '../store/chain-states.ts';
import { actorOf, addAuditEntry } from '../store/audit.ts';
import { getMailSource, listMails } from '../store/mails.ts';
import { inTransaction, type StoreContext } from '../store/open-store.ts';
import { addFile, addRejects, appendLogs, dropRejects, listLogs, listRejects } from '../store/run-parts.ts';
import type { RunOwner, WrittenRun } from '../store/run-hold.ts';
import type { RunEntrance, RunQueue } from '../store/run-queue.ts';
import { findQueuedRuns, finishRun, takeRun } from '../store/run-work.ts';
import {
  addEffect,
  addProblem,
  countRuns,
  createRun,
  findCancelRequests,
  getRun,
  handBackRun,
  listRuns,
  requestCancel,
  saveProgress,
  saveRunPlan,
} from '../store/runs.ts';

/** How runs reach the store: who takes them up, and where they are queued. */
export interface RunStoreParts {
  readonly store: StoreContext;
  /** Undefined where runs are performed at once: on the command line. */
  readonly queue: RunQueue | undefined;
  readonly owner: RunOwner | undefined;
  /** Traces what is put into the queue; without it nothing does. */
  readonly tracer?: Tracer;
}

/** The store as the run service wants it. */
export function createRunStore({ store, queue, owner, tracer }: RunStoreParts): RunStore {
  const ours = (id: string) => ({ id, owner });
  return {
    queue: (request, timeout) =>
      inTransaction(store, async (inner) => {
        const queued = tracer === undefined ? request : tracedRequest(request, tracer);
        const record = await createRun(inner, queued, timeout === undefined ? {} : { timeout });
        await queue?.enqueue(inner, { run: request.id });
        return record;
      }),
    queued: (ids) => findQueuedRuns(store, ids),
    take: (id) => takeRun(store, id, owner),
    handBack: async (id) => queue !== undefined && handBack(store, queue, ours(id)),
    savePlan: (id, plan) => saveRunPlan(store, ours(id), plan),
    saveProgress: (id, steps) => saveProgress(store, ours(id), steps),
    addProblem: (id, problem) => addProblem(store, ours(id), problem),
    addLogs: (id, lines) => appendLogs(store, ours(id), lines),
    addRejects: (id, rejects) => addRejects(store, ours(id), rejects),
    addFile: (id, file) => addFile(store, ours(id), file),
    addEffect: (id, effect) => addEffect(store, id, effect),
    end(id, chain, { last = { lines: [] }, ...end }) {
      const { state: values } = end;
      if (values === undefined || !savesState(end)) return finishRun(store, ours(id), { end, ...last });
      return inTransaction(store, async (inner) => {
        const ended = await finishRun(inner, ours(id), { end, ...last });
        if (ended) await saveChainState(inner, { chain, values, run: id });
        return ended;
      });
    },
    requestCancel: (id, by) => cancelByHand(store, id, by),
    cancelRequests: (ids) => findCancelRequests(store, ids),
    async state(chain) {
      const values = await getChainState(store, chain);
      return Object.fromEntries(values.map(({ name, value }) => [name, value]));
    },
    holdState: async (chain, run) =>
      (await holdChainState(store, { chain, run, ...(owner === undefined ? {} : { node: owner.node }) })) === run,
    releaseState: (run) => releaseChainState(store, run),
    get: (id) => orUndefined(getRun(store, id)),
    async list(filter) {
      const { outcome, ...rest } = filter;
      const wanted = { ...rest, ...(outcome === undefined ? {} : { outcomes: [outcome] }) };
      const [runs, total] = await Promise.all([listRuns(store, wanted), countRuns(store, wanted)]);
      return { runs, total };
    },
    logs: (id, page) => listLogs(store, id, page),
    rejects: (id) => listRejects(store, id, { limit: 1000 }),
    async mails(filter) {
      const mails = await listMails(store, filter);
      return mails.map((mail): RunMail => ({ ...mail, run: mail.run ?? '' }));
    },
    mailSource: (id) => getMailSource(store, id),
  };
}

/** The request as a part of what goes on now, so that whoever takes it up goes on with that. */
export function tracedRequest(request: RunRequest, tracer: Tracer): RunRequest {
  if (request.trace !== undefined) return request;
  const span = tracer.start({ ...spanOfRun(request), name: `queue ${request.chain}`, kind: 'producer' });
  span.end();
  return span.traceparent === undefined ? request : { ...request, trace: span.traceparent };
}

/**
 * Gives a run back to the queue; what it had set aside is forgotten, since it begins anew. It gets a message of its own: the
 * one that it came by may be done with already, and one too many does nothing.
 */
async function handBack(store: StoreContext, queue: RunEntrance, run: WrittenRun): Promise<boolean> {
  return inTransaction(store, async (inner) => {
    const isBack = await handBackRun(inner, run);
    if (!isBack) return false;
    await dropRejects(inner, run.id);
    await queue.enqueue(inner, { run: run.id });
    return true;
  });
}

async function cancelByHand(store: StoreContext, id: string, by: AuditActor): Promise<RunState> {
  return inTransaction(store, async (inner) => {
    const state = await requestCancel(inner, id, by.principal.name);
    const object = { kind: 'run', name: id };
    await addAuditEntry(inner, { ...actorOf(by), action: 'run.cancel', object, result: 'done' });
    return state;
  });
}

async function orUndefined<T>(promise: Promise<T>): Promise<T | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'not_found') return undefined;
    throw error;
  }
}
