/** What a test gives in the place of the outside world, checked against the steps that it stands in for. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Env } from '../../expression/closure.ts';
import type { WrittenAnswer, WrittenGiven } from '../../model/definitions/given-schema.ts';
import type { Path } from '../../model/problem.ts';
import type { BatchStream } from '../../model/value.ts';
import { types } from '../../model/value-type.ts';
import { type PlannedStep, stepsOf } from '../planned.ts';
import { batches } from '../run/run-values.ts';
import type { StandIn, StandInFailure } from '../run/stand-in.ts';
import type { GivenAnswer } from '../step-contract.ts';
import { checkMaking, makeRecords } from './made-records.ts';
import type { TestCheck } from './test-check.ts';
import { readWritten, type WrittenRecord } from './written-values.ts';

/** What is given, to be had once the values of parameters are known. */
export type PreparedGiven = (env: Env) => ReadonlyMap<string, StandIn>;

type Written = Exclude<WrittenGiven, readonly WrittenRecord[]>;
type Prepared = (env: Env) => StandIn;

/** Checks all that a test gives. */
export function checkGiven(check: TestCheck, given: Readonly<Record<string, WrittenGiven>>): PreparedGiven {
  const steps = stepsOf(check.chain.pipeline);
  const prepared = Object.entries(given).flatMap(([id, written]): (readonly [string, Prepared])[] => {
    const path = ['given', id];
    const step = steps.find(({ origin }) => origin.name === id);
    if (step === undefined) {
      const known = steps.filter(isOutside).map(({ origin }) => origin.name);
      const hint =
        didYouMean(id, known) ?? `What can be given: ${known.join(', ') || 'nothing; give the steps an id'}.`;
      check.fault(path, 'there is no such step.', { code: 'unknown_reference', hint, atKey: true });
      return [];
    }
    const whole: Written = Array.isArray(written) ? { records: written } : written;
    if (!isFitting(check, path, { step, whole })) return [];
    return [[id, prepare(check, path, { step, whole, plain: Array.isArray(written) })]];
  });
  return (env) => new Map(prepared.map(([id, make]) => [id, make(env)]));
}

/** True for a step that has to do with the world outside of its chain. */
function isOutside({ declaration }: PlannedStep): boolean {
  return declaration.shape === 'source' || declaration.shape === 'sink' || declaration.inputOptional === true;
}

/** Notes what cannot be given to a step. */
function isFitting(check: TestCheck, path: Path, { step, whole }: { step: PlannedStep; whole: Written }): boolean {
  const { uses } = step.origin;
  const before = check.faults.length;
  if (!isOutside(step)) {
    check.fault(path, `'${uses}' asks nothing of the outside world, so nothing can be given for it.`, { atKey: true });
  } else if (step.declaration.shape === 'sink' && (whole.records ?? whole.generate) !== undefined) {
    const hint = 'Say how it fails: `{ fails: connection_failed }`.';
    check.fault(path, `'${uses}' gives on what it gets, so there are no records to give for it.`, { hint });
  }
  if (whole.answers !== undefined && !uses.startsWith('http.'))
    check.fault([...path, 'answers'], `'${uses}' makes no requests that could be answered.`, { atKey: true });
  if (whole.where !== undefined && step.input.length === 0)
    check.fault([...path, 'where'], `'${uses}' takes no records here, so it can fail only as a whole.`, {
      atKey: true,
    });
  return check.faults.length === before;
}

interface Place {
  readonly step: PlannedStep;
  readonly whole: Written;
  /** True for a bare list of records. */
  readonly plain: boolean;
}

function prepare(check: TestCheck, path: Path, place: Place): Prepared {
  const records = prepareRecords(check, path, place);
  const failure = prepareFailure(check, path, place);
  const answers = place.whole.answers?.map(readAnswer);
  return (env) => ({
    ...(records === undefined ? {} : { records: () => records(env) }),
    ...(failure === undefined ? {} : { failure: failure(env) }),
    ...(answers === undefined ? {} : { answers }),
  });
}

function prepareRecords(
  check: TestCheck,
  path: Path,
  { step, whole, plain }: Place,
): ((env: Env) => BatchStream) | undefined {
  const shape = step.checked.reads ?? step.checked.output;
  if (whole.generate !== undefined) {
    const making = checkMaking(check, path, { made: whole, shape });
    return (env) => makeRecords(making, env);
  }
  const strange = 'the source reads no such field';
  const records = whole.records?.map((record, at) => {
    const place = plain ? [...path, at] : [...path, 'records', at];
    return readWritten(check, place, { record, as: { shape, strange, complete: true } });
  });
  return records === undefined ? undefined : () => batches(records);
}

function prepareFailure(
  check: TestCheck,
  path: Path,
  { step, whole }: Place,
): ((env: Env) => StandInFailure) | undefined {
  const { fails: code, message, times = Number.POSITIVE_INFINITY, where } = whole;
  if (code === undefined) return undefined;
  const options = { fields: step.input, expects: types.boolean };
  const condition = where === undefined ? undefined : check.expression([...path, 'where'], where, options);
  return (env) => ({
    code,
    message: message ?? `${step.origin.uses} fails, as the test says.`,
    times,
    where: condition === undefined ? undefined : (record) => condition(record, env) === true,
  });
}

/** As a server would send it. */
function readAnswer({ fails, status = 200, headers = {}, body }: WrittenAnswer): GivenAnswer {
  if (fails !== undefined) return { fails };
  const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  if (body === undefined || typeof body === 'string') return { status, headers: lower, body: body ?? '' };
  return { status, headers: { 'content-type': 'application/json', ...lower }, body: JSON.stringify(body) };
}
