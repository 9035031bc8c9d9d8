/** Runs a chain from its YAML text, for tests: in this process, with files in a folder that is removed afterwards. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestContext } from 'node:test';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { formatProblem } from '../model/problem.ts';
import type { RunRequest } from '../model/run.ts';
import { type HereResult, performHere, writeFiles } from './perform-here.fixture.ts';
import { checkDefinitions } from './check-definitions.ts';
import type { RunMachine } from './perform-run.ts';

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
export interface RunTextResult extends HereResult {
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
  return checkDefinitions(workspaceOf([{ path: 't.yaml', text }])).problems.map(formatProblem);
}

/** Runs a chain of a workspace's text. */
export async function runText(t: TestContext, text: string, options: RunTextOptions = {}): Promise<RunTextResult> {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-run-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await writeFiles(folder, options.files ?? {});
  options.begins?.(folder);
  const { chain = 't.Test', request, machine, signal, timeout, memory = 64 * 1024 ** 2 } = options;
  const performed = await performHere({
    folder,
    text,
    request: { chain, zone: 'Asia/Singapore', ...request },
    memory,
    ...(machine === undefined ? {} : { machine }),
    ...(signal === undefined ? {} : { signal }),
    ...(timeout === undefined ? {} : { timeout }),
  });
  const left = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  return {
    ...performed,
    folder,
    left: left.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name))).sort(),
  };
}
