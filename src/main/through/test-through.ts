/**
 * Sends tests of chains through the contexts. The rule behind it: a chain never knows which context it runs in, so each
 * must give the rows that the chain gives by itself, and say its outcome as the table of outcomes says.
 */
import { systemClock } from '../../core/clock.ts';
import { toMillraceError } from '../../core/errors.ts';
import type { LiveWorkspace } from '../live-workspace.ts';
import { type OpenAdapters, openAdapters } from './open-adapters.ts';
import { passDashboard } from './pass-dashboard.ts';
import { passDataset } from './pass-dataset.ts';
import { passEndpoint } from './pass-endpoint.ts';
import { passJob } from './pass-job.ts';
import { passAction, passGuard } from './pass-workflow.ts';
import { Stage } from './stage.ts';
import { withThrowAway } from './throw-away-store.ts';
import { reasonsAgainst, surroundingFile, type Trial, trialOf } from './trial-file.ts';
import type { Difference, Tried, Way } from './ways.ts';

/** One test through one way. */
export interface Passage {
  readonly chain: string;
  readonly test: string;
  readonly way: Way;
  /** Why it cannot go this way; empty where it went. */
  readonly reasons: readonly string[];
  /** What was different on the way. */
  readonly differences: readonly Difference[];
}

/** What tests are sent through. */
export interface ThroughOptions {
  readonly live: LiveWorkspace;
  readonly ways: readonly Way[];
  /** Fires when nobody waits any more: what has not gone through by then is left out. */
  readonly signal: AbortSignal;
}

/** Sends tests through, one after the other; passages come in the order of tests and ways. */
export async function testThrough(
  tests: readonly Tried[],
  { live, ways, signal }: ThroughOptions,
): Promise<readonly Passage[]> {
  const trials = tests.flatMap((tried, at) => ways.map((way) => trialOf(tried, way, at + 1)));
  const checked = live.alongside([surroundingFile, ...trials.map(({ file }) => file)]);
  const judged = trials.map((trial) => ({ trial, reasons: reasonsAgainst(trial, checked.checked.problems) }));
  const eligible = judged.filter(({ reasons }) => reasons.length === 0).map(({ trial }) => trial);
  // What is refused is not there at all: nothing of it can get in the way of the others.
  const staged = live.alongside([surroundingFile, ...eligible.map(({ file }) => file)]);
  const found =
    eligible.length === 0 ? new Map<Trial, readonly Difference[]>() : await passAll(eligible, staged, signal);
  return judged.flatMap(({ trial, reasons }) => {
    const differences = reasons.length > 0 ? [] : found.get(trial);
    if (differences === undefined) return [];
    const { tried, way } = trial;
    return [{ chain: tried.chain.name, test: tried.test.name, way, reasons, differences }];
  });
}

async function passAll(
  trials: readonly Trial[],
  live: LiveWorkspace,
  signal: AbortSignal,
): Promise<ReadonlyMap<Trial, readonly Difference[]>> {
  const found = new Map<Trial, readonly Difference[]>();
  const stage = new Stage(systemClock);
  await withThrowAway(async (use) => {
    const open = await openAdapters({ live, stage, use });
    try {
      for (const trial of trials) {
        const differences = await stage.play(trial.tried, () => pass(trial, open, signal));
        // What was stopped on its way says nothing.
        if (signal.aborted) return;
        found.set(trial, differences);
      }
    } finally {
      await open.close();
    }
  });
  return found;
}

/** An adapter that breaks is a difference like any other: the tests after it go on. */
async function pass(trial: Trial, open: OpenAdapters, signal: AbortSignal): Promise<readonly Difference[]> {
  try {
    return await passages[trial.way](trial, open, signal);
  } catch (thrown) {
    const { message, code } = toMillraceError(thrown);
    return [{ at: 'adapter', expected: 'an answer', got: `${message} [${code}]` }];
  }
}

const passages: Readonly<
  Record<Way, (trial: Trial, open: OpenAdapters, signal: AbortSignal) => Promise<readonly Difference[]>>
> = {
  job: passJob,
  workflow: passAction,
  guard: passGuard,
  dataset: passDataset,
  dashboard: passDashboard,
  endpoint: passEndpoint,
};
