/** What is known of the tables below a relation, and is still so of its records. */
import type { Relation, TableScan } from '../algebra.ts';

/** The table of a leaf, by its slot. */
type TableOf = (slot: number) => TableScan;

/** True where the places that a table gives its records can be handed up to here. */
export function hasPlaces(relation: Relation, tableOf: TableOf): boolean {
  if (relation.op === 'filter' || relation.op === 'project') return hasPlaces(relation.input, tableOf);
  return (relation.op === 'input' || relation.op === 'scan') && tableOf(relation.slot).place !== undefined;
}

/** Fields that hold what was read, all of it whole numbers of 32 bits. */
export function smallFields(relation: Relation, tableOf: TableOf): ReadonlySet<string> {
  switch (relation.op) {
    case 'input':
    case 'scan': {
      const { small } = tableOf(relation.slot);
      return new Set(relation.shape.filter((_, index) => small?.has(index)).map(({ name }) => name));
    }
    case 'filter':
    case 'sort':
    case 'limit':
      return smallFields(relation.input, tableOf);
    case 'project': {
      const small = smallFields(relation.input, tableOf);
      const kept = relation.columns.filter(({ value }) => value.kind === 'field' && small.has(value.name));
      return new Set(kept.map(({ name }) => name));
    }
    default:
      return new Set();
  }
}
