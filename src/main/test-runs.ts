/** Performs the runs of tests: in this process, without a store and without effects. */
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Clock } from '../core/clock.ts';
import { newId } from '../core/ids.ts';
import { silentLogger } from '../core/logger.ts';
import type { PerformTest } from '../engine/test-chain.ts';
import type { WrittenFile } from '../engine/testing/compare-files.ts';
import type { TestServices } from '../engine/testing/test-check.ts';
import { functionRegistry } from '../expression/functions/registry.ts';
import type { RunEffect, RunEvent, RunReject, RunRequest } from '../model/run.ts';
import type { DataRecord } from '../model/value.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { CheckedWorkspaces, performRun } from './perform-run.ts';
import { readWrittenFile } from './read-written-file.ts';

/** What the runs of tests need. */
export interface TestRunOptions {
  readonly live: LiveWorkspace;
  readonly clock: Clock;
  /** A folder for their files; the caller removes it. */
  readonly scratch: string;
  readonly signal: AbortSignal;
}

/** What the tests of a workspace are checked with. */
export function testServices(live: LiveWorkspace): TestServices {
  return { functions: functionRegistry(), workspace: live.checked.workspace };
}

/** Performs tests. Secrets have no values there: nothing outside is reached. */
export function createTestRunner({ live, clock, scratch, signal }: TestRunOptions): PerformTest {
  const workspaces = new CheckedWorkspaces();
  return async (wanted, given) => {
    const id = newId();
    const request: RunRequest = { ...wanted, id, effectId: id, trigger: { kind: 'test' }, dryRun: false };
    const machine = { clock: standingAt(wanted.now, clock), logger: silentLogger, store: undefined, environment: {} };
    const records: DataRecord[] = [];
    const effects: RunEffect[] = [];
    const rejects: RunReject[] = [];
    const emit = (event: RunEvent): void => {
      if (event.kind === 'effect') effects.push(event.effect);
      if (event.kind === 'reject') rejects.push(event.reject);
    };
    const take = (batch: readonly DataRecord[]): void => {
      for (const record of batch) records.push(record);
    };
    const files = path.join(scratch, id);
    const task = { request, limits: live.limitsOf(live.runnable(wanted.chain)), workspace: live.snapshot, files };
    const end = await performRun(task, machine, { workspaces, watcher: { signal, emit, take, given, test: true } });
    return { end, records, effects, rejects, files: await writtenFiles(files, signal) };
  };
}

/** A clock that shows one time; durations are real. */
function standingAt(now: number, clock: Clock): Clock {
  return {
    now: () => now,
    monotonic: () => clock.monotonic(),
    after: (milliseconds, action) => clock.after(milliseconds, action),
  };
}

/** What a run wrote, also what would have been published below `data/`. */
async function writtenFiles(folder: string, signal: AbortSignal): Promise<readonly WrittenFile[]> {
  const found: WrittenFile[] = [];
  for (const entry of await entriesOf(folder)) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    found.push({ name, read: (sheet) => readWrittenFile(file, { name, sheet, signal }) });
  }
  return found;
}

/** A run that wrote nothing has no folder. */
async function entriesOf(folder: string) {
  try {
    return await readdir(folder, { recursive: true, withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
