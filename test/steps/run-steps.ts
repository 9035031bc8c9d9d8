/** Runs steps as a chain of a workspace in a folder of its own, composed as the server and the command line do it. */
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stringify } from 'yaml';
import { performHere, writeFiles } from '../../src/main/perform-here.fixture.ts';
import { checkDefinitions } from '../../src/main/check-definitions.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { formatProblem } from '../../src/model/problem.ts';
import type { RunEffect, RunEnd, RunReject } from '../../src/model/run.ts';

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
  const checked = checkDefinitions(workspaceOf([{ path: 'test.yaml', text: definition(given) }]));
  return checked.problems.map(formatProblem);
}

/** Runs steps; the folder is removed before this returns. */
export async function runSteps(given: StepsToRun): Promise<StepsRun> {
  const folder = given.folder ?? (await mkdtemp(path.join(tmpdir(), 'millrace-steps-')));
  try {
    await writeFiles(folder, given.files ?? {});
    return await runIn(folder, given);
  } finally {
    if (given.folder === undefined) await rm(folder, { recursive: true, force: true });
  }
}

async function runIn(folder: string, given: StepsToRun): Promise<StepsRun> {
  const { input, parameters = {}, zone = 'UTC', dryRun = false, signal, memory } = given;
  const own = path.join(folder, '.millrace', 'files', 'test');
  const { end, records, events } = await performHere({
    folder,
    text: definition(given),
    files: own,
    request: {
      chain: 'test.Chain',
      parameters,
      zone,
      dryRun,
      now: Date.parse('2026-03-01T09:00:00Z'),
      ...(input === undefined ? {} : { input: input.records }),
    },
    ...(signal === undefined ? {} : { signal }),
    ...(memory === undefined ? {} : { memory }),
  });
  return {
    end,
    records,
    rejects: events.flatMap((event) => (event.kind === 'reject' ? event.reject : [])),
    effects: events.flatMap((event) => (event.kind === 'effect' ? event.effect : [])),
    published: events.flatMap((event) => (event.kind === 'file' ? event.file.name : [])),
    files: new Map([...(await filesBelow(path.join(folder, 'data'), 'data/')), ...(await filesBelow(own, ''))]),
  };
}

async function filesBelow(folder: string, prefix: string): Promise<(readonly [string, Buffer])[]> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return await Promise.all(
    files.map(async (file) => [prefix + path.relative(folder, file), await readFile(file)] as const),
  );
}
