/**
 * Glossary. *Good*: served as it is. *Aged*: its time is up, but it is still served while a new one is read behind it.
 * *Over*: not served as an answer any more, except as the last good one after a failure.
 */
import type { DatasetDefinition } from '../model/definitions/definition.ts';

/** What decides how long an evaluation is good: when it began, and what was known of changes then. */
export interface Basis {
  /** Milliseconds since 1970, when the evaluation began. */
  readonly at: number;
  /** How often each of the dataset's tags had been written to. */
  readonly tags: ReadonlyMap<string, number>;
  /** What the version chain gave; undefined where there is none. */
  readonly poll: string | undefined;
}

/** What an evaluation is judged against. */
export interface Present {
  readonly now: number;
  readonly tags: ReadonlyMap<string, number>;
  readonly poll: string | undefined;
}

/** How good an evaluation still is. */
export type Freshness = 'good' | 'aged' | 'over';

/** True if somebody wrote since: then age does not matter any more, nor does `stale`. */
export function isOvertaken(basis: Basis, present: Pick<Present, 'tags' | 'poll'>): boolean {
  if (basis.poll !== present.poll) return true;
  for (const [tag, version] of present.tags) if ((basis.tags.get(tag) ?? 0) !== version) return true;
  return false;
}

/** How good an evaluation still is. Without `cache` none is good for a later question. */
export function freshnessOf(basis: Basis, cache: DatasetDefinition['cache'], present: Present): Freshness {
  if (cache === undefined || isOvertaken(basis, present)) return 'over';
  // A clock that was set back makes nothing younger than new.
  const age = Math.max(0, present.now - basis.at);
  if (cache.ttl === undefined || age < cache.ttl) return 'good';
  return cache.stale !== undefined && age < cache.ttl + cache.stale ? 'aged' : 'over';
}
