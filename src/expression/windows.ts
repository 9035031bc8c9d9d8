/**
 * Windows in the row engine. Records of a partition are sorted once for all windows with the same partition and order, and
 * ties keep the order in which the records came. Complexity for n records: n log n to sort; n for ranking, `lag`, `lead` and
 * the like, for frames that begin with the first record, and for `count sum avg min max bool_and bool_or` over frames that
 * move along; other aggregates over those take n times the length of the frame.
 */
import { MillraceError } from '../core/errors.ts';
import { type Comparator, groupKey, groupKeyOfAll } from '../model/value-compare.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { compileAggregate, compileMovingAggregate, orderComparators } from './aggregates.ts';
import { compileClosure, type Env } from './closure.ts';
import { mapParts, typedKey } from './typed-tree.ts';
import type { Typed, TypedAggregate, TypedWindow, TypedWindowCall } from './typed.ts';
import { canFail } from './typed-walk.ts';
import { type Frames, framesOf, type SortedPartition } from './window-frames.ts';

/** What is left of an expression when its windows are taken out. */
export interface SplitWindows {
  /** Without repetition; the n-th belongs to slot n. */
  readonly windows: readonly TypedWindow[];
  /** The expression over the record and the slots. */
  readonly rest: Typed;
}

/** Takes the windows out of an expression; equal ones are computed once. */
export function splitWindows(typed: Typed): SplitWindows {
  const slots = new Map<string, number>();
  const windows: TypedWindow[] = [];
  const change = (node: Typed): Typed => {
    if (node.kind !== 'window') return mapParts(node, change);
    const key = typedKey(node);
    const slot = slots.get(key) ?? windows.push(node) - 1;
    slots.set(key, slot);
    return { kind: 'slot', slot, type: node.type, at: node.at };
  };
  return { rest: change(typed), windows };
}

/** The values of a window, in the order of the records. */
export interface WindowValues {
  readonly values: readonly Value[];
  /** What a value could not be worked out for, by place: it counts only where somebody reads it. */
  readonly failures: ReadonlyMap<number, MillraceError>;
}

/** Records that windows look at. */
interface Source {
  readonly records: readonly DataRecord[];
  readonly env: Env;
}

/** The values of windows for each record, in the order of the records. */
export function computeAllWindows(
  records: readonly DataRecord[],
  windows: readonly TypedWindow[],
  env: Env,
): WindowValues[] {
  const sorted = new Map<string, Sorted>();
  const source = { records, env };
  return windows.map((window) => {
    const key = [...window.partitionBy, ...window.orderBy.map(({ by }) => by)].map(typedKey).join('\n');
    const directions = window.orderBy.map(({ descending }) => (descending ? 'd' : 'a')).join('');
    const name = `${window.partitionBy.length} ${directions} ${key}`;
    const found = sorted.get(name) ?? sortPartitions(source, window);
    sorted.set(name, found);
    return computeWindow(source, window, found);
  });
}

/** The value of one window for each record, in the order of the records. */
export function computeWindows(records: readonly DataRecord[], window: TypedWindow, env: Env): readonly Value[] {
  const [computed] = computeAllWindows(records, [window], env);
  for (const failure of computed?.failures.values() ?? []) throw failure;
  return computed?.values ?? [];
}

/** Records in partitions and in order, and the values of the keys of the order by place. */
interface Sorted {
  readonly partitions: readonly SortedPartition[];
  readonly columns: readonly (readonly Value[])[];
}

function sortPartitions({ records, env }: Source, { partitionBy, orderBy }: TypedWindow): Sorted {
  const columns = orderBy.map(({ by }) => {
    const read = compileClosure(by);
    return records.map((record) => read(record, env));
  });
  const compare = placeComparator(columns, orderComparators(orderBy));
  const partitions = [...partition({ records, env }, partitionBy)].map((places): SortedPartition => {
    if (orderBy.length > 0) places.sort(compare);
    return { places, ...peersOf(places, compare) };
  });
  return { partitions, columns };
}

function placeComparator(columns: readonly (readonly Value[])[], comparators: readonly Comparator[]) {
  return (a: number, b: number): number => {
    for (let index = 0; index < columns.length; index++) {
      const result = comparators[index]!(columns[index]![a]!, columns[index]![b]!);
      if (result !== 0) return result;
    }
    return 0;
  };
}

