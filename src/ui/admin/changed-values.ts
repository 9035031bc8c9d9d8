/** What an entry of the audit log says of before and after. Pure. */

/** A value that was changed. */
export interface ChangedValue {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value on one line; nothing is said in words. */
export function lineOf(value: unknown): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(lineOf).join(', ');
  if (!isRecord(value)) return String(value);
  const parts = Object.entries(value).map(([name, one]) => `${name}: ${lineOf(one)}`);
  return parts.length === 0 ? 'nothing' : parts.join(' · ');
}

/** Before and after of each value that was changed, where the entry says both; of records only the parts that differ. */
export function changedValues({ from, to }: Readonly<Record<string, unknown>>): readonly ChangedValue[] {
  if (!isRecord(from) || !isRecord(to)) return [];
  return Object.keys(to).flatMap((name) => changesOf(name, from[name], to[name]));
}

function changesOf(name: string, before: unknown, after: unknown): readonly ChangedValue[] {
  if (!isRecord(before) || !isRecord(after))
    return [{ name: wordsFor(name), before: lineOf(before), after: lineOf(after) }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map((part) => ({ name: part, before: lineOf(before[part]), after: lineOf(after[part]) }))
    .filter((change) => change.before !== change.after);
}

/** `displayName` reads `display name`. */
export function wordsFor(name: string): string {
  return name.replaceAll(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}
