import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PerformTest, testChain, type TestResult } from '../engine/test-chain.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { createTestRunner } from '../main/test-runs.ts';
import type { ChainTest } from '../model/definitions/chain-test-schema.ts';
import { formatDuration } from '../model/duration.ts';
import { defineCommand } from './command.ts';
import { usageExit } from './exit-code.ts';
import { argumentFolder, folderArgument } from './load-checked.ts';
import { counted, writeProblems } from './print-problems.ts';
import { type Output, type Terminal, writeLines } from './terminal.ts';

/** `millrace test`. */
export const testCommand = defineCommand({
  name: 'test',
  summary: 'Runs the tests that stand beside the chains of a workspace.',
  docs: 'Sources read what the test gives them, sinks show what they would have done, and nothing outside is touched. A failed test ends it with 1.',
  arguments: [folderArgument],
  options: [{ name: 'filter', value: 'TEXT', summary: 'Only tests in whose chain or name the text stands.' }],
  examples: [
    { command: 'millrace test', shows: 'All tests of the workspace in the current folder.' },
    { command: 'millrace test examples/shop --filter Daily', shows: 'Those of the daily report.' },
  ],
  async run(input, terminal) {
    const live = await LiveWorkspace.load(await argumentFolder(input, terminal));
    const errors = live.checked.problems.filter(({ severity }) => severity === 'error');
    await writeProblems(terminal.err, errors);
    const tests = findTests(live, input.option('filter') ?? '');
    const results = await withScratch((scratch) => {
      const perform = createTestRunner({ live, clock: terminal.clock, scratch, signal: terminal.signal });
      return runTests(tests, { live, perform, terminal });
    });
    const failed = results.filter(({ passed }) => !passed).length;
    await writeLines(terminal.out, [verdict(results.length, failed, terminal.out)]);
    if (errors.length > 0) return usageExit;
    return failed > 0 ? 1 : 0;
  },
});

interface FoundTest {
  readonly chain: string;
  readonly test: ChainTest;
}

/** The tests of chains that are in order, and in whose name the text stands. */
function findTests(live: LiveWorkspace, filter: string): readonly FoundTest[] {
  const wanted = filter.toLowerCase();
  return [...live.checked.workspace.chains.values()]
    .filter(({ fullName }) => live.checked.chains.get(fullName)?.runnable === true)
    .flatMap(({ fullName, chain }) => (chain.tests ?? []).map((test) => ({ chain: fullName, test })))
    .filter(({ chain, test }) => `${chain} ${test.name}`.toLowerCase().includes(wanted));
}

async function withScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runTests(
  tests: readonly FoundTest[],
  { live, perform, terminal }: { live: LiveWorkspace; perform: PerformTest; terminal: Terminal },
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  let shown: string | undefined;
  for (const { chain, test } of tests) {
    if (terminal.signal.aborted) break;
    const result = await testChain(live.runnable(chain), test, { perform, now: terminal.clock.now() });
    const heading = shown === chain ? [] : [terminal.out.paint('bold', chain)];
    await writeLines(terminal.out, [...heading, ...resultLines(result, terminal.out)]);
    shown = chain;
    results.push(result);
  }
  return results;
}

function resultLines({ name, passed, differences, duration }: TestResult, { paint }: Output): readonly string[] {
  const mark = passed ? paint('green', 'ok  ') : paint('red', 'FAIL');
  return [
    `  ${mark} ${name} ${paint('dim', `(${formatDuration(duration)})`)}`,
    ...differences.map((difference) => `         ${difference}`),
  ];
}

function verdict(total: number, failed: number, { paint }: Output): string {
  if (total === 0) return 'There are no tests.';
  if (failed === 0) return paint('green', `${counted(total, 'test')} passed.`);
  return paint('red', `${failed} of ${counted(total, 'test')} failed.`);
}
