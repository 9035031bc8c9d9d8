/** One call on its way through the stages. */
import type { Principal } from '../model/principal.ts';
import type { BodyResult } from './body.ts';
import type { CallParts } from './call-values.ts';
import type { CheckedEndpoint } from './checked-endpoint.ts';
import type { EndpointCall } from './endpoint-service.ts';

/** What is known of a call when its endpoint is. */
export interface Visit {
  readonly endpoint: CheckedEndpoint;
  readonly call: Omit<EndpointCall, 'receive' | 'identify' | 'signal'>;
  /** Of the path. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The id that its delivery has unless it repeats another. */
  readonly delivery: string;
  /** In milliseconds since 1970. */
  readonly receivedAt: number;
  /** On a clock that never goes back. */
  readonly startedAt: number;
  readonly zone: string;
}

/** What is known of it when it was let in. */
export interface AdmittedVisit extends Visit {
  readonly principal: Principal;
  readonly bytes: Uint8Array;
  readonly body: BodyResult;
}

/** What expressions see of a visit beside its body. */
export function partsOfVisit(
  { call, parameters, principal, receivedAt, zone }: AdmittedVisit,
  delivery: string,
): CallParts {
  return { headers: call.headers, query: call.query, parameters, principal, delivery, now: receivedAt, zone };
}