/** The places of the records of each partition. */
function partition({ records, env }: Source, partitionBy: readonly Typed[]): Iterable<number[]> {
  if (partitionBy.length === 0) return records.length === 0 ? [] : [records.map((_, place) => place)];
  const keys = partitionBy.map(compileClosure);
  const only = keys.length === 1 ? keys[0] : undefined;
  const partitions = new Map<unknown, number[]>();
  for (const [place, record] of records.entries()) {
    const key = only === undefined ? groupKeyOfAll(keys.map((read) => read(record, env))) : groupKey(only(record, env));
    const places = partitions.get(key);
    if (places === undefined) partitions.set(key, [place]);
    else places.push(place);
  }
  return partitions.values();
}

/** The stretches of records that the order does not tell apart; all of them where there is none. */
function peersOf(places: readonly number[], compare: (a: number, b: number) => number) {
  const [peersStart, peersEnd] = [new Int32Array(places.length), new Int32Array(places.length)];
  let first = 0;
  for (let at = 0; at < places.length; at++) {
    const last = at + 1 === places.length || compare(places[at]!, places[at + 1]!) !== 0;
    if (!last) continue;
    peersStart.fill(first, first, at + 1);
    peersEnd.fill(at + 1, first, at + 1);
    first = at + 1;
  }
  return { peersStart, peersEnd };
}

/** A window over one partition after the other. */
interface Work {
  readonly source: Source;
  readonly values: Value[];
  readonly failures: Map<number, MillraceError>;
}

function computeWindow(source: Source, window: TypedWindow, { partitions, columns }: Sorted): WindowValues {
  const values: Value[] = new Array<Value>(source.records.length).fill(null);
  const work: Work = { source, values, failures: new Map() };
  const keys = {
    key: (place: number): Value => columns[0]?.[place] ?? null,
    descending: window.orderBy[0]?.descending === true,
  };
  const { call } = window;
  const compute = call.kind === 'aggregate' ? aggregateOver(call, work) : callOver(call, work);
  for (const each of partitions) compute(each, framesOf(each, window.frame, keys));
  return work;
}

/** Works out the value of the record at a place; a problem waits until somebody reads it. */
function settle(work: Work, place: number, value: () => Value): void {
  try {
    work.values[place] = value();
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    work.failures.set(place, error);
  }
}

type OverPartition = (partition: SortedPartition, frames: Frames) => void;

function callOver(call: TypedWindowCall, work: Work): OverPartition {
  const { records, env } = work.source;
  const args = call.args.map(compileClosure);
  const failing = args.filter((_, index) => canFail(call.args[index]!));
  return ({ places, peersStart, peersEnd }, frames) => {
    const groups = groupNumbers(peersStart);
    const valueAt = call.overload.js({
      size: places.length,
      argument: (index, at) => args[index]?.(records[places[at]!]!, env) ?? null,
      peers: (at) => ({ start: peersStart[at]!, end: peersEnd[at]!, group: groups[at]! }),
      frame: (at) => ({ start: frames.start[at]!, end: frames.end[at]! }),
    });
    for (let at = 0; at < places.length; at++) {
      settle(work, places[at]!, () => {
        // A record's own arguments count also where the call looks at other records only.
        for (const arg of failing) arg(records[places[at]!]!, env);
        return valueAt(at);
      });
    }
  };
}

function groupNumbers(peersStart: Int32Array): Int32Array {
  let group = -1;
  return peersStart.map((start, at) => (start === at ? ++group : group));
}

/**
 * Takes records in as the frames move on, and lets go of them where the aggregate can; where it cannot, or where a frame
 * goes back, the frame is added up anew. Equal frames share a result.
 */
function aggregateOver(aggregate: TypedAggregate, work: Work): OverPartition {
  const { records, env } = work.source;
  const whole = compileAggregate(aggregate);
  const moving = compileMovingAggregate(aggregate);
  return ({ places }, { start, end }) => {
    const moves = moving !== undefined && start.some((first) => first > 0) ? moving : undefined;
    const begin = moves ?? whole;
    let running = begin();
    let [from, to] = [0, 0];
    let settled = false;
    for (let at = 0; at < places.length; at++) {
      const [first, last] = [start[at]!, end[at]!];
      const same = settled && first === from && last === to;
      if (last < to || first < from || (first > from && (moves === undefined || first >= to))) {
        running = begin();
        [from, to] = [first, first];
      }
      for (; to < last; to++) running.add(records[places[to]!]!, env);
      for (; from < first; from++)
        (running as Partial<{ remove: typeof running.add }>).remove?.(records[places[from]!]!, env);
      if (same) copyResult(work, places[at - 1]!, places[at]!);
      else settle(work, places[at]!, () => running.result());
      settled = true;
    }
  };
}

function copyResult({ values, failures }: Work, from: number, to: number): void {
  values[to] = values[from]!;
  const failure = failures.get(from);
  if (failure !== undefined) failures.set(to, failure);
}
