/**
 * Split and re-join under bounded buffers: random chains, with room for one batch between ways, come to their end and
 * give what a model over arrays says. A chain that waits for itself is found by an event loop with nothing left to do.
 */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { SimulatedClock } from '../../src/core/clock.ts';
import { newId } from '../../src/core/ids.ts';
import { checkWorkspaceChains } from '../../src/engine/check/check-workspace-chains.ts';
import { LocalRunFiles } from '../../src/engine/run/local-run-files.ts';
import { runChain } from '../../src/engine/run/run-chain.ts';
import { checkServices } from '../../src/main/perform-run.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { formatProblem } from '../../src/model/problem.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import type { RunEnd } from '../../src/model/run.ts';
import type { Batch } from '../../src/model/value.ts';
import { type Expected, expectedOf } from './chain-model.ts';
import { orDry } from './dry-loop.ts';
import { type RandomChain, randomChains, writtenChain } from './random-chains.ts';
import { stepsWithTurns, Turns } from './turns.ts';

/** More where somebody looks for a rare one. */
const cases = Number(process.env['MILLRACE_TEST_CASES'] ?? 200);

let folder: string;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'millrace-deadlock-'));
});
after(() => rm(folder, { recursive: true, force: true }));

interface Performed {
  readonly end: RunEnd;
  readonly numbers: readonly number[];
  /** How many waits nobody waits for any more. */
  readonly leftWaiting: number;
  /** Drafts and scratch folders that the run left behind. */
  readonly leftFiles: readonly string[];
}

/** Runs a chain with room for one batch between what goes on at the same time. */
async function perform(chain: RandomChain, seed: number): Promise<Performed> {
  const turns = new Turns(seed);
  const text = JSON.stringify({ kind: 'chainset', name: 't', chains: { Test: { steps: writtenChain(chain) } } });
  const { chains, problems } = checkWorkspaceChains(workspaceOf([{ path: 't.yaml', text }], folder), {
    ...checkServices(),
    steps: stepsWithTurns(turns),
  });
  const state = chains.get('t.Test');
  assert.ok(state?.runnable, problems.map(formatProblem).join('\n'));
  const request = {
    ...{ id: 'run', effectId: 'run', chain: 't.Test', parameters: {}, principal: localAdministrator },
    ...{ trigger: { kind: 'test' } as const, dryRun: false, zone: 'UTC', now: 0 },
  };
  const clock = new SimulatedClock(0);
  const directory = path.join(folder, `run-${newId()}`);
  const numbers: number[] = [];
  const end = await orDry(
    runChain(state.chain, request, {
      clock,
      files: new LocalRunFiles({
        ...{ workspace: folder, directory, publishes: true },
        published: () => undefined,
      }),
      mails: { begin: async () => 'sent', finish: async () => undefined },
      connections: { open: () => assert.fail('no connection'), close: async () => undefined },
      ports: { find: () => undefined },
      signal: new AbortController().signal,
      limits: { timeout: 60_000, memory: 64 * 1024 ** 2 },
      waitingBatches: 1,
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
  await rm(directory, { recursive: true, force: true });
  return { end, numbers, leftWaiting: turns.waiting, leftFiles: left.filter((name) => name.startsWith('.')) };
}

const up = (a: number, b: number): number => a - b;

function compare({ end, numbers }: Performed, expected: Expected): void {
  const said = `${end.outcome}: ${end.problem?.message ?? ''}`;
  if (end.problem !== undefined) {
    assert.equal(end.problem.code, 'validation_failed', said);
    assert.notEqual(expected.fails, 'never', said);
    return;
  }
  assert.notEqual(expected.fails, 'surely', 'it should have failed');
  if (!expected.isExact) {
    const left = [...expected.numbers];
    for (const n of numbers) {
      const at = left.indexOf(n);
      assert.notEqual(at, -1, `${n} came too often`);
      left.splice(at, 1);
    }
  } else if (expected.isOrdered) assert.deepEqual(numbers, expected.numbers);
  else assert.deepEqual(numbers.toSorted(up), expected.numbers.toSorted(up));
}

describe('chains that split and re-join', () => {
  test('end, and give what they must, with room for one batch between ways', async () => {
    await fc.assert(
      fc.asyncProperty(randomChains, fc.nat(), async (chain, seed) => {
        const performed = await perform(chain, seed);
        compare(performed, expectedOf(chain));
        assert.equal(performed.leftWaiting, 0, 'something goes on after the end');
        assert.deepEqual(performed.leftFiles, []);
      }),
      { numRuns: cases },
    );
  });
});

test('work that waits for itself is found', async () => {
  await assert.rejects(orDry(new Promise<void>(() => undefined)), /deadlock/);
});
