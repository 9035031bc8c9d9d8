import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from '../core/did-you-mean.ts';
import { testChain, type TestResult } from '../engine/test-chain.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { createTestRunner, testServices } from '../main/test-runs.ts';
import { adapters, type Way, waysOf } from '../main/through/ways.ts';
import { formatDuration } from '../model/duration.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { usage, usageExit } from './exit-code.ts';
import { argumentFolder, folderArgument } from './load-checked.ts';
import { counted, writeProblems } from './print-problems.ts';
import { type Output, writeLines } from './terminal.ts';
import { type FoundTest, type TestingHow, testThroughWays } from './test-through.ts';

/** `millrace test`. */
export const testCommand = defineCommand({
  name: 'test',
  summary: 'Runs the tests that stand beside the chains of a workspace.',
  docs: 'Sources read what the test gives them, sinks show what they would have done, and nothing outside is touched. A failed test ends it with 1.',
  arguments: [folderArgument],
  options: [
    { name: 'filter', value: 'TEXT', summary: 'Only tests in whose chain or name the text stands.' },
    {
      name: 'through',
      value: 'CONTEXT,..',
      summary: `Also sends each test through these contexts, which must give equal rows: ${adapters.join(', ')}, or all.`,
    },
    {
      name: 'format',
      short: 'f',
      value: 'FORMAT',
      summary: 'With --through: table (default) or json.',
      choices: ['table', 'json'],
    },
  ],
  examples: [
    { command: 'millrace test', shows: 'All tests of the workspace in the current folder.' },
    { command: 'millrace test examples/shop --filter Daily', shows: 'Those of the daily report.' },
    {
      command: 'millrace test --through all',
      shows: 'Sends each test through jobs, workflows, datasets, dashboards and endpoints, where its chain may stand.',
    },
  ],
  async run(input, terminal) {
    const ways = askedWays(input);
    const live = await LiveWorkspace.load(await argumentFolder(input, terminal));
    const errors = live.checked.problems.filter(({ severity }) => severity === 'error');
    await writeProblems(terminal.err, errors);
    const tests = findTests(live, input.option('filter') ?? '');
    const well = await withScratch((scratch) => {
      const perform = createTestRunner({ live, clock: terminal.clock, scratch, signal: terminal.signal });
      const how = { live, perform, terminal };
      return ways === undefined
        ? testAlone(tests, how)
        : testThroughWays(tests, { ...how, ways, format: input.option('format') ?? 'table' });
    });
    if (errors.length > 0) return usageExit;
    return well ? 0 : 1;
  },
});

/** The ways that are asked for; undefined without `--through`. */
function askedWays(input: CommandInput): readonly Way[] | undefined {
  const text = input.option('through');
  if (text === undefined) {
    if (input.option('format') === undefined) return undefined;
    throw usage('--format is about --through.', 'Add --through all, say.');
  }
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('all')) return waysOf(adapters);
  const strange = names.find((name) => !adapters.some((adapter) => adapter === name));
  if (strange === undefined) return waysOf(adapters.filter((adapter) => names.includes(adapter)));
  const hint = didYouMean(strange, adapters) ?? `There are ${adapters.join(', ')}, and all.`;
  throw usage(`--through is a list of contexts, and '${strange}' is none.`, hint);
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

/** Runs tests and prints how each ended; true if all passed. */
async function testAlone(tests: readonly FoundTest[], { live, perform, terminal }: TestingHow): Promise<boolean> {
  const results: TestResult[] = [];
  let shown: string | undefined;
  const services = testServices(live);
  for (const { chain, test } of tests) {
    if (terminal.signal.aborted) break;
    const result = await testChain(live.runnable(chain), test, {
      perform,
      now: terminal.clock.now(),
      zone: live.zone,
      services,
    });
    const heading = shown === chain ? [] : [terminal.out.paint('bold', chain)];
    await writeLines(terminal.out, [...heading, ...resultLines(result, terminal.out)]);
    shown = chain;
    results.push(result);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  await writeLines(terminal.out, [verdict(results.length, failed, terminal.out)]);
  return failed === 0;
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
