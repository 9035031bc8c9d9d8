/** Steps that bring records together want the same fields of all, in whatever order. */
import type { CheckContext } from '../engine/step-contract.ts';
import type { Path } from '../model/problem.ts';
import { formatType, sameType, type Shape } from '../model/value-type.ts';

/** In words, the first difference between two sets of fields; undefined if there is none. */
export function differenceOf(wanted: Shape, given: Shape): string | undefined {
  for (const field of wanted) {
    const other = given.find((each) => each.name === field.name);
    if (other === undefined) return `'${field.name}' is missing`;
    if (!sameType(field.type, other.type))
      return `'${field.name}' is ${formatType(other.type)} instead of ${formatType(field.type)}`;
  }
  const further = given.find((field) => !wanted.some((each) => each.name === field.name));
  return further === undefined ? undefined : `'${further.name}' is one too many`;
}

/** Demands that all ways give the same fields as the first, which is the shape that it gives. */
export function sameWays(
  ways: readonly { readonly path: Path; readonly output: Shape }[],
  context: CheckContext,
): Shape {
  const output = ways[0]?.output ?? context.input;
  for (const [at, way] of ways.entries()) {
    const difference = differenceOf(output, way.output);
    if (difference === undefined) continue;
    context.problem(
      way.path,
      'type_mismatch',
      `Way ${at + 1} does not give the same fields as the first: ${difference}.`,
      'Put a select or derive at its end.',
    );
  }
  return output;
}
