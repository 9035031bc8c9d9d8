/** Takes conditions of joins apart: a join by equal keys is a hash look-up, any other one a comparison of all pairs. */
import type { Typed } from './typed.ts';
import { mapParts, nodesOf } from './typed-tree.ts';

/** The side of a join that a condition names. */
export type Side = 'left' | 'right';

/** The sides that an expression over `{ left, right }` reads. */
export function sidesUsed(typed: Typed): ReadonlySet<Side> {
  const sides = new Set<Side>();
  for (const node of nodesOf(typed)) {
    if (node.kind === 'field' && (node.name === 'left' || node.name === 'right')) sides.add(node.name);
  }
  return sides;
}

/** The equalities between the sides as pairs over the records themselves, and what else must hold. */
export function equalityPairs(typed: Typed): { pairs: { left: Typed; right: Typed }[]; rest: Typed[] } {
  if (typed.kind === 'and') {
    const [a, b] = [equalityPairs(typed.left), equalityPairs(typed.right)];
    return { pairs: [...a.pairs, ...b.pairs], rest: [...a.rest, ...b.rest] };
  }
  const pair = typed.kind === 'call' && typed.name === '=' ? pairOf(typed.args) : undefined;
  return pair === undefined ? { pairs: [], rest: [typed] } : { pairs: [pair], rest: [] };
}

function pairOf(args: readonly Typed[]): { left: Typed; right: Typed } | undefined {
  const [a, b] = args;
  if (a === undefined || b === undefined) return undefined;
  const sideOfA = onlySide(a);
  const sideOfB = onlySide(b);
  if (sideOfA === undefined || sideOfB === undefined || sideOfA === sideOfB) return undefined;
  const [left, right] = sideOfA === 'left' ? [a, b] : [b, a];
  return { left: withoutSide(left), right: withoutSide(right) };
}

function onlySide(typed: Typed): Side | undefined {
  const [side, ...more] = sidesUsed(typed);
  return more.length === 0 && !usesWholeSide(typed) ? side : undefined;
}

/** True if a side stands there as a whole record, which its fields alone cannot replace. */
function usesWholeSide(typed: Typed): boolean {
  let sides = 0;
  let members = 0;
  for (const node of nodesOf(typed)) {
    if (isSide(node)) sides += 1;
    if (node.kind === 'member' && isSide(node.target)) members += 1;
  }
  return sides !== members;
}

function isSide(node: Typed): boolean {
  return node.kind === 'field' && (node.name === 'left' || node.name === 'right');
}

/** `left.sku` as `sku`. */
function withoutSide(typed: Typed): Typed {
  if (typed.kind === 'member' && isSide(typed.target))
    return { kind: 'field', name: typed.name, type: typed.type, at: typed.at };
  return mapParts(typed, withoutSide);
}

/** Both conditions. */
export function and(left: Typed, right: Typed): Typed {
  return { kind: 'and', left, right, type: { kind: 'boolean' }, at: { start: left.at.start, end: right.at.end } };
}
