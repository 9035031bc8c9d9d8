/** Where the frame of each record of a sorted partition begins and ends. Complexity: n log n at most, n for `rows`. */
import { addInterval, microsPerDay } from '../model/date-arithmetic.ts';
import { DateValue, Interval, LocalDateTime, Timestamp, type Value } from '../model/value.ts';
import type { TypedBound, TypedFrame } from './typed.ts';

/** A partition in the order of its window. */
export interface SortedPartition {
  /** The places of its records among all, in order. */
  readonly places: readonly number[];
  /** Where the peers of each record begin, and the place after them. */
  readonly peersStart: Int32Array;
  readonly peersEnd: Int32Array;
}

/** The places of the first record of each frame, and the ones after the last; an empty frame ends where it starts. */
export interface Frames {
  readonly start: Int32Array;
  readonly end: Int32Array;
}

/** What a frame goes by: the values of the only key of the order, by place, and its direction. */
interface FrameKeys {
  key(place: number): Value;
  readonly descending: boolean;
}

/** The frames of a partition; without a frame, up to the last peer. */
export function framesOf(partition: SortedPartition, frame: TypedFrame | undefined, keys: FrameKeys): Frames {
  const size = partition.places.length;
  if (frame === undefined) return { start: new Int32Array(size), end: partition.peersEnd };
  const search = frame.unit === 'range' ? new RangeSearch(partition, keys) : undefined;
  const [first, last] = [frame.start, frame.end].map((bound) => boundOf(bound, partition, search));
  const start = new Int32Array(size);
  const end = new Int32Array(size);
  for (let at = 0; at < size; at++) {
    start[at] = clamp(first!.start(at), size);
    end[at] = Math.max(start[at]!, clamp(last!.end(at), size));
  }
  return { start, end };
}

function clamp(place: number, size: number): number {
  return place < 0 ? 0 : place > size ? size : place;
}

/** Where a frame begins that starts with a bound, and where one ends that it ends with. */
interface Bound {
  start(at: number): number;
  end(at: number): number;
}

function boundOf(bound: TypedBound, partition: SortedPartition, search: RangeSearch | undefined): Bound {
  const { peersStart, peersEnd, places } = partition;
  if (bound.kind === 'unbounded') return { start: () => 0, end: () => places.length };
  if (bound.kind === 'current') {
    if (search === undefined) return { start: (at) => at, end: (at) => at + 1 };
    return { start: (at) => peersStart[at]!, end: (at) => peersEnd[at]! };
  }
  if (search !== undefined) return search.bound(bound.offset, bound.direction);
  const offset = Number(bound.offset) * (bound.direction === 'preceding' ? -1 : 1);
  return { start: (at) => at + offset, end: (at) => at + offset + 1 };
}

/** A key as something that can be shifted and compared. */
type Rank = number | bigint;

function rankOf(value: Value): Rank {
  if (value instanceof DateValue) return BigInt(value.days) * microsPerDay;
  if (value instanceof Timestamp || value instanceof LocalDateTime) return value.micros;
  return typeof value === 'bigint' ? value : Number(value);
}

function shift(rank: Rank, offset: Value, sign: 1 | -1): Rank {
  if (offset instanceof Interval) return addInterval(BigInt(rank), offset, sign);
  const moved = Number(rank) + sign * Number(offset);
  return Number.isSafeInteger(moved) && typeof rank === 'number' ? moved : BigInt(rank) + BigInt(sign * Number(offset));
}

/** Finds how far a frame reaches by the values of the key; nulls come last, and reach their peers only. */
class RangeSearch {
  readonly #partition: SortedPartition;
  readonly #keys: FrameKeys;
  /** How many records have a key. */
  readonly #count: number;

  constructor(partition: SortedPartition, keys: FrameKeys) {
    this.#partition = partition;
    this.#keys = keys;
    const { places } = partition;
    const firstNull = places.findIndex((place) => keys.key(place) === null);
    this.#count = firstNull < 0 ? places.length : firstNull;
  }

  bound(offset: Value, direction: 'preceding' | 'following'): Bound {
    const { descending } = this.#keys;
    const ranks = this.#partition.places.slice(0, this.#count).map((place) => rankOf(this.#keys.key(place)));
    const sign = (direction === 'preceding') === descending ? 1 : -1;
    const { peersStart, peersEnd } = this.#partition;
    const before = (rank: Rank, limit: Rank): boolean => (descending ? rank > limit : rank < limit);
    const beyond = (rank: Rank, limit: Rank): boolean => (descending ? rank < limit : rank > limit);
    return {
      start: (at) => {
        if (at >= this.#count) return peersStart[at]!;
        const limit = shift(ranks[at]!, offset, sign);
        return firstWhere(ranks, (rank) => !before(rank, limit));
      },
      end: (at) => {
        if (at >= this.#count) return peersEnd[at]!;
        const limit = shift(ranks[at]!, offset, sign);
        return firstWhere(ranks, (rank) => beyond(rank, limit));
      },
    };
  }
}

/** The first place from which on a test holds; all before it fail. */
function firstWhere(ranks: readonly Rank[], holds: (rank: Rank) => boolean): number {
  let [low, high] = [0, ranks.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(ranks[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
