/** What became different of an instance while somebody looked at it or typed, in words. Pure. */
import { isNothing, type ValueKind, valueWords } from '../forms/value-words.ts';

/** What somebody saw of an instance. */
export interface Sight {
  /** What people call its state. */
  readonly state: string;
  /** Who has to act, in words. */
  readonly holder?: string | undefined;
  readonly data: Readonly<Record<string, unknown>>;
}

/** How fields are called and read. */
export interface Wording {
  readonly locale: string;
  readonly zone: string;
  readonly fields: readonly (ValueKind & { readonly name: string; readonly label?: string | undefined })[];
}

/** One difference: what it is about, and how it was and is. */
export interface Difference {
  readonly about: string;
  readonly before: string;
  readonly now: string;
}

/** The differences between what was seen and what is so now; the state first. */
export function whatChanged(before: Sight, now: Sight, wording: Wording): readonly Difference[] {
  const names = new Set([...Object.keys(before.data), ...Object.keys(now.data)]);
  const fields = [...names].map((name) => {
    const field = wording.fields.find((one) => one.name === name);
    const words = ({ data }: Sight): string =>
      isNothing(data[name]) ? 'nothing' : valueWords(data[name], field ?? {}, wording);
    return { about: field?.label ?? name, before: words(before), now: words(now) };
  });
  const standing = [
    { about: 'State', before: before.state, now: now.state },
    { about: 'Waits for', before: before.holder ?? 'nobody', now: now.holder ?? 'nobody' },
  ];
  return [...standing, ...fields].filter((one) => one.before !== one.now);
}
