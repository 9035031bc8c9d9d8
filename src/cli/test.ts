import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { didYouMean } from '../core/did-you-mean.ts';
import { Coverage } from '../engine/testing/coverage.ts';
import { testChain, type TestResult } from '../engine/test-chain.ts';
import { LiveWorkspace } from '../main/live-workspace.ts';
import { createTestRunner, testServices } from '../main/test-runs.ts';
import { adapters, type Way, waysOf } from '../main/through/ways.ts';
import { formatDuration } from '../model/duration.ts';
import { type CommandInput, defineCommand } from './command.ts';
import { coveredPercent, coverageVerdict, writeCoverage } from './coverage-report.ts';
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
    { name: 'coverage', summary: 'Also says which steps, ways and conditions of the chains no test reached.' },
    {
      name: 'coverage-min',
      value: 'PERCENT',
      summary: 'The same, and ends with 1 if less than this share of them was reached.',
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
      command: 'millrace test --coverage-min 80',
      shows: 'Fails if the tests reach less than 80% of what chains may do.',
    },
    {
      command: 'millrace test --through all',
      shows: 'Sends each test through jobs, workflows, datasets, dashboards and endpoints, where its chain may stand.',
    },
  ],
  async run(input, terminal) {
    const ways = askedWays(input);
    const coverage = askedCoverage(input, ways);
    const live = await LiveWorkspace.load(await argumentFolder(input, terminal));
    const errors = live.checked.problems.filter(({ severity }) => severity === 'error');
    await writeProblems(terminal.err, errors);
    const tests = findTests(live, input.option('filter') ?? '');
    const well = await withScratch((scratch) => {
      const perform = createTestRunner({ live, clock: terminal.clock, scratch, signal: terminal.signal });
      const how = { live, perform, terminal };
      return ways === undefined
        ? testAlone(tests, { ...how, coverage, isWhole: input.option('filter') === undefined })
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

/** The coverage that is asked for; `least` in percent. */
interface AskedCoverage {
  readonly least: number | undefined;
}

function askedCoverage(input: CommandInput, ways: readonly Way[] | undefined): AskedCoverage | undefined {
  const text = input.option('coverage-min');
  if (text === undefined && !input.flag('coverage')) return undefined;
  if (ways !== undefined) throw usage('--coverage is about chains by themselves.', 'Leave --through out.');
  const least = text === undefined ? undefined : Number(text.replace(/%$/, ''));
  if (least === undefined || (least >= 0 && least <= 100)) return { least };
  throw usage(`--coverage-min is a share in percent, and '${text}' is none.`, 'Write --coverage-min 80, say.');
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

/** How tests are run by themselves. */
interface AloneHow extends TestingHow {
  readonly coverage: AskedCoverage | undefined;
  /** True where all tests of the workspace are run: then chains without any are not covered. */
  readonly isWhole: boolean;
}

/** Runs tests and prints how each ended; true if all passed, and reached what is demanded. */
async function testAlone(
  tests: readonly FoundTest[],
  { live, perform, terminal, coverage: asked, isWhole }: AloneHow,
): Promise<boolean> {
  const results: TestResult[] = [];
  const coverage = new Coverage();
  if (isWhole) for (const { chain, runnable } of live.checked.chains.values()) if (runnable) coverage.expect(chain);
  let shown: string | undefined;
  const how = { perform, now: terminal.clock.now(), zone: live.zone, services: testServices(live) };
  for (const { chain: name, test } of tests) {
    if (terminal.signal.aborted) break;
    const chain = live.runnable(name);
    const result = await testChain(chain, test, how);
    coverage.add(chain, result.steps);
    const heading = shown === name ? [] : [terminal.out.paint('bold', name)];
    await writeLines(terminal.out, [...heading, ...resultLines(result, terminal.out)]);
    shown = name;
    results.push(result);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  const isCovered = asked === undefined || (await tellCoverage(coverage, asked, terminal.out));
  await writeLines(terminal.out, [verdict(results.length, failed, terminal.out)]);
  return failed === 0 && isCovered;
}

/** Prints what was reached; true if it is what is demanded. */
async function tellCoverage(coverage: Coverage, { least }: AskedCoverage, output: Output): Promise<boolean> {
  const chains = coverage.chains();
  const isCovered = least === undefined || coveredPercent(chains) >= least;
  await writeCoverage(output, chains);
  const line = coverageVerdict(chains, least);
  await writeLines(output, [isCovered ? line : output.paint('red', line), '']);
  return isCovered;
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
