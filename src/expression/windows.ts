import { groupKeyOfAll } from '../model/value-compare.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { compileAggregate, compileOrder, type RunningAggregate } from './aggregates.ts';
import { compileClosure, type Env } from './closure.ts';
import { mapParts, typedKey } from './typed-tree.ts';
import type { Typed, TypedWindow } from './typed.ts';

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

/** The places of the records of each partition. */
function partition(records: readonly DataRecord[], window: TypedWindow, env: Env): Iterable<number[]> {
  const keys = window.partitionBy.map(compileClosure);
  const partitions = new Map<string, number[]>();
  for (const [place, record] of records.entries()) {
    const key = groupKeyOfAll(keys.map((read) => read(record, env)));
    const places = partitions.get(key);
    if (places === undefined) partitions.set(key, [place]);
    else places.push(place);
  }
  return partitions.values();
}

interface Work {
  readonly records: readonly DataRecord[];
  readonly window: TypedWindow;
  readonly env: Env;
  readonly start: () => RunningAggregate;
  readonly results: Value[];
}

/** Without an order every record sees the whole partition. */
function computeWhole({ records, env, start, results }: Work, places: readonly number[]): void {
  const running = start();
  for (const place of places) running.add(records[place]!, env);
  const result = running.result();
  for (const place of places) results[place] = result;
}

/** With an order every record sees those up to it, and its peers: the records that the order does not tell apart. */
function computeRunning({ records, window, env, start, results }: Work, places: readonly number[]): void {
  const order = compileOrder(window.orderBy);
  const sorted = places
    .map((place) => ({ place, key: order.keys.map((read) => read(records[place]!, env)) }))
    .sort((a, b) => order.compare(a.key, b.key));
  const running = start();
  let first = 0;
  for (const [index, { place, key }] of sorted.entries()) {
    running.add(records[place]!, env);
    const next = sorted[index + 1];
    if (next !== undefined && order.compare(key, next.key) === 0) continue;
    const result = running.result();
    for (; first <= index; first++) results[sorted[first]!.place] = result;
  }
}

/** The value of a window for each record, in the order of the records. */
export function computeWindows(records: readonly DataRecord[], window: TypedWindow, env: Env): Value[] {
  const results: Value[] = new Array<Value>(records.length).fill(null);
  const work: Work = { records, window, env, start: compileAggregate(window.aggregate), results };
  const compute = window.orderBy.length === 0 ? computeWhole : computeRunning;
  for (const places of partition(records, window, env)) compute(work, places);
  return results;
}
