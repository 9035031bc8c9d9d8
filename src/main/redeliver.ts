/** Works on deliveries again that did not succeed. */
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import { readBody } from '../endpoint/body.ts';
import type { RedeliveryOrder } from '../endpoint/endpoint-service.ts';
import type { Intake } from '../endpoint/intake.ts';
import { matchRoute } from '../endpoint/route.ts';
import type { AdmittedVisit } from '../endpoint/visit.ts';
import type { Delivery } from '../model/delivery.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { Principal, PrincipalDirectory } from '../model/principal.ts';
import { addAuditEntry } from '../store/audit.ts';
import { findDelivery } from '../store/deliveries.ts';
import { reopenKey } from '../store/delivery-keys.ts';
import { forgetEffects } from '../store/effects.ts';
import { inTransaction, type Store } from '../store/open-store.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What it is done with. */
export interface RedeliverOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly directory: PrincipalDirectory;
  readonly clock: Clock;
}

/** Why a delivery cannot be worked on again, as a sentence. */
export function hindrance({ state, outcome, request, endpoint, principal }: Delivery): string | undefined {
  if (state === 'accepted') return 'It is still under way.';
  if (state === 'ignored') return `It does not concern ${endpoint}: its \`when\` was not true.`;
  if (outcome !== undefined && isSuccess(outcome)) return 'It succeeded: it would only be done twice.';
  if (principal === undefined) return 'Its caller was not let in.';
  return request.masked ? 'Something in it is sensitive and was not kept: its sender has to send it again.' : undefined;
}

/** Works on a delivery again, as whoever called; throws `conflict` where that cannot be. */
export async function redeliver(order: RedeliveryOrder, options: RedeliverOptions, intake: Intake): Promise<Delivery> {
  const { store } = options;
  const { id, principal: actor, address } = order;
  const delivery = await findDelivery(store, id);
  if (delivery === undefined) throw new MillraceError('not_found', `There is no delivery ${id}.`);
  const reason = hindrance(delivery);
  if (reason !== undefined) throw new MillraceError('conflict', `This delivery cannot be worked on again. ${reason}`);
  const visit = await visitOf(delivery, address, options);
  await inTransaction(store, async (inner) => {
    const object = { kind: 'delivery', name: id };
    const detail = { endpoint: delivery.endpoint };
    await addAuditEntry(inner, { actor, action: 'delivery.redeliver', object, result: 'done', address, detail });
    await reopenKey(inner, id);
    // Whoever has it delivered again has looked what became of it.
    await forgetEffects(inner, id);
  });
  const { answer } = await intake.again(visit, { attempt: delivery.attempt + 1, key: delivery.key });
  const after = await findDelivery(store, id);
  if (after !== undefined && after.attempt > delivery.attempt) return after;
  throw new MillraceError(
    'conflict',
    `The delivery was not worked on again: its sender was answered ${answer.status}.`,
  );
}

async function visitOf(
  delivery: Delivery,
  address: string,
  { live, clock, directory }: RedeliverOptions,
): Promise<AdmittedVisit> {
  const { request } = delivery;
  const match = matchRoute(live.checked.endpoints.values(), request);
  if (match.found === undefined || match.found.definition.name !== delivery.endpoint)
    throw new MillraceError('conflict', `The endpoint '${delivery.endpoint}' does not have this address any more.`);
  const bytes = Buffer.from(request.body ?? '');
  const { method, path, query, headers } = request;
  return {
    endpoint: match.found,
    call: { method, path, query, headers, address: delivery.address ?? address },
    parameters: match.parameters,
    delivery: delivery.id,
    receivedAt: delivery.receivedAt,
    startedAt: clock.monotonic(),
    zone: live.zone,
    principal: await presentPrincipal(delivery, directory),
    bytes,
    body: readBody(bytes, headers),
  };
}

/** Whoever called, with the rights of now: not those of the one who has it delivered again. */
async function presentPrincipal({ principal }: Delivery, directory: PrincipalDirectory): Promise<Principal> {
  const found = principal && (await directory.current({ ...principal, roles: [], attributes: {} }));
  if (found !== undefined) return found;
  throw new MillraceError('conflict', 'The one who called is not there any more, or is switched off.');
}
