/** What `explain` says of one step: how it changes the fields, and what it holds. */
import { formatShape, type Shape, sameType } from '../model/value-type.ts';
import { inputsOf, type Relation } from './algebra.ts';
import { expectedSize } from './expected-size.ts';
import { inputRelation } from './plan-stages.ts';
import type { PlannedStep } from './planned.ts';
import { hasWindows } from './row/blocking.ts';

/** How a step changes the fields of its records; nothing where they stay as they are. */
export function sayShape(before: Shape, after: Shape): string[] {
  const known = (shape: Shape, field: Shape[number]): boolean =>
    shape.some(({ name, type }) => name === field.name && sameType(type, field.type));
  const added = after.filter((field) => !known(before, field));
  const lost = before.filter(({ name }) => !after.some((field) => field.name === name));
  if (added.length === 0 && lost.length === 0) return [];
  if (lost.length === 0) return [`adds ${formatShape(added)}`];
  const renamed = sayRenamed(before, after);
  if (renamed !== undefined) return [renamed];
  if (added.length > 0 || after.length === 0) return [sayGives(after)];
  const names = (shape: Shape): string => shape.map(({ name }) => name).join(', ');
  return [lost.length < after.length ? `drops ${names(lost)}` : `keeps ${names(after)}`];
}

/** The same types in the same places under other names. */
function sayRenamed(before: Shape, after: Shape): string | undefined {
  const isSame = before.length === after.length && before.every(({ type }, at) => sameType(type, after[at]!.type));
  if (!isSame) return undefined;
  const pairs = before.flatMap(({ name }, at) => (name === after[at]!.name ? [] : [`${name} to ${after[at]!.name}`]));
  return `renames ${pairs.join(', ')}`;
}

/** `gives { sku: text }`. */
export function sayGives(shape: Shape): string {
  return shape.length === 0 ? 'gives records without fields' : `gives { ${formatShape(shape)} }`;
}

/** What a relational step holds before it gives anything, and about how large that is. */
export function sayHeld(step: PlannedStep): string[] {
  const { checked, declaration, input, inputOrdered, origin } = step;
  const leaf = inputRelation({ slot: 0, shape: checked.reads ?? input, ordered: inputOrdered, step: origin });
  const relation = checked.relation?.(leaf);
  const held = relation === undefined ? [] : heldBy(relation);
  if (held.length > 0) return [...new Set(held)];
  return declaration.shape === 'blocking' ? ['holds records, within the memory of the run'] : [];
}

/** The nodes of one step, the last one first. */
function heldBy(relation: Relation): string[] {
  const held = heldByNode(relation);
  return [...(held === undefined ? [] : [held]), ...inputsOf(relation).flatMap(heldBy)];
}

function heldByNode(relation: Relation): string | undefined {
  const each = (shape: Shape): string => `about ${expectedSize(shape)} bytes each`;
  switch (relation.op) {
    case 'aggregate':
      return relation.by.length === 0
        ? 'holds one record, of all'
        : `holds one record per group, ${each(relation.shape)}`;
    case 'join':
      return `holds the records of its source, ${each(relation.right.shape)}`;
    case 'sort':
      return `holds all records, ${each(relation.shape)}`;
    case 'distinct':
      return `holds what it has given, ${each(relation.shape)}`;
    case 'project':
      return hasWindows(relation) ? `holds all records, ${each(relation.shape)}` : undefined;
    default:
      return undefined;
  }
}
