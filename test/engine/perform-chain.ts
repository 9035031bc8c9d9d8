/** Performs a chain of steps of a test's own: without timers, so that one that waits for itself is found. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SimulatedClock } from '../../src/core/clock.ts';
import { checkWorkspaceChains } from '../../src/engine/check/check-workspace-chains.ts';
import { LocalRunFiles } from '../../src/engine/run/local-run-files.ts';
import { runChain } from '../../src/engine/run/run-chain.ts';
import type { AnyStep, StepRegistry } from '../../src/engine/step-contract.ts';
import { checkServices } from '../../src/main/perform-run.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { formatProblem } from '../../src/model/problem.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import type { RunEnd } from '../../src/model/run.ts';
import type { Batch } from '../../src/model/value.ts';
import { createStepRegistry } from '../../src/steps/registry.ts';
import { orDry } from './dry-loop.ts';

/** What became of a chain. */
export interface Performed {
  readonly end: RunEnd;
  /** The field `n` of what came out, in the order in which it came. */
  readonly numbers: readonly number[];
  /** Drafts and scratch folders that were left behind. */
  readonly leftFiles: readonly string[];
}

/** How a chain is performed. */
export interface PerformHow {
  /** The steps that there are. */
  readonly steps: StepRegistry;
  /** Bytes; default: 64 MiB. */
  readonly memory?: number;
  /** How many batches may wait between what goes on at the same time; default: one. */
  readonly waitingBatches?: number;
}

/** The steps of the product, and further ones. */
export function stepsAnd(further: readonly AnyStep[]): StepRegistry {
  const usual = createStepRegistry();
  const own = new Map(further.map((step) => [step.name, step]));
  return { find: (name) => own.get(name) ?? usual.find(name), all: () => [...usual.all(), ...own.values()] };
}

/** Performs the steps to their end, in a folder that is removed; fails where they wait for themselves. */
export async function performChain(steps: readonly unknown[], how: PerformHow): Promise<Performed> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-chain-'));
  try {
    return await performIn(folder, steps, how);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function performIn(
  folder: string,
  written: readonly unknown[],
  { steps, memory = 64 * 1024 ** 2, waitingBatches = 1 }: PerformHow,
): Promise<Performed> {
  const text = JSON.stringify({ kind: 'chainset', name: 't', chains: { Test: { steps: written } } });
  const checked = checkWorkspaceChains(workspaceOf([{ path: 't.yaml', text }], folder), { ...checkServices(), steps });
  const state = checked.chains.get('t.Test');
  assert.ok(state?.runnable, checked.problems.map(formatProblem).join('\n'));
  const request = {
    ...{ id: 'run', effectId: 'run', chain: 't.Test', parameters: {}, principal: localAdministrator },
    ...{ trigger: { kind: 'test' } as const, dryRun: false, zone: 'UTC', now: 0 },
  };
  const directory = path.join(folder, 'run');
  const numbers: number[] = [];
  const end = await orDry(
    runChain(state.chain, request, {
      clock: new SimulatedClock(0),
      files: new LocalRunFiles({ workspace: folder, directory, publishes: true, published: () => undefined }),
      mails: { begin: async () => 'sent', finish: async () => undefined },
      connections: { open: () => assert.fail('no connection'), close: async () => undefined },
      ports: { find: () => undefined },
      signal: new AbortController().signal,
      limits: { timeout: 60_000, memory },
      waitingBatches,
      performs: true,
      emit: () => undefined,
      effectBegins: async () => undefined,
      effectSettles: async () => undefined,
      take: (batch: Batch) => {
        for (const record of batch) numbers.push(Number(record['n']));
      },
    }),
  );
  const left = await readdir(directory).catch(() => []);
  return { end, numbers, leftFiles: left.filter((name) => name.startsWith('.')) };
}
