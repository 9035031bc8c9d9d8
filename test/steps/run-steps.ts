/** Runs steps as a chain of a workspace in a folder of its own, composed as the server and the command line do it. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { CheckedWorkspaces, checkLoaded, performRun } from '../../src/main/perform-run.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import { formatProblem } from '../../src/model/problem.ts';
import type { RunEffect, RunEnd, RunEvent, RunReject } from '../../src/model/run.ts';
import { toJson } from '../../src/model/value-codec.ts';
import { recordOf } from '../../src/model/value-type.ts';

/** A step as YAML would have it. */
export interface WrittenStep {
  readonly uses: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** A chain and what is around it. */
export interface StepsToRun {
  readonly steps: readonly WrittenStep[];
  /** Files of the workspace before the run, by name below it. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** The shape and the records that come in; left out where the first step is a source. */
  readonly input?: { readonly shape: Readonly<Record<string, unknown>>; readonly records: readonly unknown[] };
  readonly params?: Readonly<Record<string, unknown>>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly zone?: string;
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
  /** Bytes of memory of the run. */
  readonly memory?: number;
  /** An existing folder for the workspace, which is then left as it is. */
  readonly folder?: string;
}

/** What came of it. */
export interface StepsRun {
  readonly end: RunEnd;
  /** The records of the last step, as JSON. */
  readonly records: readonly unknown[];
  readonly rejects: readonly RunReject[];
  readonly effects: readonly RunEffect[];
  /** Names of the files that were published. */
  readonly published: readonly string[];
  /** All files that there are after the run, by name: of the workspace below `data/`, of the run as bare names. */
  readonly files: ReadonlyMap<string, Buffer>;
}

function definition({ steps, input, params }: StepsToRun): string {
  // Records of an example may have nulls anywhere.
  const shape = Object.entries(input?.shape ?? {}).map(([name, type]) => [
    name,
    typeof type === 'string' ? { type, optional: true } : type,
  ]);
  const chain = {
    steps,
    ...(input === undefined ? {} : { input: Object.fromEntries(shape) }),
    ...(params === undefined ? {} : { params }),
  };
  return stringify({ kind: 'chainset', name: 'test', chains: { Chain: chain } });
}

/** The problems that a check of the steps finds, a line each. */
export function checkSteps(given: StepsToRun): string[] {
  const checked = checkLoaded(workspaceOf([{ path: 'test.yaml', text: definition(given) }]));
  return checked.problems.map(formatProblem);
}

/** Runs steps; the folder is removed before this returns. */
export async function runSteps(given: StepsToRun): Promise<StepsRun> {
  const folder = given.folder ?? (await mkdtemp(path.join(tmpdir(), 'millrace-steps-')));
  try {
    for (const [name, content] of Object.entries(given.files ?? {})) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), content);
    }
    return await runIn(folder, given);
  } finally {
    if (given.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, given: StepsToRun): Promise<StepsRun> {
  const definitions = [{ path: 'test.yaml', text: definition(given) }];
  const workspaces = new CheckedWorkspaces();
  const snapshot = { folder, files: definitions, hash: 'test' };
  const chain = workspaces.of(snapshot).chains.get('test.Chain')?.chain;
  const events: RunEvent[] = [];
  const records: unknown[] = [];
  const own = path.join(folder, '.millrace', 'files', 'test');
  const end = await performRun(
    {
      request: requestOf(given),
      limits: { timeout: 60_000, memory: given.memory ?? 256 * 1024 * 1024 },
      workspace: snapshot,
      files: own,
    },
    { clock: systemClock, logger: silentLogger, store: undefined, environment: {} },
    {
      workspaces,
      watcher: {
        signal: given.signal ?? new AbortController().signal,
        emit: (event) => events.push(event),
        take: (batch) => {
          const type = recordOf(chain?.pipeline.output ?? []);
          for (const record of batch) records.push(toJson(record, type));
        },
      },
    },
  );
  return {
    end,
    records,
    rejects: events.flatMap((event) => (event.kind === 'reject' ? event.reject : [])),
    effects: events.flatMap((event) => (event.kind === 'effect' ? event.effect : [])),
    published: events.flatMap((event) => (event.kind === 'file' ? event.file.name : [])),
    files: new Map([...(await filesBelow(path.join(folder, 'data'), 'data/')), ...(await filesBelow(own, ''))]),
  };
}

function requestOf({ input, parameters = {}, zone = 'UTC', dryRun = false }: StepsToRun) {
  return {
    id: 'test',
    chain: 'test.Chain',
    parameters,
    principal: localAdministrator,
    trigger: { kind: 'test' },
    effectId: 'test',
    dryRun,
    zone,
    now: Date.parse('2026-03-01T09:00:00Z'),
    ...(input === undefined ? {} : { input: input.records }),
  } as const;
}

async function filesBelow(folder: string, prefix: string): Promise<(readonly [string, Buffer])[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return await Promise.all(
    files.map(async (file) => [prefix + path.relative(folder, file), await readFile(file)] as const),
  );
}
