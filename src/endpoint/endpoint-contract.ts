/** What a caller has to know of an endpoint: read from its definition, for pages, examples and OpenAPI. */
import type { EndpointDefinition } from '../model/definitions/definition.ts';
import type { EndpointRate } from '../model/definitions/endpoint-schema.ts';
import { formatDuration } from '../model/duration.ts';
import { formatType } from '../model/value-type.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';
import type { EndpointContract, EndpointTarget } from './endpoint-service.ts';
import { describeSignature, type SignatureRule } from './signature.ts';

/** Where endpoints are served. */
export const hooksRoot = '/hooks';

/** The largest body of an endpoint that says nothing about it, in bytes. */
export const defaultBodyLimit = 1024 ** 2;

/** What a caller has to know. */
export function contractOf(endpoint: CheckedEndpoint): EndpointContract {
  const { definition, route } = endpoint;
  const { name, description, owner, roles, enabled = true, when, idempotency, limits, runAs } = definition;
  return {
    name,
    ...(description === undefined ? {} : { description }),
    ...{ owner, roles, enabled },
    method: route.method,
    path: hooksRoot + definition.route.slice(definition.route.indexOf('/')),
    auth: authName(definition.auth),
    authWords: authWords(endpoint),
    ...(endpoint.signature === undefined ? {} : { signature: withoutSecrets(endpoint.signature) }),
    ...(runAs === undefined ? {} : { runAs: runAs.service }),
    target: targetOf(definition),
    respond: definition.respond ?? 'result',
    records: definition.records ?? 'many',
    status: definition.status ?? 200,
    ...(when === undefined ? {} : { when }),
    ...(idempotency === undefined ? {} : { idempotency: { key: idempotency.key, within: endpoint.key?.within ?? 0 } }),
    limits: {
      rates: (limits?.rate ?? []).map(rateWords),
      body: limits?.body ?? defaultBodyLimit,
      ...(limits?.concurrent === undefined ? {} : { concurrent: limits.concurrent }),
    },
    ...endpoint.names,
    ...(endpoint.body === undefined ? {} : { input: endpoint.body }),
    output: endpoint.output.map((field) => ({ name: field.name, type: formatType(field.type) })),
    answers: answersOf(endpoint),
    runnable: endpoint.runnable,
    file: definition.document.file,
  };
}

function withoutSecrets({ secrets: _secrets, ...rule }: SignatureRule): Omit<SignatureRule, 'secrets'> {
  return rule;
}

function authName(auth: EndpointDefinition['auth']): string {
  if (typeof auth === 'string') return auth;
  return 'preset' in auth ? auth.preset : 'hmac';
}

function authWords({ definition, signature }: CheckedEndpoint): string {
  if (signature !== undefined) return describeSignature(signature);
  switch (definition.auth) {
    case 'key':
      return 'An API key in the header `authorization: Bearer mr_...`.';
    case 'session':
      return 'A session of the pages of this server.';
    default:
      return 'Nothing: everybody may call it.';
  }
}

/** What a call of the endpoint starts. */
function targetOf({ chain, workflow }: EndpointDefinition): EndpointTarget {
  if (workflow === undefined) return { kind: 'chain', chain: chain ?? '' };
  return 'start' in workflow ? { kind: 'start', workflow: workflow.start } : { kind: 'send', event: workflow.send };
}

function rateWords({ count, period, per }: EndpointRate): string {
  return `${count} in ${formatDuration(period)} per ${per}`;
}

interface Meaning {
  readonly status: number;
  readonly meaning: string;
}

/** Every status that it may answer with, and when. */
function answersOf(endpoint: CheckedEndpoint): readonly Meaning[] {
  const { definition } = endpoint;
  const { auth, when, idempotency, limits, respond, records } = definition;
  const target = targetOf(definition);
  const asksForOne = target.kind === 'chain' && records === 'one';
  const possible: (Meaning | false)[] = [
    { status: goodStatus(definition), meaning: goodMeaning(endpoint) },
    when !== undefined && { status: 204, meaning: 'It does not concern this endpoint and was ignored.' },
    { status: 400, meaning: 'The body cannot be read.' },
    auth !== 'none' && { status: 401, meaning: 'Who calls could not be shown.' },
    { status: 403, meaning: 'The right to it is missing.' },
    (asksForOne || target.kind === 'send') && { status: 404, meaning: 'There is nothing of this kind.' },
    (idempotency !== undefined || target.kind !== 'chain' || respond !== 'receipt') && {
      status: 409,
      meaning: 'The present state does not allow it, or the same delivery is still under way.',
    },
    { status: 413, meaning: 'The body is too large.' },
    { status: 415, meaning: 'The body is not JSON.' },
    { status: 422, meaning: 'The body is not valid: `issues` says where. Or its key came before with another body.' },
    (limits?.rate !== undefined || limits?.concurrent !== undefined) && {
      status: 429,
      meaning: 'Too many calls: wait as long as `retry-after` says.',
    },
    { status: 500, meaning: 'It failed here; `run` tells the people who run it more.' },
    respond !== 'receipt' && { status: 502, meaning: 'Another system failed; the same delivery may be sent again.' },
    { status: 503, meaning: 'The server has no room now: wait as long as `retry-after` says.' },
    respond !== 'receipt' && { status: 504, meaning: 'It took too long; the same delivery may be sent again.' },
  ];
  return possible.filter((one) => one !== false);
}

/** The status of an answer to a call that went well. */
export function goodStatus(definition: EndpointDefinition): number {
  if (definition.respond === 'receipt') return 202;
  if (definition.workflow !== undefined) return 'start' in definition.workflow ? 201 : 200;
  return definition.status ?? 200;
}

function goodMeaning({ definition }: CheckedEndpoint): string {
  const target = targetOf(definition);
  if (definition.respond === 'receipt') return 'It was stored and will run; `location` is where the receipt is.';
  if (target.kind === 'start') return 'An instance was started; the body says where it stands.';
  if (target.kind === 'send') return 'The event was applied; the body says where the instance stands.';
  return definition.records === 'one' ? 'The record.' : 'The records.';
}
