import { didYouMean } from '../core/did-you-mean.ts';
import type { CheckedChain } from '../engine/check/check-chain.ts';
import { checkDefinedValue } from '../engine/check/check-defined-value.ts';
import type { CheckServices } from '../engine/check/check-session.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import { checkExpression } from '../expression/checker.ts';
import type { Scope } from '../expression/scope.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { Typed } from '../expression/typed.ts';
import { castable } from '../model/cast.ts';
import type { EndpointDefinition } from '../model/definitions/definition.ts';
import { type Fault, under } from '../model/definitions/schema-faults.ts';
import { type DeclaredField, parseShape, shapeOf } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import { formatType, types, type ValueType } from '../model/value-type.ts';
import type { CheckedEndpoint, GivenValue } from './checked-endpoint.ts';
import { callScope, callShape, namedParts } from './endpoint-scope.ts';
import { parseRoute } from './route.ts';
import { signatureRule } from './signature.ts';

/** How long keys are remembered unless said otherwise, in milliseconds. */
const defaultWindow = 86_400_000;

interface Checking {
  readonly definition: EndpointDefinition;
  readonly scope: Scope;
  report(fault: Fault): void;
}

/** Something written in a definition, and the type that is wanted of it. */
interface Place<S> {
  readonly path: Path;
  readonly source: S;
  readonly expects?: ValueType;
}

/** Checks one endpoint; paths of faults start at its document. */
export function checkOneEndpoint(
  definition: EndpointDefinition,
  { workspace, chains }: CheckedWorkspace,
  { functions }: Pick<CheckServices, 'functions'>,
): { readonly endpoint: CheckedEndpoint; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const { auth, idempotency, input, chain: chainName, workflow } = definition;
  const state = chainName === undefined ? undefined : chains.get(chainName);
  const declared = input === undefined ? undefined : parseShape(input);
  faults.push(...(declared?.faults ?? []).map((fault) => under(['input'], fault)));
  const body = declared?.fields ?? state?.chain.input;
  const names = namedParts(definition);
  const scope = callScope(callShape(names, body), { workspace, functions });
  const checking: Checking = { definition, scope, report: (fault) => faults.push(fault) };
  const key = idempotency && checkKey(idempotency.key, checking);
  const endpoint: CheckedEndpoint = {
    definition,
    route: parseRoute(definition.route),
    signature: signatureRule(auth),
    when: expressionAt({ path: ['when'], source: definition.when, expects: types.boolean }, checking),
    key: key && { typed: key, within: idempotency.within ?? defaultWindow },
    body,
    defaults: (declared?.fields ?? []).flatMap((field) => defaultOf(field, checking)),
    records: state?.chain.input,
    given: state === undefined ? eventInput(checking) : chainParameters(state.chain, checking),
    to: workflow !== undefined && 'send' in workflow ? instanceOf(workflow.to, checking) : undefined,
    names,
    output: state?.chain.pipeline.output ?? [],
    attributes: shapeOf(workspace.attributes),
    runnable: false,
  };
  if (state !== undefined && declared !== undefined) faults.push(...recordFaults(state.chain, declared.fields));
  if (state !== undefined) faults.push(...stateFaults(state.chain, definition));
  const isWell = !faults.some(({ severity }) => severity !== 'warning');
  return { endpoint: { ...endpoint, runnable: isWell && (state?.runnable ?? workflow !== undefined) }, faults };
}

function expressionAt(
  { path, source, expects }: Place<string | undefined>,
  { scope, report }: Checking,
): Typed | undefined {
  if (source === undefined) return undefined;
  const { typed, problems } = checkExpression(source, scope, expects === undefined ? {} : { expects });
  for (const { at, ...problem } of problems) report({ path, offset: at.start, ...problem });
  return typed;
}

function checkKey(source: string, checking: Checking): Typed | undefined {
  const path = ['idempotency', 'key'];
  const typed = expressionAt({ path, source }, checking);
  if (typed === undefined || (typed.type.kind !== 'list' && typed.type.kind !== 'record')) return typed;
  const message = `a key is one value, not a ${typed.type.kind}`;
  checking.report({ path, code: 'type_mismatch', message, hint: 'Name one field, or join them with ||.' });
  return undefined;
}

