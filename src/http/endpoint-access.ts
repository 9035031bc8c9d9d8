/** Who may see which endpoint and its deliveries. What may not be seen does not exist. */
import { holds, mayUse, maySee } from '../access/permission.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { EndpointContract } from '../endpoint/endpoint-service.ts';
import type { Delivery } from '../model/delivery.ts';
import { type Principal, serviceNameOf } from '../model/principal.ts';
import { seesAllRuns } from './chain-access.ts';
import type { HttpServices } from './http-services.ts';

/** The endpoints that the principal may see. */
export function visibleEndpoints(services: HttpServices, principal: Principal): readonly EndpointContract[] {
  return services.endpoints.contracts().filter((contract) => maySee(principal, contract));
}

/** An endpoint that the principal may see; throws `not_found`. */
export function visibleEndpoint(services: HttpServices, principal: Principal, name: string): EndpointContract {
  const visible = visibleEndpoints(services, principal);
  const found = visible.find((contract) => contract.name === name);
  if (found !== undefined) return found;
  const hint = didYouMean(
    name,
    visible.map((contract) => contract.name),
  );
  throw new MillraceError('not_found', `There is no endpoint '${name}'.`, hint === undefined ? {} : { hint });
}

/** True if the principal may have deliveries of this endpoint worked on again. */
export function mayRedeliver(services: HttpServices, principal: Principal, contract: EndpointContract): boolean {
  const { roles } = services.workspace().workspace;
  return mayUse(principal, contract, { privilege: 'endpoint:redeliver', roles });
}

/** Why the principal may not try this endpoint from its page, as a sentence; undefined where it may. */
export function trialRefusal(
  services: HttpServices,
  principal: Principal,
  contract: EndpointContract,
): string | undefined {
  const { roles } = services.workspace().workspace;
  if (!contract.enabled) return 'It is switched off: its definition says `enabled: false`.';
  if (!contract.runnable) return 'Correct the errors of its definition first.';
  const privilege = contract.signature === undefined ? 'endpoint:call' : 'endpoint:redeliver';
  if (contract.auth === 'none' || holds(principal, { privilege, roles })) return undefined;
  return contract.signature === undefined
    ? 'You may not call endpoints: that takes a role with the privilege endpoint:call.'
    : 'Its callers sign, and you may not have calls signed: that takes a role with the privilege endpoint:redeliver.';
}

/** Throws unless the principal may try this endpoint from its page. */
export function requireTrial(services: HttpServices, principal: Principal, contract: EndpointContract): void {
  const refusal = trialRefusal(services, principal, contract);
  if (refusal === undefined) return;
  const isAllowed = contract.enabled && contract.runnable;
  throw new MillraceError(isAllowed ? 'denied' : 'conflict', refusal, {
    hint: isAllowed ? 'An administrator can give such a role.' : 'Its definition has to change first.',
  });
}

/** A delivery to an endpoint that the principal may see; throws `not_found`. Those of endpoints that are gone are for administrators. */
export async function visibleDelivery(
  services: HttpServices,
  principal: Principal,
  id: string,
): Promise<{ readonly delivery: Delivery; readonly contract: EndpointContract | undefined }> {
  const delivery = await services.endpoints.delivery(id);
  if (delivery !== undefined) {
    const contract = services.endpoints.contracts().find(({ name }) => name === delivery.endpoint);
    if (maySee(principal, contract ?? { roles: [] })) return { delivery, contract };
  }
  throw new MillraceError('not_found', `There is no delivery ${id}.`, {
    hint: 'Its retention may have ended; see the list of deliveries.',
  });
}

/** What stands where records are that somebody else was given. */
const masked = '[masked]';

/**
 * A delivery as the principal may read it. What a person or key was answered holds what policies showed them, so it is for
 * them and those who see all runs; the token of a receipt is for its caller alone.
 */
export function shownDelivery(services: HttpServices, principal: Principal, delivery: Delivery): Delivery {
  const { answer } = delivery;
  if (answer.status >= 300 || answer.body === '') return delivery;
  if (answer.headers['location'] !== undefined) return { ...delivery, answer: { ...answer, body: masked } };
  const { kind, id } = delivery.principal ?? principal;
  const isForAll = kind === 'endpoint' || serviceNameOf(id) !== undefined || id === principal.id;
  if (isForAll || seesAllRuns(services.workspace(), principal)) return delivery;
  return { ...delivery, answer: { ...answer, body: masked } };
}
