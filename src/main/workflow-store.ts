/** Gives the context of workflows the store: the same words, and the effects that a commit applies. */
import { MillraceError } from '../core/errors.ts';
import type { BufferedEffect } from '../engine/effect-buffer.ts';
import {
  claimedFacts,
  claimInstance,
  claimNewInstance,
  commitInstance,
  extendClaim,
  releaseClaim,
} from '../store/workflow-attempts.ts';
import type { Store, StoreContext } from '../store/open-store.ts';
import { finishWork, hasWork, holdWork, nextWorkAt, postponeWork, takeWork } from '../store/workflow-work.ts';
import type { WorkflowStore } from '../workflow/workflow-store.ts';

/** Applies effects of one port within a transaction. */
export type ApplyEffects = (inner: StoreContext, effects: readonly BufferedEffect[]) => Promise<void>;

/** The store of workflows; `appliers` are by the name of the port whose effects they apply. */
export function createWorkflowStore(
  store: Store,
  { node, appliers }: { node?: string; appliers: Readonly<Record<string, ApplyEffects>> },
): WorkflowStore {
  const terms = (span: number) => ({ span, ...(node === undefined ? {} : { node }) });
  return {
    claim: (instance, span) => claimInstance(store, instance, terms(span)),
    claimNew: (instance, span) => claimNewInstance(store, instance, terms(span)),
    factsOf: (claim, event) => claimedFacts(store, claim, event),
    extend: (claim, span) => extendClaim(store, claim, span),
    commit: ({ effects, ...change }) =>
      commitInstance(store, change, effects.length === 0 ? undefined : (inner) => applyAll(inner, effects, appliers)),
    release: (claim, entry) => releaseClaim(store, claim, entry),
    takeWork: (limit, span) => takeWork(store, limit, terms(span)),
    hasWork: (id) => hasWork(store, id),
    holdWork: (work, span) => holdWork(store, work, span),
    finishWork: (work, entry) => finishWork(store, work, entry),
    postponeWork: (work, next) => postponeWork(store, work, next),
    nextWorkAt: () => nextWorkAt(store),
  };
}

async function applyAll(
  inner: StoreContext,
  effects: readonly BufferedEffect[],
  appliers: Readonly<Record<string, ApplyEffects>>,
): Promise<void> {
  for (const [port, ofPort] of Map.groupBy(effects, (effect) => effect.port)) {
    const apply = Object.hasOwn(appliers, port) ? appliers[port] : undefined;
    if (apply === undefined) throw new MillraceError('internal', `Nobody applies effects of the port ${port}.`);
    await apply(inner, ofPort);
  }
}
