import type { Typed } from '../../expression/typed.ts';
import { mapParts, someNode } from '../../expression/typed-tree.ts';

/** A join's condition with `left.x` as one field `left.x`; undefined where it names a side as a whole. */
export function joinSideNames(condition: Typed): Typed | undefined {
  const flat = flatten(condition);
  const namesWholeSide = someNode(flat, (node) => node.kind === 'field' && !node.name.includes('.'));
  return namesWholeSide ? undefined : flat;
}

function flatten(typed: Typed): Typed {
  if (typed.kind === 'member' && typed.target.kind === 'field') {
    return { kind: 'field', name: `${typed.target.name}.${typed.name}`, type: typed.type, at: typed.at };
  }
  return mapParts(typed, flatten);
}
