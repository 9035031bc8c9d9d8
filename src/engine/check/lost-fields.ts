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
  if (before === after) return lost;
  const kept = new Set(after.map(({ name }) => name));
  const now = new Map([...lost].filter(([name]) => !kept.has(name)));
  const gone = before.some(({ name }) => !kept.has(name));
  const renames = gone && isRename(before, after);
  for (const [at, { name }] of gone ? before.entries() : []) {
    if (kept.has(name)) continue;
    now.set(
      name,
      renames
        ? `Since ${title} it is called '${after[at]!.name}'.`
        : `It was there before ${title}, which does not hand it on: add it there, or use it before.`,
    );
  }
  return now;
}

/** True for a step that changes nothing but names. */
function isRename(before: Shape, after: Shape): boolean {
  return before.length === after.length && before.every(({ type }, at) => sameType(type, after[at]!.type));
}

/** The fault with where the field went that it misses, if it was there once. */
export function withLost(fault: Fault, lost: LostFields): Fault {
  if (fault.code !== 'unknown_field' || fault.message.includes('source')) return fault;
  const name = /'([^']+)'/.exec(fault.message)?.[1] ?? '';
  const where = lost.get(name);
  return where === undefined ? fault : { ...fault, hint: where };
}
