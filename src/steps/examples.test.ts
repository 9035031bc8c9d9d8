/** Every example of every step is checked and, unless it needs a server, run: through a chain of one step, as a dry run. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, test } from 'node:test';
import type { StepExample } from '../engine/step-example.ts';
import { performHere, writeFiles } from '../main/perform-here.fixture.ts';
import { checkDefinitions } from '../main/check-definitions.ts';
import { workspaceOf } from '../model/definitions/load-workspace.ts';
import { formatProblem } from '../model/problem.ts';
import { settingMeta } from '../model/setting.ts';
import type { z } from 'zod';
import { exampleText } from './example-workspace.ts';
import { createStepRegistry } from './registry.ts';

async function runExample(example: StepExample, text: string) {
  const { input, parameters = {}, inputFiles = {}, files = {} } = example;
  const folder = await mkdtemp(path.join(tmpdir(), 'millrace-example-'));
  try {
    await writeFiles(folder, inputFiles);
    const performed = await performHere({
      folder,
      text,
      request: {
        chain: 'example.Example0',
        parameters: Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value])),
        ...(input === undefined ? {} : { input: input.records }),
        dryRun: example.files === undefined,
        now: Date.parse('2026-03-02T08:00:00Z'),
      },
    });
    const read = async (name: string) => [name, await readFile(path.join(folder, name), 'utf8')] as const;
    return { ...performed, files: Object.fromEntries(await Promise.all(Object.keys(files).map(read))) };
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
        const text = exampleText([{ step: step.name, example }]);
        const checked = checkDefinitions(workspaceOf([{ path: 'example.yaml', text }], tmpdir()));
        assert.deepEqual(checked.problems.filter((problem) => problem.severity === 'error').map(formatProblem), []);
        if (example.needs !== undefined) return;
        const { end, records, events, files } = await runExample(example, text);
        assert.equal(end.problem, undefined);
        if (example.records !== undefined) {
          const { ordered = false } = example;
          assert.deepEqual(comparable(records, ordered), comparable(example.records, ordered));
        }
        const effects = events.flatMap((event) => (event.kind === 'effect' ? [event.effect.summary] : []));
        if (example.effects !== undefined) {
          assert.equal(effects.length, example.effects.length);
          example.effects.forEach((wanted, at) => assert.deepEqual({ ...effects[at], ...wanted }, effects[at]));
        }
        for (const [name, content] of Object.entries(example.files ?? {})) assert.equal(files[name], content);
      });
    }
  });
}
