/** An example of a step: runs as a test and stands in the reference. */
export interface StepExample {
  readonly title: string;
  /** The `with` of the step, as YAML would have it. */
  readonly with: Readonly<Record<string, unknown>>;
  /** The shape and the records that come in; left out for a source. */
  readonly input?: { readonly shape: Readonly<Record<string, unknown>>; readonly records: readonly unknown[] };
  /** The records that go out, as JSON. */
  readonly records?: readonly unknown[];
  /** True if `records` is in order; default: a multiset. */
  readonly ordered?: boolean;
  /** Effects as a dry run shows them. */
  readonly effects?: readonly Readonly<Record<string, unknown>>[];
  /** Files that are there before the step runs, by name (`data/..`) with their text. */
  readonly inputFiles?: Readonly<Record<string, string>>;
  /** Files below `data/` that must be there, by name with their text. */
  readonly files?: Readonly<Record<string, string>>;
  /** Parameters with a type each, for settings that name `$x`. */
  readonly parameters?: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
  /** Why it cannot run by itself (it needs a server); such an example is checked but not run. */
  readonly needs?: string;
}
