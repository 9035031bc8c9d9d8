import { didYouMean } from '../core/did-you-mean.ts';
import type { JoinRelation } from '../engine/algebra.ts';
import { passField } from '../engine/shape-change.ts';
import type { CheckContext } from '../engine/step-contract.ts';
import { equalityPairs } from '../expression/join-condition.ts';
import { recordOf, type Shape } from '../model/value-type.ts';
import { quotedName } from './written-names.ts';

/** Fields of both sides that must be equal. */
export function fieldKeys(on: readonly string[], right: Shape, context: CheckContext): JoinRelation['keys'] {
  return on.flatMap((name, at) => {
    const sides = [context.input, right].map((shape) => shape.find((field) => field.name === name));
    const [left, other] = sides;
    if (left !== undefined && other !== undefined) {
      // Checking the equality reports types that cannot be equal and converts those that can.
      const equal = context.expression(['on', at], `left.${quotedName(name)} = right.${quotedName(name)}`, {
        scope: bothSides(context.input, right),
      });
      return equalityPairs(equal).pairs.length > 0
        ? equalityPairs(equal).pairs
        : [{ left: passField(left).value, right: passField(other).value }];
    }
    const missing = left === undefined ? context.input : right;
    const side = left === undefined ? 'in the records that come in' : 'in the other source';
    context.problem(
      ['on', at],
      'unknown_field',
      `There is no field '${name}' ${side}.`,
      didYouMean(
        name,
        missing.map((field) => field.name),
      ),
    );
    return [];
  });
}

/** A scope in which `left` and `right` are records of the two sides. */
export function bothSides(left: Shape, right: Shape): Shape {
  return [
    { name: 'left', type: recordOf(left) },
    { name: 'right', type: recordOf(right) },
  ];
}

/** The fields of the right side that go out, under names that the left side does not have. */
export function takenFields(
  take: readonly string[] | Readonly<Record<string, string>> | undefined,
  right: Shape,
  context: CheckContext,
): { field: string; as: string }[] {
  const isTaken = (name: string): boolean => context.input.some((field) => field.name === name);
  if (take === undefined)
    return right.filter((field) => !isTaken(field.name)).map(({ name }) => ({ field: name, as: name }));
  const wanted = Array.isArray(take) ? take.map((name: string) => [name, name] as const) : Object.entries(take);
  return wanted.flatMap(([as, field], at) => {
    const path = ['take', Array.isArray(take) ? at : as];
    if (!right.some((each) => each.name === field)) {
      context.problem(
        path,
        'unknown_field',
        `The other source has no field '${field}'.`,
        didYouMean(
          field,
          right.map((each) => each.name),
        ),
      );
      return [];
    }
    if (isTaken(as)) {
      context.problem(
        path,
        'duplicate_name',
        `There is a field '${as}' already.`,
        `Give it another name: \`take: { other_name: ${field} }\`.`,
      );
      return [];
    }
    return [{ field, as }];
  });
}
