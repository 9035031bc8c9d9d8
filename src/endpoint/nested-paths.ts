/** What is inside of fields that are records, or lists of them: by path, for people who read a contract. */
import type { DeclaredField } from '../model/parse-shape.ts';
import { formatType, type ValueType } from '../model/value-type.ts';

/** A place inside of a field: `lines[].sku`. */
export interface NestedPath {
  readonly path: string;
  readonly type: string;
}

/** Every place inside, in the order in which it is declared. */
export function nestedPaths(fields: readonly DeclaredField[]): readonly NestedPath[] {
  return fields.flatMap(({ name, type }) => inside(name, type));
}

function inside(path: string, type: ValueType): readonly NestedPath[] {
  if (type.kind === 'list') return inside(`${path}[]`, type.item);
  if (type.kind !== 'record') return [];
  return type.fields.flatMap((field) => {
    const place = `${path}.${field.name}`;
    return [{ path: place, type: formatType(field.type) }, ...inside(place, field.type)];
  });
}
