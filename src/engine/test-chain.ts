/** Runs the tests that stand beside a chain: sources are given, effects are shown and compared, nothing is performed. */
import { didYouMean } from '../core/did-you-mean.ts';
import { messageOf, MillraceError, toMillraceError } from '../core/errors.ts';
import type { ChainTest } from '../model/definitions/chain-test-schema.ts';
import { localAdministrator, type Principal } from '../model/principal.ts';
import type { RunEffect, RunEnd, RunRequest } from '../model/run.ts';
import { exactSource } from '../model/source-value.ts';
import { fromJson, toJson } from '../model/value-codec.ts';
import { equalValues } from '../model/value-compare.ts';
import type { DataRecord, Value } from '../model/value.ts';
import { recordOf, type Shape } from '../model/value-type.ts';
import type { CheckedChain } from './check/check-chain.ts';
import { stepsOf } from './planned.ts';
import { batches } from './run/run-values.ts';
import type { GivenRecords } from './run/run-scope.ts';

/** What a test gave. */
export interface TestResult {
  readonly name: string;
  readonly passed: boolean;
  /** What was expected and what came, a line each. */
  readonly differences: readonly string[];
  /** Milliseconds. */
  readonly duration: number;
}

/** A run as a test sees it. */
export interface TestRun {
  readonly end: RunEnd;
  readonly records: readonly DataRecord[];
  readonly effects: readonly RunEffect[];
}

/** Performs a run with records in place of what the sources read. */
export type PerformTest = (
  request: Omit<RunRequest, 'id' | 'effectId' | 'trigger' | 'zone' | 'dryRun'>,
  given: GivenRecords,
) => Promise<TestRun>;

/** Runs one test; never throws. */
export async function testChain(
  chain: CheckedChain,
  test: ChainTest,
  how: { perform: PerformTest; now: number },
): Promise<TestResult> {
  try {
    const given = givenRecords(chain, test);
    const run = await how.perform(
      {
        chain: chain.name,
        parameters: test.params ?? {},
        principal: principalOf(test),
        now: test.now === undefined ? how.now : Date.parse(test.now),
        ...(test.input === undefined ? {} : { input: test.input }),
        ...(test.state === undefined ? {} : { state: test.state }),
      },
      given,
    );
    const differences = compareRun(chain, test, run);
    return { name: test.name, passed: differences.length === 0, differences, duration: run.end.duration };
  } catch (thrown) {
    return { name: test.name, passed: false, differences: [describeError(toMillraceError(thrown))], duration: 0 };
  }
}

/** Whom a test runs as. */
function principalOf({ user }: ChainTest): Principal {
  if (user === undefined) return localAdministrator;
  const { id = 'test', name = 'somebody', roles = [], attributes = {} } = user;
  return { kind: 'user', id, name, roles, attributes };
}

function describeError({ code, message, hint }: MillraceError): string {
  return `${message}${hint === undefined ? '' : ` ${hint}`} [${code}]`;
}

/** The records of `given`, for the sources that they name; a source that reads the outside world must be given. */
function givenRecords(chain: CheckedChain, test: ChainTest): GivenRecords {
  const steps = stepsOf(chain.pipeline);
  const given = new Map<string, readonly DataRecord[]>();
  for (const [id, written] of Object.entries(test.given ?? {})) {
    const step = steps.find((each) => each.origin.name === id);
    if (step === undefined) {
      const known = steps.filter((each) => each.declaration.category === 'source').map((each) => each.origin.name);
      throw new MillraceError('test_failed', `given.${id}: there is no such step.`, {
        hint: `Sources here: ${known.join(', ')}.`,
      });
    }
    const shape = step.checked.reads ?? step.checked.output;
    given.set(
      id,
      written.map((record, at) => readGiven(record, shape, `given.${id}[${at}]`)),
    );
  }
  return (step) => {
    const records = given.get(step);
    return records === undefined ? undefined : batches(records);
  };
}

/** A field that the source does not read would have no effect, and is mostly a misspelt one. */
function readGiven(source: Readonly<Record<string, unknown>>, shape: Shape, at: string): DataRecord {
  const names = shape.map(({ name }) => name);
  const strange = Object.keys(source).find((name) => !names.includes(name));
  if (strange !== undefined) {
    throw new MillraceError('test_failed', `${at}.${strange}: the source reads no such field.`, {
      hint: didYouMean(strange, names),
    });
  }
  return readRecord(source, shape, at);
}

function readRecord(source: unknown, shape: Shape, at: string): DataRecord {
  const type = recordOf(shape);
  return fromJson(exactSource(source, type), type, [at]) as DataRecord;
}