function valueAt({ path, source, expects }: Place<unknown>, { scope, report }: Checking): CheckedValue {
  const { value, problems } = checkDefinedValue(source, scope, expects);
  for (const { at, path: inner, ...problem } of problems)
    report({ path: [...path, ...inner], offset: at.start, ...problem });
  return value;
}

/** A default is worked out for each call, before there is a body. */
function defaultOf({ name, type, default: source }: DeclaredField, checking: Checking): GivenValue[] {
  if (source === undefined) return [];
  const bare = { ...checking, scope: { ...checking.scope, fields: undefined } };
  return [{ name, type, value: valueAt({ path: ['input', name, 'default'], source, expects: type }, bare) }];
}

function instanceOf(source: unknown, checking: Checking): CheckedValue {
  const path = ['workflow', 'to'];
  const value = valueAt({ path, source }, checking);
  if (castable(value.type, types.text) && value.type.kind !== 'list' && value.type.kind !== 'record') return value;
  const message = `the id of an instance is a text, not ${formatType(value.type)}`;
  checking.report({ path, code: 'type_mismatch', message });
  return value;
}

/** The input of an event: which fields it takes is the workflow's to say. */
function eventInput(checking: Checking): GivenValue[] {
  return Object.entries(checking.definition.with ?? {}).map(([name, source]) => ({
    name,
    type: undefined,
    value: valueAt({ path: ['with', name], source }, checking),
  }));
}

function chainParameters(chain: CheckedChain, checking: Checking): GivenValue[] {
  const { definition, report } = checking;
  const written = definition.with ?? {};
  const fields = chain.parameters.map(({ field }) => field);
  for (const name of Object.keys(written))
    if (!fields.some((field) => field.name === name)) report(stranger(name, fields));
  return fields.flatMap((field): GivenValue[] => {
    const { name, type } = field;
    if (Object.hasOwn(written, name))
      return [{ name, type, value: valueAt({ path: ['with', name], source: written[name], expects: type }, checking) }];
    if (!field.optional) report(missing(name));
    return [];
  });
}

function stranger(name: string, fields: readonly DeclaredField[]): Fault {
  const names = fields.map((field) => field.name);
  const hint = didYouMean(name, names) ?? 'It has no parameters.';
  return {
    path: ['with', name],
    code: 'unknown_parameter',
    message: `the chain has no parameter '${name}'`,
    hint,
    atKey: true,
  };
}

function missing(name: string): Fault {
  return {
    path: ['with'],
    code: 'missing_key',
    message: `the chain's parameter '${name}' has no default and is not given`,
    hint: `Add \`${name}:\` to with.`,
  };
}

/** Who waits for the result cannot wait for the runs before, which state takes one after the other. */
function stateFaults({ name, state }: CheckedChain, { respond }: EndpointDefinition): Fault[] {
  if (state.length === 0 || respond === 'receipt') return [];
  const message = `${name} keeps state, which is not supported yet where the caller gets the result`;
  return [{ path: ['chain'], code: 'not_supported', message, hint: 'Answer with a receipt: respond: receipt.' }];
}

/** A chain with `input` gets the body as its record: every field that it wants must be there and fit. */
function recordFaults({ input, name: chain }: CheckedChain, body: readonly DeclaredField[]): Fault[] {
  return (input ?? []).flatMap(({ name, type, optional }): Fault[] => {
    const given = body.find((field) => field.name === name);
    if (given === undefined) {
      if (optional) return [];
      const message = `${chain} takes a field '${name}', which the body does not have`;
      return [{ path: ['input'], code: 'type_mismatch', message, hint: `Add \`${name}: ${formatType(type)}\`.` }];
    }
    if (castable(given.type, type)) return [];
    const message = `${chain} takes '${name}' as ${formatType(type)}, not ${formatType(given.type)}`;
    return [{ path: ['input', name], code: 'type_mismatch', message }];
  });
}
