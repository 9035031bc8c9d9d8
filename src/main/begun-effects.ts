/**
 * What direct runs have begun outside that cannot be repeated. A direct run has no row of its own before it ends, so this
 * is kept by the id of its effects. Invariant: what was begun under an id, by a run whose end nobody saw or that was
 * broken off on the way, is not begun again under that id, until somebody says so.
 */
import { MillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import { isSuccess } from '../model/outcome-table.ts';
import { beginEffect, forgetEffect } from '../store/effects.ts';
import type { StoreContext } from '../store/open-store.ts';

/** The effects of one run. */
export class BegunEffects {
  readonly #store: StoreContext;
  readonly #run: string;
  readonly #effectId: string;
  readonly #steps = new Set<string>();

  constructor(store: StoreContext, { run, effectId }: { readonly run: string; readonly effectId: string }) {
    this.#store = store;
    this.#run = run;
    this.#effectId = effectId;
  }

  /** Steps that began something of which nobody can tell what became of it. */
  get steps(): readonly string[] {
    return [...this.#steps];
  }

  /** Writes down that a step begins; throws `effect_uncertain` if an earlier attempt began it. */
  async begins(step: string): Promise<void> {
    if (this.#steps.has(step)) return;
    const { state } = await beginEffect(this.#store, { effectId: this.#effectId, run: this.#run, step });
    if (state !== 'new') throw uncertain(step);
    this.#steps.add(step);
  }

  /** It is known what became of what the step began. */
  async settles(step: string): Promise<void> {
    this.#steps.delete(step);
    await forgetEffect(this.#store, { effectId: this.#effectId, step });
  }

  /** A failure that a step told of itself leaves nothing in the dark: whoever asks again may have it begun again. */
  async ended(outcome: Outcome): Promise<void> {
    if (isSuccess(outcome) || outcome === 'timeout' || outcome === 'cancelled') return;
    for (const step of this.#steps) await forgetEffect(this.#store, { effectId: this.#effectId, step });
  }
}

function uncertain(step: string): MillraceError {
  const message = `An earlier attempt was broken off after '${step}' had begun: nobody can tell what it did, so it was not begun again.`;
  const hint = 'Check outside. Then have it tried again by hand, or let the step say `repeatEffects: true`.';
  return new MillraceError('effect_uncertain', message, { hint, step });
}
