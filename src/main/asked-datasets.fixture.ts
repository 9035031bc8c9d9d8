/** Datasets over runs that a test answers itself, on a clock that it moves. */
import { SimulatedClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { Outcome } from '../core/outcome.ts';
import { checkWorkspaceChains } from '../engine/check/check-workspace-chains.ts';
import type { DirectOrder, DirectResult } from '../engine/direct-run.ts';
import { fingerprintOf } from '../engine/fingerprint.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import type { Principal } from '../model/principal.ts';
import type { DataRecord } from '../model/value.ts';
import { type Shape, types } from '../model/value-type.ts';
import { checkServices } from './perform-run.ts';
import { checkDatasets } from '../dataset/check-datasets.ts';
import { createDatasets } from '../dataset/create-datasets.ts';
import type { DatasetDefinitions, TagBoard } from '../dataset/dataset-ports.ts';

/** An evaluation that waits for the test to say how it ends. */
export interface PendingRun {
  readonly order: DirectOrder;
  end(records: readonly DataRecord[], more?: Partial<DirectResult>): void;
  fail(outcome: Outcome): void;
}

const codes = { upstream: 'connection_failed', denied: 'denied', cancelled: 'cancelled' } as const;

/** Definitions from their text, as datasets see them. */
function definitionsOf(text: string): DatasetDefinitions {
  const checked = checkWorkspaceChains(workspaceOf([{ path: 'w.yaml', text }]), checkServices());
  const { datasets, problems } = checkDatasets(checked);
  const wrong = [...checked.problems, ...problems].filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new TypeError(wrong.map(({ message }) => message).join('\n'));
  return {
    datasets,
    roles: checked.workspace.roles,
    zone: 'UTC',
    hashesOf: (chain) => Object.fromEntries(chain.uses.map((used) => [used, text])),
    namesToday: () => false,
    fingerprint: (chain, principal) => fingerprintOf(chain, principal, { workgroup: 'w' }),
  };
}

/** Tags that are counted in memory, as one node alone would. */
class LoneTags implements TagBoard {
  readonly #counts = new Map<string, number>();
  readonly #listeners = new Set<(tags: ReadonlySet<string>) => void>();

  async versions(tags: readonly string[]): Promise<ReadonlyMap<string, number>> {
    return new Map(tags.map((tag) => [tag, this.#counts.get(tag) ?? 0]));
  }

  async touch(tags: readonly string[]): Promise<void> {
    for (const tag of tags) this.#counts.set(tag, (this.#counts.get(tag) ?? 0) + 1);
    for (const listener of this.#listeners) listener(new Set(tags));
  }

  onTouch(listener: (tags: ReadonlySet<string>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Datasets of this text. */
export function askedDatasets(text: string, { cacheSize = 1e6 }: { cacheSize?: number } = {}) {
  const clock = new SimulatedClock('2026-03-01T08:00:00Z');
  const pending: PendingRun[] = [];
  const rights = new Map<string, Principal | undefined>();
  const listeners = new Set<() => void>();
  let definitions = definitionsOf(text);
  const context = createDatasets({
    definitions: () => definitions,
    onReload(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    runs: { run: (order) => new Promise((resolve) => pending.push(pendingRun(order, resolve))) },
    tags: new LoneTags(),
    principals: { current: async (one) => (rights.has(one.id) ? rights.get(one.id) : one) },
    functions: functionRegistry(),
    clock,
    logger: silentLogger,
    cacheSize,
  });
  return {
    ...context,
    clock,
    pending,
    rights,
    reload(changed: string) {
      definitions = definitionsOf(changed);
      for (const listener of listeners) listener();
    },
  };
}

function pendingRun(order: DirectOrder, resolve: (result: DirectResult) => void): PendingRun {
  const bare = { id: 'run', shape: [], rejected: 0, effects: [], fingerprint: '', duration: 1 };
  const fail = (outcome: Outcome): void => {
    const code = codes[outcome as keyof typeof codes] ?? 'internal';
    resolve({ ...bare, outcome, records: [], problem: { code, message: `It ended ${outcome}.` } });
  };
  order.signal?.addEventListener('abort', () => fail('cancelled'), { once: true });
  return {
    order,
    end: (records, more = {}) =>
      resolve({ ...bare, shape: shapeOf(records), outcome: records.length === 0 ? 'empty' : 'ok', records, ...more }),
    fail,
  };
}

function shapeOf([first = {}]: readonly DataRecord[]): Shape {
  return Object.keys(first).map((name) => ({ name, type: types.any }));
}

/** Lets everything that can go on go on. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
