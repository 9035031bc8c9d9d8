import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { systemClock } from '../src/core/clock.ts';
import { newId } from '../src/core/ids.ts';
import { silentLogger } from '../src/core/logger.ts';
import type { RunTask } from '../src/main/perform-run.ts';
import { localAdministrator } from '../src/model/principal.ts';
import type { RunEnd, RunEvent, RunFile } from '../src/model/run.ts';
import { machineMemory } from '../src/runs/run-memory.ts';
import { runnerFlags } from '../src/runs/runner-flags.ts';
import { RunnerPool } from '../src/runs/runner-pool.ts';

/** A chain to be run as the server would run it. */
export interface ApartRun {
  /** Definitions, of which the chain `bench.Run` is run. */
  readonly text: string;
  /** The folder of the workspace, with its `data`. */
  readonly folder: string;
  /** The run's limit of memory, in bytes. */
  readonly memory: number;
}

/** What became of it. */
export interface ApartResult {
  readonly end: RunEnd;
  readonly files: readonly RunFile[];
  readonly seconds: number;
  /** The most resident memory that the runner ever had, in MB. */
  readonly peak: number;
  /** What the runner has when it has not run anything, in MB. */
  readonly idle: number;
}

const timeout = 3_600_000;

/** Runs a chain in a runner process of its own, started as the server starts it. */
export async function runApart({ text, folder, memory }: ApartRun): Promise<ApartResult> {
  const pool = new RunnerPool<RunTask>({
    module: new URL('../src/runner-process.ts', import.meta.url),
    arguments: [],
    flags: runnerFlags(1, machineMemory().total),
    environment: process.env,
    size: 1,
    clock: systemClock,
    logger: silentLogger,
  });
  const files = path.join(folder, 'files');
  const written: RunFile[] = [];
  const perform = async (named: string): Promise<RunEnd> => {
    const emit = (event: RunEvent): void => void (event.kind === 'file' && written.push(event.file));
    const task = taskOf(named, { folder, memory, files });
    return (await pool.run({ task, timeout, emit })).end;
  };
  try {
    await perform(idleText);
    const [runner = 0] = pool.processIds();
    const idle = await memoryOf(runner, 'VmRSS');
    const start = performance.now();
    const end = await perform(text);
    const seconds = (performance.now() - start) / 1000;
    return { end, files: written, seconds, idle, peak: await memoryOf(runner, 'VmHWM') };
  } finally {
    await pool.close();
    await rm(files, { recursive: true, force: true });
  }
}

/** The definitions of one chain, `bench.Run`, of these steps. */
export function chainOf(steps: string): string {
  const indented = steps.trim().replace(/^(?=.)/gm, '      ');
  return `kind: workspace\nname: bench\nzone: UTC\n---\nkind: chainset\nname: bench\nchains:\n  Run:\n    steps:\n${indented}\n`;
}

const idleText = chainOf('- uses: records\n  with: { generate: 1 }');

function taskOf(text: string, { folder, memory, files }: { folder: string; memory: number; files: string }): RunTask {
  const id = newId();
  return {
    request: {
      id,
      effectId: id,
      chain: 'bench.Run',
      parameters: {},
      principal: localAdministrator,
      trigger: { kind: 'test' },
      dryRun: false,
      zone: 'UTC',
      now: 0,
    },
    limits: { timeout, memory },
    workspace: { folder, files: [{ path: 'bench.yaml', text }], hash: text },
    files: path.join(files, id),
  };
}

/** What the kernel says of a process, in MB. */
async function memoryOf(process: number, what: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${process}/status`, 'utf8');
  const found = new RegExp(`^${what}:\\s+(\\d+) kB`, 'm').exec(status);
  return Number(found?.[1]) / 1e3;
}
