/** Runs the steps of a chain as the server does, over connections to real systems. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../../src/core/clock.ts';
import { silentLogger } from '../../src/core/logger.ts';
import { CheckedWorkspaces, checkLoaded, performRun } from '../../src/main/perform-run.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import { localAdministrator } from '../../src/model/principal.ts';
import type { RunEnd, RunEvent } from '../../src/model/run.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { toJson } from '../../src/model/value-codec.ts';
import { recordOf } from '../../src/model/value-type.ts';
import type { Store } from '../../src/store/open-store.ts';

/** A chain to run, and where. */
export interface StepsToRun {
  readonly steps: readonly unknown[];
  readonly connections: readonly { readonly name: string; readonly type: string; readonly url?: string }[];
  readonly store?: Store;
  readonly parameters?: Readonly<Record<string, { readonly type: string; readonly value: unknown }>>;
  readonly dryRun?: boolean;
  /** The same for a run that is done again. */
  readonly effectId?: string;
}

/** What a run gave. */
export interface StepsRun {
  readonly end: RunEnd;
  readonly records: readonly unknown[];
  readonly effects: readonly Readonly<Record<string, unknown>>[];
  readonly rejects: readonly string[];
}

function definitionsOf({ steps, connections, parameters = {} }: StepsToRun): { path: string; text: string }[] {
  const params = Object.fromEntries(
    Object.entries(parameters).map(([name, { type }]) => [name, { type, optional: true }]),
  );
  const chainset = { kind: 'chainset', name: 'test', chains: { Chain: { params, steps } } };
  const documents = [
    { kind: 'workspace', name: 'test' },
    ...connections.map((one) => ({ kind: 'connection', ...one })),
    chainset,
  ];
  return [{ path: 'test.yaml', text: documents.map((one) => JSON.stringify(one)).join('\n---\n') }];
}

/** The problems of a chain, as `code: message hint`, and what its first step hands over. */
export function checkSteps(chain: StepsToRun): { problems: string[]; pushed: readonly string[] } {
  const { chains, problems } = checkLoaded(workspaceOf(definitionsOf(chain), tmpdir()));
  const [first] = chains.get('test.Chain')?.chain.pipeline.steps ?? [];
  return {
    problems: problems.map(({ code, message, hint }) => `${code}: ${message} ${hint ?? ''}`.trim()),
    pushed: first?.checked.pushed ?? [],
  };
}

/** Runs a chain to its end. */
export async function runSteps(chain: StepsToRun): Promise<StepsRun> {
  const files = definitionsOf(chain);
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-steps-'));
  const records: DataRecord[] = [];
  const events: RunEvent[] = [];
  const workspaces = new CheckedWorkspaces();
  const snapshot = { folder, files, hash: JSON.stringify(files) };
  const request = {
    id: `run-${chain.effectId ?? 'once'}`,
    effectId: chain.effectId ?? 'once',
    chain: 'test.Chain',
    parameters: Object.fromEntries(Object.entries(chain.parameters ?? {}).map(([name, { value }]) => [name, value])),
    principal: localAdministrator,
    trigger: { kind: 'manual' as const },
    dryRun: chain.dryRun ?? false,
    zone: 'UTC',
    now: Date.parse('2026-03-02T08:00:00Z'),
  };
  try {
    const end = await performRun(
      {
        request,
        limits: { timeout: 60_000, memory: 256 * 1024 ** 2 },
        workspace: snapshot,
        files: path.join(folder, 'run'),
      },
      { clock: systemClock, logger: silentLogger, store: chain.store, environment: {} },
      {
        workspaces,
        watcher: {
          signal: new AbortController().signal,
          emit: (event) => events.push(event),
          take: (batch) => void records.push(...batch),
        },
      },
    );
    const output = recordOf(workspaces.of(snapshot).chains.get('test.Chain')?.chain.pipeline.output ?? []);
    return {
      end,
      records: records.map((record) => toJson(record as Value, output)),
      effects: events.flatMap((event) => (event.kind === 'effect' ? [event.effect.summary] : [])),
      rejects: events.flatMap((event) =>
        event.kind === 'reject' ? [`${event.reject.code}: ${event.reject.reason}`] : [],
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