function compareRun(chain: CheckedChain, { expect }: ChainTest, run: TestRun): string[] {
  const differences: string[] = [];
  const { end } = run;
  const wanted = expect.outcome ?? (expect.records?.length === 0 || expect.count === 0 ? 'empty' : 'ok');
  if (end.outcome !== wanted && !(expect.outcome === undefined && (end.outcome === 'ok' || end.outcome === 'empty'))) {
    const why = end.problem === undefined ? '' : ` (${end.problem.message})`;
    differences.push(`outcome: expected ${wanted}, got ${end.outcome}${why}`);
  }
  if (expect.problem !== undefined && end.problem?.code !== expect.problem) {
    differences.push(`problem: expected ${expect.problem}, got ${end.problem?.code ?? 'none'}`);
  }
  if (expect.count !== undefined && end.records !== expect.count)
    differences.push(`count: expected ${expect.count}, got ${end.records}`);
  if (expect.rejected !== undefined && end.rejected !== expect.rejected)
    differences.push(`rejected: expected ${expect.rejected}, got ${end.rejected}`);
  if (expect.records !== undefined)
    differences.push(
      ...compareRecords(
        chain.pipeline.output,
        { wanted: expect.records, ordered: expect.ordered ?? false },
        run.records,
      ),
    );
  for (const [name, effects] of Object.entries(expect.effects ?? {}))
    differences.push(...compareEffects(name, effects, run.effects));
  return differences;
}

/** Only the fields that a test names are compared; the order only where it says so. */
function compareRecords(
  shape: Shape,
  expected: { wanted: readonly Readonly<Record<string, unknown>>[]; ordered: boolean },
  got: readonly DataRecord[],
): string[] {
  const { wanted, ordered } = expected;
  const parsed = wanted.map((record, at) => ({
    at,
    names: Object.keys(record),
    record: readExpected(record, shape, at),
  }));
  if (ordered) {
    const faults = parsed
      .filter(({ at, names, record }) => !matches(record, names, got[at]))
      .map(({ at, record }) => `records[${at}]: expected ${showNamed(record, shape)}, got ${show(got[at], shape)}`);
    return got.length === wanted.length ? faults : [`records: expected ${wanted.length}, got ${got.length}`, ...faults];
  }
  const left = [...got];
  const missing: string[] = [];
  for (const { names, record } of parsed) {
    const found = left.findIndex((candidate) => matches(record, names, candidate));
    if (found >= 0) left.splice(found, 1);
    else missing.push(`records: expected ${showNamed(record, shape)}, which did not come`);
  }
  return [
    ...missing,
    ...left.slice(0, 5).map((record) => `records: got ${show(record, shape)}, which was not expected`),
  ];
}

function readExpected(source: Readonly<Record<string, unknown>>, shape: Shape, at: number): DataRecord {
  const fields = shape.filter((field) => field.name in source);
  const unknown = Object.keys(source).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) {
    const hint = `It gives: ${shape.map(({ name }) => name).join(', ')}.`;
    throw new MillraceError('test_failed', `expect.records[${at}].${unknown}: the chain gives no such field.`, {
      hint,
    });
  }
  return readRecord(source, fields, `expect.records[${at}]`);
}

function matches(wanted: DataRecord, names: readonly string[], got: DataRecord | undefined): boolean {
  return got !== undefined && names.every((name) => close(wanted[name] ?? null, got[name] ?? null));
}

/** Equal, doubles within 1e-9 of each other. */
function close(wanted: Value, got: Value): boolean {
  if (typeof wanted === 'number' && typeof got === 'number' && !Number.isInteger(got))
    return Math.abs(wanted - got) <= 1e-9 * Math.max(1, Math.abs(wanted));
  return equalValues(wanted, got);
}

function show(record: unknown, shape: Shape): string {
  if (record === undefined) return 'nothing';
  try {
    return JSON.stringify(toJson(record as DataRecord, recordOf(shape)));
  } catch (error) {
    return messageOf(error);
  }
}

/** An expected record, of which only some fields are said. */
function showNamed(record: DataRecord, shape: Shape): string {
  return show(
    record,
    shape.filter(({ name }) => Object.hasOwn(record, name)),
  );
}

/** Effects by `uses` or `id`, in order; of each only the keys that the test names are compared. */
function compareEffects(
  name: string,
  wanted: readonly Readonly<Record<string, unknown>>[],
  effects: readonly RunEffect[],
): string[] {
  const got = effects.filter((effect) => effect.uses === name || effect.step === name).map((effect) => effect.summary);
  if (got.length !== wanted.length)
    return [`effects.${name}: expected ${wanted.length}, got ${got.length}: ${JSON.stringify(got)}`];
  return wanted.flatMap((each, at) =>
    Object.entries(each)
      .filter(([key, value]) => JSON.stringify(got[at]?.[key]) !== JSON.stringify(value))
      .map(
        ([key, value]) =>
          `effects.${name}[${at}].${key}: expected ${JSON.stringify(value)}, got ${JSON.stringify(got[at]?.[key])}`,
      ),
  );
}
