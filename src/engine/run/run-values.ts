import { MillraceError } from '../../core/errors.ts';
import { environment, type Env } from '../../expression/closure.ts';
import { castValue } from '../../model/cast.ts';
import { fromJson, toJson } from '../../model/value-codec.ts';
import type { RunRequest } from '../../model/run.ts';
import {
  type Batch,
  batchSize,
  type BatchStream,
  type DataRecord,
  type DateValue,
  Timestamp,
  type Value,
} from '../../model/value.ts';
import { validateDeclared } from '../../model/validate-declared.ts';
import { dateOf } from '../../model/date-arithmetic.ts';
import { localFromInstant } from '../../model/zone.ts';
import type { Shape } from '../../model/value-type.ts';
import type { CheckedChain } from '../check/check-chain.ts';
import { userValue } from './user-value.ts';

/** Microseconds of a day. */
const dayMicros = 86_400_000_000n;

function timestampOf(milliseconds: number): Timestamp {
  return new Timestamp(BigInt(Math.round(milliseconds * 1000)));
}

/** The date of an instant in a zone. */
function dateIn(instant: Timestamp, zone: string): DateValue {
  const local = localFromInstant(instant.micros, zone);
  const days = local / dayMicros - (local % dayMicros < 0n ? 1n : 0n);
  return dateOf(Number(days));
}

/** What a run's context is made of beside the request: the attributes that users have, and what was saved before. */
export interface ContextParts {
  readonly attributes: Shape;
  readonly state?: DataRecord;
}

/** The values of `@name` in a run. `@today` is the date of the planned instant where there is one, else of `@now`. */
export function contextValues(request: RunRequest, { attributes, state = {} }: ContextParts): DataRecord {
  const now = timestampOf(request.now);
  const planned = request.trigger.planned === undefined ? null : timestampOf(Date.parse(request.trigger.planned));
  return {
    now,
    planned,
    today: dateIn(planned ?? now, request.zone),
    zone: request.zone,
    user: userValue(request.principal, attributes),
    run: { id: request.id, chain: request.chain },
    state,
  };
}

/** The values that a run starts with, or `invalid_input` with an issue for each that does not fit. */
export function runEnvironment(chain: CheckedChain, request: RunRequest): Env {
  const { attributes } = chain;
  const bare = environment({ context: contextValues(request, { attributes }) });
  const state = stateValues(chain, request, bare);
  const env = environment({ context: contextValues(request, { attributes, state }) });
  const fields = chain.parameters.map(({ field, value }) => ({
    ...field,
    optional: field.optional || value !== undefined,
  }));
  const { values, issues } = validateDeclared(request.parameters, fields);
  if (issues.length > 0) {
    const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join(' ');
    throw new MillraceError('invalid_input', `The parameters of ${chain.name} are not right. ${message}`, { issues });
  }
  const parameters: Record<string, Value> = {};
  for (const { field, value } of chain.parameters) {
    const given = values[field.name];
    parameters[field.name] =
      given ??
      (value === undefined || field.name in request.parameters
        ? null
        : castValue(value.evaluate({}, env), value.type, field.type));
  }
  return { ...env, parameters };
}

/** What was saved by the last run, or else what the chain says to begin with. */
function stateValues(chain: CheckedChain, request: RunRequest, env: Env): DataRecord {
  const state: Record<string, Value> = {};
  for (const { name, type, initial } of chain.state) {
    const saved = request.state?.[name];
    state[name] =
      saved === undefined
        ? castValue(initial.evaluate({}, env), initial.type, type)
        : fromJson(saved, type, ['state', name]);
  }
  return state;
}

/** The records that a chain with `input` is given, checked; or `invalid_input` with issues by record. */
export function inputRecords(chain: CheckedChain, request: RunRequest): BatchStream | undefined {
  const { input } = chain;
  if (input === undefined) {
    if (request.input === undefined) return undefined;
    throw new MillraceError('invalid_input', `${chain.name} takes no records.`, {
      hint: 'Declare its `input`, or leave the records out.',
    });
  }
  if (request.input === undefined) {
    throw new MillraceError('invalid_input', `${chain.name} needs records.`, {
      hint: `Give records with: ${input.map((field) => field.name).join(', ')}.`,
    });
  }
  const results = request.input.map((record, at) => validateDeclared(record, input, { path: [at], unknown: 'pass' }));
  const issues = results.flatMap((result) => result.issues);
  if (issues.length > 0)
    throw new MillraceError(
      'invalid_input',
      `${issues.length} fault(s) in the records; the first: ${issues[0]?.path}: ${issues[0]?.message}`,
      { issues },
    );
  const records = results.map(
    ({ values }): DataRecord => Object.fromEntries(input.map(({ name }) => [name, values[name] ?? null])),
  );
  return batches(records);
}

/** Records as a stream. */
export async function* batches(records: Batch): BatchStream {
  for (let start = 0; start < records.length; start += batchSize) yield records.slice(start, start + batchSize);
}

/** The request with all parameters in it, defaults worked out; or `invalid_input` with an issue for each that does not fit. */
export function completeRequest(chain: CheckedChain, request: RunRequest): RunRequest {
  const { parameters } = runEnvironment(chain, request);
  const complete = chain.parameters.flatMap(({ field: { name, type }, value }) => {
    const json = toJson(parameters[name], type);
    // A null that somebody gave stands against a default, which would otherwise come back.
    return json === null && value === undefined ? [] : [[name, json] as const];
  });
  return { ...request, parameters: Object.fromEntries(complete) };
}
