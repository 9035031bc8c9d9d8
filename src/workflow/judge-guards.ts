/** What guards say, and where the event then leads: pure. Nothing passes without a verdict, and no fallback either. */
import type { DirectResult } from '../engine/direct-run.ts';
import { isSuccess, outcomeTable } from '../model/outcome-table.ts';
import type { Value } from '../model/value.ts';
import type { CheckedTransition } from './checked-workflow.ts';
import { type Refusal, refusal } from './decide-event.ts';

/** What a guard said. */
export type Verdict =
  | { readonly kind: 'allow' }
  /** `field` is the one of the input that is to blame, so that a form can say it there. */
  | { readonly kind: 'refuse'; readonly reason?: string; readonly field?: string }
  /** It did not say: the attempt ends. */
  | { readonly kind: 'none'; readonly end: Refusal };

/** What to do next: ask a guard, take a transition, or end. */
export type Judgement =
  | { readonly kind: 'ask'; readonly transition: CheckedTransition }
  | { readonly kind: 'take'; readonly transition: CheckedTransition }
  | { readonly kind: 'end'; readonly end: Refusal };

/** What to do after these verdicts, which are those of the first transitions in order. */
export function judge(transitions: readonly CheckedTransition[], verdicts: readonly Verdict[]): Judgement {
  const last = verdicts.at(-1);
  const asked = transitions[verdicts.length - 1];
  if (last?.kind === 'none') return { kind: 'end', end: last.end };
  if (last?.kind === 'allow' && asked !== undefined) return { kind: 'take', transition: asked };
  const next = transitions[verdicts.length];
  if (next === undefined) return { kind: 'end', end: allRefused(transitions, verdicts) };
  return { kind: next.guard === undefined ? 'take' : 'ask', transition: next };
}

function allRefused(transitions: readonly CheckedTransition[], verdicts: readonly Verdict[]): Refusal {
  const reasons = verdicts.map((verdict, at) => {
    const reason = verdict.kind === 'refuse' ? verdict.reason : undefined;
    return reason ?? `${transitions[at]?.guard?.text ?? 'the guard'} does not hold`;
  });
  const pathOf = (at: number): string => fieldOf(verdicts[at]) ?? transitions[at]?.to ?? '';
  const issues = reasons.map((message, at) => ({ path: pathOf(at), message, code: 'guard_refused' }));
  return refusal('guard_refused', `The event is not allowed: ${reasons.join('; ')}.`, { issues });
}

const fieldOf = (verdict: Verdict | undefined): string | undefined =>
  verdict?.kind === 'refuse' ? verdict.field : undefined;

const noVerdict = (why: string): Verdict => ({
  kind: 'none',
  end: refusal('no_verdict', why, { hint: 'A guard must say true or false, or the event ends here.' }),
});

/** The verdict of a guard that is an expression. */
export function verdictOfValue(text: string, value: Value): Verdict {
  if (value === true) return { kind: 'allow' };
  return value === false ? { kind: 'refuse' } : noVerdict(`The guard '${text}' is neither true nor false: it is null.`);
}

/** The verdict of a guard that is a chain, by how its run ended. */
export function verdictOfRun(chain: string, { outcome, problem, records }: DirectResult): Verdict {
  if (!isSuccess(outcome)) {
    const words = problem ?? { code: 'no_verdict' as const, message: `The guard ${chain} ended ${outcome}.` };
    return { kind: 'none', end: { outcome, problem: words } };
  }
  if (outcomeTable[outcome].guard !== 'reads allow')
    return noVerdict(`The guard ${chain} ended ${outcome}, without a verdict.`);
  const { allow, reason, field } = records[0] ?? {};
  if (allow === true) return { kind: 'allow' };
  if (allow !== false) return noVerdict(`The guard ${chain} gave no \`allow\` that is true or false.`);
  const isText = (value: Value | undefined): value is string => typeof value === 'string' && value !== '';
  return { kind: 'refuse', ...(isText(reason) ? { reason } : {}), ...(isText(field) ? { field } : {}) };
}
