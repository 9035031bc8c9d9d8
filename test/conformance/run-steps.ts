/** Runs the steps of a chain as the server does, over connections to real systems. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performHere } from '../../src/main/perform-here.fixture.ts';
import { explainChain } from '../../src/engine/explain.ts';
import { checkDefinitions } from '../../src/main/check-definitions.ts';
import { workspaceOf } from '../../src/model/definitions/load-workspace.ts';
import type { GivenRecords } from '../../src/engine/run/run-scope.ts';
import type { Principal } from '../../src/model/principal.ts';
import type { RunEnd } from '../../src/model/run.ts';
import type { Store } from '../../src/store/open-store.ts';

/** A chain to run, and where. */
export interface StepsToRun {
  readonly steps: readonly unknown[];
  readonly connections: readonly { readonly name: string; readonly type: string; readonly url?: string }[];
  readonly store?: Store;
  /** Further definitions: policies, attributes, chainsets. */
  readonly definitions?: readonly Readonly<Record<string, unknown>>[];
  /** Other chains of the same chainset, by name. */
  readonly chains?: Readonly<Record<string, unknown>>;
  readonly principal?: Principal;
  readonly given?: GivenRecords;
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
  /** The records of the rejects. */
  readonly rejected: readonly unknown[];
  /** Everything that the run told: log, counters, problems. */
  readonly told: string;
}

function textOf({ steps, connections, parameters = {}, definitions = [], chains = {} }: StepsToRun): string {
  const params = Object.fromEntries(
    Object.entries(parameters).map(([name, { type }]) => [name, { type, optional: true }]),
  );
  const chainset = { kind: 'chainset', name: 'test', chains: { Chain: { params, steps }, ...chains } };
  const documents = [
    { kind: 'workspace', name: 'test' },
    ...connections.map((one) => ({ kind: 'connection', ...one })),
    chainset,
    ...definitions,
  ];
  return documents.map((one) => JSON.stringify(one)).join('\n---\n');
}

/** The problems of a chain, as `code: message hint`, what its first step hands over, and its plan in words. */
export function checkSteps(chain: StepsToRun): { problems: string[]; pushed: readonly string[]; plan: string } {
  const { chains, problems } = checkDefinitions(workspaceOf([{ path: 'test.yaml', text: textOf(chain) }], tmpdir()));
  const checked = chains.get('test.Chain')?.chain;
  const [first] = checked?.pipeline.steps ?? [];
  return {
    problems: problems.map(({ code, message, hint }) => `${code}: ${message} ${hint ?? ''}`.trim()),
    pushed: first?.checked.pushed ?? [],
    plan: checked === undefined ? '' : explainChain(checked),
  };
}

/** Runs a chain to its end. */
export async function runSteps(chain: StepsToRun): Promise<StepsRun> {
  const { store, parameters = {}, dryRun = false, effectId = 'once', principal, given } = chain;
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-steps-'));
  try {
    const { end, records, events } = await performHere({
      folder,
      text: textOf(chain),
      request: {
        id: `run-${effectId}`,
        effectId,
        chain: 'test.Chain',
        parameters: Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value])),
        trigger: { kind: 'manual' },
        dryRun,
        ...(principal === undefined ? {} : { principal }),
        now: Date.parse('2026-03-02T08:00:00Z'),
      },
      machine: { store },
      ...(given === undefined ? {} : { given }),
    });
    return {
      end,
      records,
      effects: events.flatMap((event) => (event.kind === 'effect' ? [event.effect.summary] : [])),
      told: JSON.stringify([end, events]),
      rejected: events.flatMap((event) => (event.kind === 'reject' ? [event.reject.record] : [])),
      rejects: events.flatMap((event) =>
        event.kind === 'reject' ? [`${event.reject.code}: ${event.reject.reason}`] : [],
      ),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
