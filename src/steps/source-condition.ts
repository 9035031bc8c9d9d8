/**
 * What of policies and `where` the outside system is asked. Policies are asked over the values as they are; `where` is
 * asked only where it cannot tell a masked value from a shown one.
 */
import { allOf, type FieldReference } from '../connectors/push-down/condition.ts';
import { type Askable, type ConditionPlan, planCondition } from '../connectors/push-down/plan-condition.ts';
import type { SourcePolicies } from '../engine/step-contract.ts';
import type { Typed } from '../expression/typed.ts';
import { sayCondition } from './pushed-words.ts';

/** What is asked, and what `explain` says of it. */
export interface SourceCondition {
  readonly condition: ConditionPlan | undefined;
  readonly words: readonly string[];
}

/** Plans what is asked of a source. */
export function planSourceCondition(
  { where, policies }: { readonly where: Typed | undefined; readonly policies: SourcePolicies | undefined },
  askable: Askable,
): SourceCondition {
  const masked = policies?.masked ?? new Set<string>();
  const unmasked = (field: FieldReference): boolean => !masked.has(field.path[0] ?? '') && askable(field);
  const rules = (policies?.rows ?? []).map((rule) => planCondition(rule, askable));
  const asked = where && planCondition(where, unmasked);
  const plans = asked === undefined ? rules : [...rules, asked];
  return {
    condition: plans.length === 0 ? undefined : (env) => allOf(plans.map(({ condition }) => condition(env))),
    words: [
      ...rules.flatMap(sayCondition).map((line) => `of policies, ${line}`),
      ...(asked === undefined ? [] : sayCondition(asked)),
    ],
  };
}
