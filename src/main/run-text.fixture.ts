/** Runs a chain from its YAML text, for tests: in this process, with files in a folder that is removed afterwards. */
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import { formatProblem } from '../model/problem.ts';
import type { RunEnd, RunEvent, RunRequest } from '../model/run.ts';
import type { DataRecord } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf } from '../model/value-type.ts';
import { CheckedWorkspaces, checkLoaded, performRun, type RunMachine } from './perform-run.ts';

/** What a run of a text may be given. */
export interface RunTextOptions {
  /** Default: `t.Test`. */
  readonly chain?: string;
  readonly request?: Partial<RunRequest>;
  readonly machine?: Partial<RunMachine>;
  readonly signal?: AbortSignal;
  readonly timeout?: number;
  readonly memory?: number;
  /** Called with the folder before the run. */
  begins?(folder: string): void;
  /** Files below the workspace, by path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** What became of it. */
export interface RunTextResult {
  readonly end: RunEnd;
  /** As JSON. */
  readonly records: readonly unknown[];
  readonly events: readonly RunEvent[];
  readonly folder: string;
  /** Everything below the workspace's folder, sorted. */
  readonly left: readonly string[];
}

/** The steps of a chain as a workspace of one chain, `t.Test`. */
export function chainText(steps: string, more = ''): string {
  const indented = steps.replace(/^(?=.)/gm, '      ');
  return `kind: workspace\nname: t\nzone: Asia/Singapore\n---\nkind: chainset\nname: t\nchains:\n  Test:\n${more.replace(/^(?=.)/gm, '    ')}    steps:\n${indented}\n`;
}

/** What is wrong with a workspace's text, a line each. */
export function problemsOf(text: string): string[] {
  return checkLoaded(workspaceOf([{ path: 't.yaml', text }])).problems.map(formatProblem);
}

/** Runs a chain of a workspace's text. */
export async function runText(t: TestContext, text: string, options: RunTextOptions = {}): Promise<RunTextResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-run-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(options.files ?? {})) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), content);
  }
  options.begins?.(folder);
  const loaded = workspaceOf([{ path: 't.yaml', text }], folder);
  const workspaces = new CheckedWorkspaces();
  const snapshot = { folder, files: loaded.files, hash: 'test' };
  const chain = options.chain ?? 't.Test';
  const shape = workspaces.of(snapshot).chains.get(chain)?.chain.pipeline.output ?? [];
  const records: DataRecord[] = [];
  const events: RunEvent[] = [];
  const request: RunRequest = {
    id: 'run-1',
    effectId: 'run-1',
    chain,
    parameters: {},
    principal: localAdministrator,
    trigger: { kind: 'test' },
    dryRun: false,
    zone: 'Asia/Singapore',
    now: Date.parse('2026-03-02T00:00:00Z'),
    ...options.request,
  };
  const end = await performRun(
    {
      request,
      limits: { timeout: options.timeout ?? 30_000, memory: options.memory ?? 64 * 1024 ** 2 },
      workspace: snapshot,
      files: path.join(folder, '.run'),
    },
    { clock: systemClock, logger: silentLogger, store: undefined, environment: {}, ...options.machine },
    {
      workspaces,
      watcher: {
        signal: options.signal ?? new AbortController().signal,
        emit: (event) => events.push(event),
        take: (batch) => void records.push(...batch),
      },
    },
  );
  const left = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return {
    end,
    records: records.map((record) => toJson(record, recordOf(shape))),
    events,
    folder,
    left: left.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort(),
  };
}
