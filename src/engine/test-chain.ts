/** Runs the tests that stand beside a chain: what is outside is given, effects are shown and compared, nothing is performed. */
import { type MillraceError, toMillraceError } from '../core/errors.ts';
import { environment, type Env } from '../expression/closure.ts';
import type { ChainTest } from '../model/definitions/chain-test-schema.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';
import { shapeOf } from '../model/parse-shape.ts';
import type { RunRequest, StepCounters } from '../model/run.ts';
import { toJson } from '../model/value-codec.ts';
import { parseDatetime, parseTimestamp } from '../model/date-text.ts';
import { recordOf } from '../model/value-type.ts';
import { instantFromLocal } from '../model/zone.ts';
import type { CheckedChain } from './check/check-chain.ts';
import type { GivenRecords } from './run/run-scope.ts';
import { runEnvironment } from './run/run-values.ts';
import { checkTest, type PreparedTest } from './testing/check-test.ts';
import { compareRun, type TestRun } from './testing/compare-run.ts';
import type { TestServices } from './testing/test-check.ts';

/** What a test gave. */
export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was expected and what came, a line each. */
  readonly differences: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
  /** What went through the steps; none where the test could not be run. */
  readonly steps: readonly StepCounters[];
}

/** What the run of a test is asked to do. */
export type TestRequest = Omit<RunRequest, 'id' | 'effectId' | 'trigger' | 'dryRun'>;

/** Performs a run with what is given in the place of the outside world. */
export type PerformTest = (request: TestRequest, given: GivenRecords) => Promise<TestRun>;

/** How tests are run: `now` and `zone` are those of tests that say nothing else. */
export interface TestingHow {
  readonly perform: PerformTest;
  readonly now: number;
  readonly zone: string;
  readonly services: TestServices;
}

/** Runs one test; never throws. */
export async function testChain(chain: CheckedChain, test: ChainTest, how: TestingHow): Promise<TestResult> {
  const { name } = test;
  try {
    const prepared = checkTest(chain, test, how.services);
    if (prepared.faults.length > 0)
      return { name, passed: false, differences: prepared.faults.map(describeFault), duration: 0, steps: [] };
    const { request, given } = await requestOf(chain, test, { ...how, prepared });
    const run = await how.perform(request, given);
    const differences = await compareRun(chain, prepared.expected, run);
    const { duration, steps } = run.end;
    return { name, passed: differences.length === 0, differences, duration, steps };
  } catch (thrown) {
    return { name, passed: false, differences: [describeError(toMillraceError(thrown))], duration: 0, steps: [] };
  }
}

async function requestOf(
  chain: CheckedChain,
  test: ChainTest,
  { now, zone: usual, prepared }: TestingHow & { readonly prepared: PreparedTest },
): Promise<{ request: TestRequest; given: GivenRecords }> {
  const zone = test.zone ?? usual;
  const request: TestRequest = {
    chain: chain.name,
    parameters: test.params ?? {},
    principal: prepared.principal,
    now: test.now === undefined ? now : instantOf(test.now, zone),
    zone,
    ...(test.state === undefined ? {} : { state: test.state }),
  };
  const env = environmentOf(chain, request);
  const input = await inputOf(chain, test, { prepared, env });
  const given = prepared.given(env);
  return { request: input === undefined ? request : { ...request, input }, given: (step) => given.get(step) };
}

/** Milliseconds; a time without a zone is one in the zone of the test. */
function instantOf(text: string, zone: string): number {
  const instant = parseTimestamp(text)?.micros ?? instantFromLocal(parseDatetime(text)?.micros ?? 0n, zone);
  return Number(instant) / 1000;
}

/** What expressions of the test see. Where the parameters are wrong, the run says so before anything is asked for. */
function environmentOf(chain: CheckedChain, request: TestRequest): Env {
  try {
    return runEnvironment(chain, { ...request, id: '', effectId: '', trigger: { kind: 'test' }, dryRun: false });
  } catch (thrown) {
    if (toMillraceError(thrown).code === 'invalid_input') return environment();
    throw thrown;
  }
}

async function inputOf(
  chain: CheckedChain,
  { input }: ChainTest,
  { prepared, env }: { prepared: PreparedTest; env: Env },
): Promise<readonly unknown[] | undefined> {
  if (prepared.input === undefined) return Array.isArray(input) ? input : undefined;
  const type = recordOf(shapeOf(chain.input ?? []));
  const records: unknown[] = [];
  for await (const batch of prepared.input(env)) for (const record of batch) records.push(toJson(record, type));
  return records;
}

/** In the words of messages: `given.orders[0].quantty: the source reads no such field.` */
function describeFault({ path, message, hint, code }: Fault): string {
  const place = path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : at === 0 ? part : `.${part}`))
    .join('');
  return `${place}: ${message}${hint === undefined ? '' : ` ${hint}`} [${code}]`;
}

function describeError({ code, message, hint }: MillraceError): string {
  return `${message}${hint === undefined ? '' : ` ${hint}`} [${code}]`;
}
