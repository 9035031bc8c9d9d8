/** Every example of every step is checked and, unless it needs a server, run: through a chain of one step, as a dry run. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/logger.ts';
import type { AnyStep, StepExample } from '../engine/step-contract.ts';
import { CheckedWorkspaces, checkLoaded, performRun } from '../main/perform-run.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { localAdministrator } from '../model/principal.ts';
import { formatProblem } from '../model/problem.ts';
import type { RunEvent } from '../model/run.ts';
import type { DataRecord } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf } from '../model/value-type.ts';
import { settingMeta } from '../model/setting.ts';
import type { z } from 'zod';
import { createStepRegistry } from './registry.ts';

const connections = [
  { kind: 'connection', name: 'mail', type: 'smtp', url: 'file' },
  { kind: 'connection', name: 'shop', type: 'embedded' },
  { kind: 'connection', name: 'erp', type: 'postgresql', url: 'postgres://erp.example.com/erp' },
];

const common = {
  kind: 'chainset',
  name: 'common',
  chains: {
    Products: { params: { onlyActive: 'boolean' }, steps: [{ uses: 'records', with: { records: [{ sku: 'tea' }] } }] },
  },
};

function workspaceFor(step: AnyStep, example: StepExample) {
  const parameters = Object.fromEntries(
    Object.entries(example.parameters ?? {}).map(([name, { type }]) => [name, type]),
  );
  const chain = {
    ...(example.parameters === undefined ? {} : { params: parameters }),
    ...(example.input === undefined ? {} : { input: nullable(example.input.shape) }),
    steps: [{ uses: step.name, id: 'it', with: example.with }],
  };
  const chainset = { kind: 'chainset', name: 'example', imports: ['common'], chains: { Example: chain } };
  // JSON is YAML: numbers and texts stay what they are in the declaration.
  const text = [{ kind: 'workspace', name: 'examples' }, ...connections, common, chainset]
    .map((each) => JSON.stringify(each))
    .join('\n---\n');
  return workspaceOf([{ path: 'example.yaml', text }], tmpdir());
}

/** Examples show what steps do with nulls, which a chain's `input` refuses unless it says otherwise. */
function nullable(shape: Readonly<Record<string, unknown>>) {
  return Object.fromEntries(Object.entries(shape).map(([name, type]) => [name, { type, optional: true }]));
}

async function runExample(example: StepExample, loaded: ReturnType<typeof workspaceFor>) {
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-example-'));
  try {
    for (const [name, text] of Object.entries(example.inputFiles ?? {})) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const records: DataRecord[] = [];
    const events: RunEvent[] = [];
    const end = await performRun(
      {
        request: {
          id: 'example',
          effectId: 'example',
          chain: 'example.Example',
          parameters: Object.fromEntries(
            Object.entries(example.parameters ?? {}).map(([name, { value }]) => [name, value]),
          ),
          ...(example.input === undefined ? {} : { input: example.input.records }),
          principal: localAdministrator,
          trigger: { kind: 'test' },
          dryRun: example.files === undefined,
          zone: 'UTC',
          now: Date.parse('2026-03-02T08:00:00Z'),
        },
        limits: { timeout: 20_000, memory: 64 * 1024 ** 2 },
        workspace: { folder, files: loaded.files, hash: 'example' },
        files: path.join(folder, 'run'),
      },
      { clock: systemClock, logger: silentLogger, store: undefined, environment: {} },
      {
        workspaces: new CheckedWorkspaces(),
        watcher: {
          signal: new AbortController().signal,
          emit: (event) => events.push(event),
          take: (batch) => void records.push(...batch),
        },
      },
    );
    const files = await Promise.all(
      Object.keys(example.files ?? {}).map(
        async (name) => [name, await readFile(path.join(folder, name), 'utf8')] as const,
      ),
    );
    return { end, records, events, files: Object.fromEntries(files) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without order, unless it matters; keys without order always. */
function comparable(records: readonly unknown[], ordered: boolean): string[] {
  const texts = records.map((record) => JSON.stringify(record, sortKeys));
  return ordered ? texts : texts.sort();
}

function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

for (const step of createStepRegistry().all()) {
  describe(step.name, () => {
    test('has examples, and all of its settings are described', () => {
      assert.ok(step.examples.length > 0, 'no example');
      for (const [key, schema] of Object.entries(step.settings.shape))
        assert.ok(settingMeta(schema as z.ZodType).description, `${key} has no description`);
    });
    for (const example of step.examples) {
      test(example.title, async () => {
        const loaded = workspaceFor(step, example);
        const checked = checkLoaded(loaded);
        assert.deepEqual(checked.problems.filter((problem) => problem.severity === 'error').map(formatProblem), []);
        if (example.needs !== undefined) return;
        const { end, records, events, files } = await runExample(example, loaded);
        assert.equal(end.problem, undefined);
        const output = checked.chains.get('example.Example')?.chain.pipeline.output ?? [];
        if (example.records !== undefined) {
          const given = records.map((record) => toJson(record, recordOf(output)));
          assert.deepEqual(
            comparable(given, example.ordered ?? false),
            comparable(example.records, example.ordered ?? false),
          );
        }
        const effects = events.flatMap((event) => (event.kind === 'effect' ? [event.effect.summary] : []));
        if (example.effects !== undefined) {
          assert.equal(effects.length, example.effects.length);
          example.effects.forEach((wanted, at) => assert.deepEqual({ ...effects[at], ...wanted }, effects[at]));
        }
        for (const [name, text] of Object.entries(example.files ?? {})) assert.equal(files[name], text);
      });
    }
  });
}
