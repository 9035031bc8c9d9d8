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
  readonly #start: (keys: readonly Value[]) => readonly RunningAggregate[];

  /** `start` begins the aggregates of a new group. */
  constructor(start: (keys: readonly Value[]) => readonly RunningAggregate[]) {
    this.#start = start;
  }

  /** The group of these keys, begun if need be. */
  group(keys: readonly Value[]): Group {
    const key = keys.length === 1 ? groupKey(keys[0]) : groupKeyOfAll(keys);
    return this.#byKey.get(key) ?? this.#begin(key, keys);
  }

  /** The group of a single key, begun if need be. */
  groupOf(value: Value): Group {
    const key = groupKey(value);
    return this.#byKey.get(key) ?? this.#begin(key, [value]);
  }

  #begin(key: GroupKey, keys: readonly Value[]): Group {
    const group = { keys, running: this.#start(keys) };
    this.#byKey.set(key, group);
    return group;
  }

  groups(): Iterable<Group> {
    return this.#byKey.values();
  }
}
