import type { DeclaredField } from './parse-shape.ts';

/** What stands for a value that is `sensitive`. */
const masked = '•••';

/**
 * Values by name as they may be shown: those of sensitive fields are masked, null stays null. Without fields (their
 * definition is gone) nobody knows which are sensitive, and all are masked.
 */
export function maskSensitive(
  values: Readonly<Record<string, unknown>>,
  fields: readonly Pick<DeclaredField, 'name' | 'sensitive'>[] | undefined,
): Record<string, unknown> {
  const isSensitive = (name: string): boolean =>
    fields === undefined || fields.some((field) => field.name === name && field.sensitive === true);
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value !== null && isSensitive(name) ? masked : value]),
  );
}
