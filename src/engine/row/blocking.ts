import { someNode } from '../../expression/typed-tree.ts';
import { inputsOf, type ProjectRelation, type Relation } from '../algebra.ts';

/** True for a projection that must see all records before it gives the first. */
export function hasWindows({ columns }: ProjectRelation): boolean {
  return columns.some(({ value }) => someNode(value, ({ kind }) => kind === 'window'));
}

/** True for a node that holds records, or keys of records, in memory. */
function isBlocking(relation: Relation): boolean {
  switch (relation.op) {
    case 'aggregate':
    case 'join':
    case 'sort':
    case 'distinct':
      return true;
    case 'project':
      return hasWindows(relation);
    default:
      return false;
  }
}

/** It is asked for in each run, which may be of a single record. */
const known = new WeakMap<Relation, boolean>();

/** True for a relation that blocks somewhere. */
export function blocks(relation: Relation): boolean {
  const found = known.get(relation) ?? (isBlocking(relation) || inputsOf(relation).some(blocks));
  known.set(relation, found);
  return found;
}
