/**
 * The smallest definitions around a chain through which one test of it can go. Whether a chain may stand there is not
 * asked here: the definitions are checked like any other, and what is wrong with them is why it may not.
 */
import { shapeOf } from '../../model/parse-shape.ts';
import { formatType, recordOf, type ValueType } from '../../model/value-type.ts';
import type { Tried, Way } from './ways.ts';
import { sentValues, writtenValue } from './written-values.ts';

/** The role by which whoever tries a test may use what stands around its chain. The chain itself never sees it. */
export const callerRole = 'millrace-test-caller';

/** The account that the jobs of tests run as; the test says who that is. */
const callerAccount = 'millrace-test-account';

/** More records are not cut off: the most that a definition may say. */
const mostRecords = 1_000_000;

/** A document, as JSON. */
export type WrittenDocument = Readonly<Record<string, unknown>>;

/** What all of them need. */
export const surroundings: readonly WrittenDocument[] = [
  {
    kind: 'role',
    name: callerRole,
    privileges: ['dataset:query', 'dashboard:view', 'workflow:start', 'workflow:send', 'endpoint:call'],
  },
  // Only so that it may run any chain: when the job runs, it is whom the test says, with that one's roles.
  { kind: 'service', name: callerAccount, roles: ['administrator'] },
];

/** The documents for a test and a way, the one that is used by `name`. */
export function trialDefinitions(way: Way, tried: Tried, name: string): readonly WrittenDocument[] {
  switch (way) {
    case 'job':
      return [jobAround(tried, name)];
    case 'workflow':
      return [workflowAround(tried, name, actionOf(tried))];
    case 'guard':
      return [workflowAround(tried, name, { guard: callOf(tried) })];
    case 'dataset':
      return [datasetAround(tried, name)];
    case 'dashboard':
      return [datasetAround(tried, name), dashboardAround(tried, name)];
    case 'endpoint':
      return [endpointAround(tried, name)];
  }
}

function jobAround({ chain, request }: Tried, name: string): WrittenDocument {
  const params = sentValues(request.parameters, fieldsOf(chain.parameters));
  // What a test has fail is not to be waited for until it works.
  const once = { retry: { attempts: 1 } };
  const whose = { runAs: { service: callerAccount }, ...once };
  return { kind: 'job', name, chain: chain.name, ...whose, params: writtenValue(params) };
}

function datasetAround({ chain }: Tried, name: string): WrittenDocument {
  return { kind: 'dataset', name, chain: chain.name, roles: [callerRole], limit: mostRecords };
}

function dashboardAround(tried: Tried, name: string): WrittenDocument {
  const widget = { type: 'table', at: [0, 0, 12, 8], dataset: name, params: valuesOf(tried, (param) => `=$${param}`) };
  return {
    kind: 'dashboard',
    name,
    roles: [callerRole],
    params: shapeFor(tried, (param) => param),
    pages: [{ name: 'Rows', widgets: [widget] }],
  };
}

/** A body that is the record of the chain leaves no room for parameters: those stand in the definition. */
function endpointAround(tried: Tried, name: string): WrittenDocument {
  const { chain, request } = tried;
  const written = writtenValue(sentValues(request.parameters, fieldsOf(chain.parameters)));
  const takes =
    chain.input === undefined
      ? { input: shapeFor(tried, (param) => param), with: valuesOf(tried, (param) => `=body.${quoted(param)}`) }
      : { with: written };
  return {
    kind: 'endpoint',
    name,
    roles: [callerRole],
    route: `POST /${name}`,
    auth: 'session',
    ...takes,
    chain: chain.name,
    limits: { records: mostRecords },
  };
}

/** The event that starts an instance carries what the test gives. */
function workflowAround(tried: Tried, name: string, way: WrittenDocument): WrittenDocument {
  const { chain } = tried;
  const input = {
    ...shapeFor(tried, parameterField),
    ...Object.fromEntries((chain.input ?? []).map((field) => [inputField(field.name), optional(field.type)])),
  };
  return {
    kind: 'workflow',
    name,
    roles: { start: [callerRole] },
    data: { public: { [resultField]: optional(recordOf(chain.pipeline.output)) } },
    start: startEvent,
    initial: 'begun',
    states: { begun: { on: { [startEvent]: { to: 'done', input, ...way } } }, done: { final: true } },
  };
}

/** The event that starts the instance of a test. */
const startEvent = 'begin';

/** Where in its public data the record of the chain is written. */
export const resultField = 'result';

/** Only one record can be written; of others it is seen what the action got. */
function actionOf(tried: Tried): WrittenDocument {
  const write = writesResult(tried) ? { write: { public: 'replace', at: resultField } } : {};
  return { onTransition: [{ ...callOf(tried), ...write }] };
}

/** True where what a test gives can be written into the data of an instance. */
export function writesResult({ run }: Tried): boolean {
  return run.records.length === 1;
}

function callOf(tried: Tried): WrittenDocument {
  const { chain } = tried;
  const fields = (chain.input ?? []).map(({ name }) => [name, `=event.input.${quoted(inputField(name))}`]);
  const parameters = valuesOf(tried, (name) => `=event.input.${quoted(parameterField(name))}`);
  return { chain: chain.name, with: { ...parameters, ...Object.fromEntries(fields) } };
}

/** The field of the event that a parameter comes in. */
export const parameterField = (name: string): string => `p_${name}`;

/** The field of the event that a field of the chain's record comes in. */
export const inputField = (name: string): string => `i_${name}`;

/** Without what the test does not give, so that the chain's defaults hold. */
function shapeFor({ chain, request }: Tried, nameOf: (parameter: string) => string): WrittenDocument {
  const types = new Map(shapeOf(fieldsOf(chain.parameters)).map(({ name, type }) => [name, type]));
  return Object.fromEntries(
    Object.keys(request.parameters).map((name) => [nameOf(name), optional(types.get(name) ?? { kind: 'any' })]),
  );
}

function valuesOf({ request }: Tried, value: (parameter: string) => string): WrittenDocument {
  return Object.fromEntries(Object.keys(request.parameters).map((name) => [name, value(name)]));
}

const fieldsOf = (parameters: Tried['chain']['parameters']) => parameters.map(({ field }) => field);

const optional = (type: ValueType) => ({ type: formatType(type), optional: true });

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
