import type { RunningAggregate } from '../../expression/aggregates.ts';
import type { Value } from '../../model/value.ts';
import { type GroupKey, groupKey, groupKeyOfAll } from '../../model/value-compare.ts';

/** Records with equal keys (nulls are equal), and their aggregates at work. */
export interface Group {
  readonly keys: readonly Value[];
  readonly running: readonly RunningAggregate[];
}

/** The groups of an aggregation by their keys, in the order in which they came up. */
export class GroupTable {
  readonly #byKey = new Map<GroupKey, Group>();
  readonly #start: () => readonly RunningAggregate[];

  /** `start` begins the aggregates of a new group. */
  constructor(start: () => readonly RunningAggregate[]) {
    this.#start = start;
  }

  /** The group of these keys, begun if need be. */
  group(keys: readonly Value[]): Group {
    const key = keys.length === 1 ? groupKey(keys[0]) : groupKeyOfAll(keys);
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const group = { keys, running: this.#start() };
    this.#byKey.set(key, group);
    return group;
  }

  groups(): Iterable<Group> {
    return this.#byKey.values();
  }
}
