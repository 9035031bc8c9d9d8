/** Performs a run in this process for tests: composed as everywhere else, with what a test need not say filled in. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { GivenRecords } from '../engine/run/run-scope.ts';
import { localAdministrator } from '../model/principal.ts';
import type { RunEnd, RunEvent, RunRequest } from '../model/run.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf } from '../model/value-type.ts';
import { CheckedWorkspaces, performRun, type RunMachine } from './perform-run.ts';

/** What is run, and where. */
export interface HereOptions {
  /** The workspace's folder; it exists. */
  readonly folder: string;
  /** The definitions, as one file. */
  readonly text: string;
  readonly request: Partial<RunRequest> & Pick<RunRequest, 'chain'>;
  /** The folder of the run's own files; default: `.run` below the workspace. */
  readonly files?: string;
  readonly machine?: Partial<RunMachine>;
  readonly signal?: AbortSignal;
  /** Records in the place of what sources read, as in a test of a chain. */
  readonly given?: GivenRecords;
  /** Milliseconds; default: a minute. */
  readonly timeout?: number;
  /** Bytes; default: 256 MiB. */
  readonly memory?: number;
}

/** What became of it. */
export interface HereResult {
  readonly end: RunEnd;
  /** The records of the last step, as JSON. */
  readonly records: readonly unknown[];
  readonly events: readonly RunEvent[];
}

/** Performs a run to its end. */
export async function performHere(options: HereOptions): Promise<HereResult> {
  const {
    folder,
    text,
    request,
    files = path.join(folder, '.run'),
    timeout = 60_000,
    memory = 256 * 1024 ** 2,
  } = options;
  const workspaces = new CheckedWorkspaces();
  const snapshot = { folder, files: [{ path: 'test.yaml', text }], hash: 'test' };
  const output = recordOf(workspaces.of(snapshot).chains.get(request.chain)?.chain.pipeline.output ?? []);
  const records: unknown[] = [];
  const events: RunEvent[] = [];
  const end = await performRun(
    { request: complete(request), limits: { timeout, memory }, workspace: snapshot, files },
    { clock: systemClock, logger: silentLogger, store: undefined, environment: {}, ...options.machine },
    {
      workspaces,
      watcher: {
        signal: options.signal ?? new AbortController().signal,
        ...(options.given === undefined ? {} : { given: options.given }),
        emit: (event) => events.push(event),
        take: (batch) => {
          for (const record of batch) records.push(toJson(record, output));
        },
      },
    },
  );
  return { end, records, events };
}

function complete(request: HereOptions['request']): RunRequest {
  return {
    id: 'run-1',
    effectId: 'run-1',
    parameters: {},
    principal: localAdministrator,
    trigger: { kind: 'test' },
    dryRun: false,
    zone: 'UTC',
    now: Date.parse('2026-03-02T00:00:00Z'),
    ...request,
  };
}

/** Writes files below a folder, by name. */
export async function writeFiles(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
}
