/**
 * One attempt at an event, from the claim to the commit: what it works on, and its four phases in order. No lock and no
 * transaction is held while chains run.
 */
import { toMillraceError } from '../core/errors.ts';
import type { BufferedEffect } from '../engine/effect-buffer.ts';
import type { RunProblem } from '../model/run.ts';
import type { PerformedAction, WorkflowTask } from '../model/workflow-instance.ts';
import { runCall } from './run-call.ts';
import type { AttemptContext } from './attempt-context.ts';
import type { CheckedAction, CheckedTransition } from './checked-workflow.ts';
import { type Candidates, decideEvent, type Refusal, refusal } from './decide-event.ts';
import type { InstanceData } from './instance-values.ts';
import { judge, type Verdict, verdictOfRun, verdictOfValue } from './judge-guards.ts';
import { LeaseLost } from './lease-lost.ts';
import { type ActionPlan, actionEnd, planRedirect, type PlannedAction, planTransition } from './plan-actions.ts';
import type { Standing } from './who-may.ts';
import { writeData } from './write-data.ts';

/** What an attempt came to before its commit. */
export type AttemptEnd =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly performed: readonly PerformedAction[] }
  | ReadyAttempt;

/** An attempt that is ready to be committed. */
export interface ReadyAttempt {
  readonly kind: 'ready';
  readonly plan: ActionPlan;
  readonly data: InstanceData;
  readonly input: Candidates['input'];
  readonly performed: readonly PerformedAction[];
  readonly effects: readonly BufferedEffect[];
  /** Actions that run after the commit. */
  readonly later: readonly CheckedAction[];
}

/** Decides and acts; nothing is committed yet. */
export async function performAttempt(context: AttemptContext, task: WorkflowTask | undefined): Promise<AttemptEnd> {
  const { workflow, instance, sender, event } = context;
  const state = workflow.states.get(instance.state);
  if (state === undefined) {
    const problem = refusal('conflict', `The definition of ${workflow.name} has no state '${instance.state}'.`);
    return { kind: 'refused', refusal: problem, performed: [] };
  }
  const standing: Standing = {
    ...{ state, task, actors: instance.actors },
    startedBy: instance.startedBy.id,
    inView: context.inView(),
  };
  const decision = decideEvent({ workflow, event, sender, standing, version: instance.version, data: context.data });
  if (decision.refusal !== undefined) return { kind: 'refused', refusal: decision.refusal, performed: [] };
  const { candidates } = decision;
  const performed: PerformedAction[] = [];
  const chosen = await choose(context, candidates, performed);
  if (chosen.refusal !== undefined) return { kind: 'refused', refusal: chosen.refusal, performed };
  const plan = planTransition(workflow, state, chosen.transition);
  const acted = await new Acting(context, candidates, performed).all(plan);
  return acted.kind === 'refused' ? acted : { ...acted, input: candidates.input };
}

type Choice = { readonly refusal: Refusal } | { readonly refusal?: undefined; readonly transition: CheckedTransition };

/** Asks guards in order until one lets the event through. */
async function choose(context: AttemptContext, candidates: Candidates, performed: PerformedAction[]): Promise<Choice> {
  const verdicts: Verdict[] = [];
  for (;;) {
    const next = judge(candidates.transitions, verdicts);
    if (next.kind === 'end') return { refusal: next.end };
    if (next.kind === 'take') return { transition: next.transition };
    verdicts.push(await ask(context, next.transition, { candidates, performed }));
  }
}

async function ask(
  context: AttemptContext,
  { guard }: CheckedTransition,
  { candidates, performed }: { candidates: Candidates; performed: PerformedAction[] },
): Promise<Verdict> {
  if (guard === undefined) return { kind: 'allow' };
  const over = { data: candidates.data, input: candidates.input, state: context.instance.state };
  try {
    const record = context.record(over);
    if (guard.kind === 'expression') return verdictOfValue(guard.text, guard.holds(record, context.env));
    const { result } = await runCall(context, guard.call, { place: guard.place, record, performed });
    return verdictOfRun(guard.call.chain, result);
  } catch (thrown) {
    if (thrown instanceof LeaseLost) throw thrown;
    return { kind: 'none', end: refusalOf(thrown) };
  }
}

/** A failure as the end of an attempt; one that is ours is thrown on. */
function refusalOf(thrown: unknown): Refusal {
  const error = toMillraceError(thrown);
  if (error.code === 'internal') throw error;
  const { code, message, hint, issues } = error;
  const problem: RunProblem = {
    ...{ code, message },
    ...(hint === undefined ? {} : { hint }),
    ...(issues === undefined ? {} : { issues: [...issues] }),
  };
  return { outcome: error.outcome, problem };
}

type Acted = Omit<ReadyAttempt, 'input'> | (AttemptEnd & { readonly kind: 'refused' });

/** Runs the actions of a plan over a copy of the data. */
class Acting {
  readonly #context: AttemptContext;
  readonly #candidates: Candidates;
  readonly #performed: PerformedAction[];
  readonly #effects: BufferedEffect[] = [];
  readonly #later: CheckedAction[] = [];
  #data: InstanceData;

  constructor(context: AttemptContext, candidates: Candidates, performed: PerformedAction[]) {
    this.#context = context;
    this.#candidates = candidates;
    this.#performed = performed;
    this.#data = candidates.data;
  }

  /** Runs all of it. Where an action fails, its `onError` may lead elsewhere, once. */
  async all(plan: ActionPlan, isRedirected = false): Promise<Acted> {
    for (const planned of plan.actions) {
      const failed = await this.#run(planned);
      if (failed === undefined) continue;
      const elsewhere = isRedirected ? undefined : planned.action.onError[failed.outcome];
      if (elsewhere === undefined) return { kind: 'refused', refusal: failed, performed: this.#performed };
      return this.all(planRedirect(this.#context.workflow, elsewhere), true);
    }
    const { data, later, effects } = { data: this.#data, later: this.#later, effects: this.#effects };
    return { kind: 'ready', plan, data, performed: this.#performed, effects, later };
  }

  /** Runs one action; gives how it failed, if it did. */
  async #run({ action, state }: PlannedAction): Promise<Refusal | undefined> {
    if (action.later) {
      this.#later.push(action);
      return undefined;
    }
    const { call, place, write } = action;
    try {
      const record = this.#context.record({ data: this.#data, input: this.#candidates.input, state });
      const { result, effects } = await runCall(this.#context, call, { place, record, performed: this.#performed });
      const end = actionEnd(action, result);
      if (end.failed !== undefined) return end.failed;
      if (write !== undefined && end.record !== undefined) {
        const written = { write, record: end.record, output: result.shape };
        this.#data = writeData(this.#data, written, this.#context.workflow);
      }
      this.#effects.push(...effects);
      return undefined;
    } catch (thrown) {
      if (thrown instanceof LeaseLost) throw thrown;
      return refusalOf(thrown);
    }
  }
}
