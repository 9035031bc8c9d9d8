import type { Shape, ValueType } from '../model/value-type.ts';

/** What JavaScript's objects take beside their contents, and how long a text and a list are taken to be. */
const taken = { object: 56, slot: 8, scalar: 16, text: 24, items: 4 } as const;

function expectedOf(type: ValueType): number {
  switch (type.kind) {
    case 'text':
      return taken.scalar + taken.text;
    case 'binary':
    case 'any':
      return taken.object + taken.text;
    case 'list':
      return taken.object + taken.items * (taken.slot + expectedOf(type.item));
    case 'record':
      return expectedSize(type.fields);
    case 'decimal':
    case 'date':
    case 'time':
    case 'timestamp':
    case 'datetime':
    case 'interval':
      return taken.object;
    default:
      return taken.scalar;
  }
}

/** About how many bytes a record of a shape takes in memory, while nobody has seen one: a number to plan with, not to count on. */
export function expectedSize(shape: Shape): number {
  return shape.reduce<number>((bytes, { type }) => bytes + taken.slot + expectedOf(type), taken.object);
}
