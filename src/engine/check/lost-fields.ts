/** Which fields there were before a step and no longer behind it, so that a step that asks for one can be told where it went. */
import type { Fault } from '../../model/definitions/schema-faults.ts';
import { sameType, type Shape } from '../../model/value-type.ts';

/** For each field that is gone, a sentence that says where. */
export type LostFields = ReadonlyMap<string, string>;

/** No field is gone. */
export const nothingLost: LostFields = new Map();

/** A step that changed the fields. */
export interface ShapingStep {
  /** As people know it: `step 2 (select)`. */
  readonly title: string;
  readonly before: Shape;
  readonly after: Shape;
}

/** What is gone behind a step. */
export function lostBehind(lost: LostFields, { title, before, after }: ShapingStep): LostFields {
  const now = new Map(lost);
  for (const [at, field] of before.entries()) {
    if (after.some(({ name }) => name === field.name)) continue;
    const renamed = newName(at, before, after);
    now.set(
      field.name,
      renamed === undefined
        ? `It was there before ${title}, which does not hand it on: add it there, or use it before.`
        : `Since ${title} it is called '${renamed}'.`,
    );
  }
  for (const { name } of after) now.delete(name);
  return now;
}

/** The name that the field has behind a step that changes nothing but names. */
function newName(at: number, before: Shape, after: Shape): string | undefined {
  const isRename =
    before.length === after.length && before.every(({ type }, each) => sameType(type, after[each]!.type));
  return isRename ? after[at]?.name : undefined;
}

/** The fault with where the field went that it misses, if it was there once. */
export function withLost(fault: Fault, lost: LostFields): Fault {
  if (fault.code !== 'unknown_field' || fault.message.includes('source')) return fault;
  const name = /'([^']+)'/.exec(fault.message)?.[1] ?? '';
  const where = lost.get(name);
  return where === undefined ? fault : { ...fault, hint: where };
}
