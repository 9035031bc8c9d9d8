/** Sends calls from an endpoint's own page: through all the stages, as anybody's would go. */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { CheckedEndpoint } from '../endpoint/checked-endpoint.ts';
import { hooksRoot } from '../endpoint/endpoint-contract.ts';
import type { EndpointCall, EndpointReply, TrialOrder } from '../endpoint/endpoint-service.ts';
import type { Intake } from '../endpoint/intake.ts';
import { signatureHeaders } from '../endpoint/sign-call.ts';
import { addAuditEntry } from '../store/audit.ts';
import type { Store } from '../store/open-store.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What it is done with. */
export interface TrialOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly clock: Clock;
  resolveSecrets(text: string): Promise<string>;
}

/** Sends a call; throws `not_found` where the endpoint is gone. One that is signed for somebody is audited first. */
export async function tryEndpoint(order: TrialOrder, options: TrialOptions, intake: Intake): Promise<EndpointReply> {
  const endpoint = options.live.checked.endpoints.get(order.endpoint);
  if (endpoint === undefined) throw new MillraceError('not_found', `There is no endpoint '${order.endpoint}'.`);
  const bytes = Buffer.from(order.body ?? '');
  const call = {
    method: endpoint.route.method,
    path: addressOf(endpoint, order.path),
    query: new URLSearchParams(order.query).toString(),
    headers: headersOf(order),
  };
  const signed = await signedHeaders(endpoint, { order, call, bytes }, options);
  return intake.receive({
    ...call,
    headers: { ...call.headers, ...signed },
    address: order.address,
    signal: order.signal,
    trial: true,
    identify: async () => order.principal,
    receive: async (limit) => {
      if (bytes.length <= limit) return bytes;
      throw new MillraceError('too_large', `The body is larger than ${limit} bytes.`, { hint: 'Send less.' });
    },
  });
}

function addressOf({ route }: CheckedEndpoint, values: Readonly<Record<string, string>>): string {
  return route.parts
    .map((part) => `/${'word' in part ? part.word : encodeURIComponent(values[part.parameter] ?? '')}`)
    .join('');
}

/** Names in lower case, as they come over the wire; JSON unless something else is said. */
function headersOf({ headers, body }: TrialOrder): Readonly<Record<string, string>> {
  const given = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  const type = body === undefined ? [] : [['content-type', 'application/json'] as const];
  return Object.fromEntries([['user-agent', 'millrace-page'], ...type, ...given]);
}

interface Unsigned {
  readonly order: TrialOrder;
  readonly call: Pick<EndpointCall, 'method' | 'path' | 'query' | 'headers'>;
  readonly bytes: Uint8Array;
}

/** What was signed for somebody has the rights of the endpoint's account: the audit log says who asked. */
async function signedHeaders(
  { definition, signature }: CheckedEndpoint,
  { order, call, bytes }: Unsigned,
  { store, clock, resolveSecrets }: TrialOptions,
): Promise<Readonly<Record<string, string>>> {
  const [reference] = signature?.secrets ?? [];
  if (signature === undefined || reference === undefined) return {};
  const { principal: actor, address } = order;
  const object = { kind: 'endpoint', name: definition.name };
  await addAuditEntry(store, { actor, action: 'endpoint.try', object, result: 'done', address });
  const secret = await resolveSecrets(reference);
  const path = `${hooksRoot}${call.path}${call.query === '' ? '' : `?${call.query}`}`;
  const { method, headers } = call;
  return signatureHeaders(signature, { method, path, headers, body: bytes }, { secret, now: clock.now() });
}
