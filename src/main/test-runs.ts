/** Performs the runs of tests: in this process, without a store and without effects. */
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { silentLogger } from '../core/logger.ts';
import type { PerformTest } from '../engine/test-chain.ts';
import type { RunEffect, RunEvent, RunRequest } from '../model/run.ts';
import type { DataRecord } from '../model/value.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { CheckedWorkspaces, performRun } from './perform-run.ts';

/** What the runs of tests need. */
export interface TestRunOptions {
  readonly live: LiveWorkspace;
  readonly clock: Clock;
  /** A folder for their files; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** Performs tests. Secrets have no values there: nothing outside is reached. */
export function createTestRunner({ live, clock, scratch, signal }: TestRunOptions): PerformTest {
  const workspaces = new CheckedWorkspaces();
  const machine = { clock, logger: silentLogger, store: undefined, environment: {} };
  return async (wanted, given) => {
    const id = newId();
    const request: RunRequest = {
      ...wanted,
      id,
      effectId: id,
      trigger: { kind: 'test' },
      dryRun: false,
      zone: live.zone,
    };
    const records: DataRecord[] = [];
    const effects: RunEffect[] = [];
    const emit = (event: RunEvent): void => {
      if (event.kind === 'effect') effects.push(event.effect);
    };
    const take = (batch: readonly DataRecord[]): void => void records.push(...batch);
    const task = {
      request,
      limits: live.limitsOf(live.runnable(wanted.chain)),
      workspace: live.snapshot,
      files: path.join(scratch, id),
    };
    const end = await performRun(task, machine, { workspaces, watcher: { signal, emit, take, given, test: true } });
    return { end, records, effects };
  };
}
