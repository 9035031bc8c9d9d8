/** `millrace test --through`: runs tests by themselves, and sends them through contexts. */
import { type PerformTest, testChain } from '../engine/test-chain.ts';
import type { LiveWorkspace } from '../main/live-workspace.ts';
import { testServices } from '../main/test-runs.ts';
import { steadyEffects } from '../main/through/compare-effects.ts';
import { varyingFields } from '../main/through/compare-rows.ts';
import { testThrough } from '../main/through/test-through.ts';
import type { Tried, Way } from '../main/through/ways.ts';
import type { ChainTest } from '../model/definitions/chain-test-schema.ts';
import { type Terminal, writeLines } from './terminal.ts';
import { isThrough, type TestedAlone, throughJson, writeThrough } from './through-report.ts';

/** A test, and the chain that it stands beside. */
export interface FoundTest {
  readonly chain: string;
  readonly test: ChainTest;
}

/** What tests are run with. */
export interface TestingHow {
  readonly live: LiveWorkspace;
  readonly perform: PerformTest;
  readonly terminal: Terminal;
}

/** Sends tests through and prints what came of it; true if nothing failed and nothing differs. */
export async function testThroughWays(
  tests: readonly FoundTest[],
  { ways, format, ...how }: TestingHow & { readonly ways: readonly Way[]; readonly format: string },
): Promise<boolean> {
  const { live, terminal } = how;
  const run = await runAlone(tests, how);
  const tried = run.flatMap((one) => one.tried ?? []);
  const passages = await testThrough(tried, { live, ways, signal: terminal.signal });
  const report = { ways, tests: run.map(({ alone }) => alone), passages };
  if (format === 'json') await writeLines(terminal.out, [JSON.stringify(throughJson(report), undefined, 2)]);
  else await writeThrough(terminal.out, report);
  return isThrough(report);
}

/** How a test ended by itself, with all that is needed to send it through; one that could not be run goes nowhere. */
interface RunAlone {
  readonly alone: TestedAlone;
  readonly tried: Tried | undefined;
}

async function runAlone(tests: readonly FoundTest[], { live, perform, terminal }: TestingHow): Promise<RunAlone[]> {
  const results: RunAlone[] = [];
  const services = testServices(live);
  for (const { chain: name, test } of tests) {
    if (terminal.signal.aborted) break;
    const chain = live.runnable(name);
    const watched: { tried?: Tried } = {};
    // Twice: what two runs do not agree on is no matter of contexts.
    const twice: PerformTest = async (request, given) => {
      const run = await perform(request, given);
      const again = await perform(request, given);
      const varying = varyingFields(chain.pipeline.output, [run.records, again.records]);
      const effects = steadyEffects(run.effects, again.effects);
      watched.tried = { chain, test, request, given, run, varying, effects };
      return run;
    };
    const { passed, differences } = await testChain(chain, test, {
      perform: twice,
      now: terminal.clock.now(),
      zone: live.zone,
      services,
    });
    const { tried } = watched;
    const varying = tried?.varying ?? [];
    results.push({ alone: { chain: name, name: test.name, passed, differences, varying }, tried });
  }
  return results;
}
