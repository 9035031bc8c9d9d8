/**
 * Takes calls through the stages, in this order: match route, size and rate by address, raw body, authenticate,
 * authorise, limits by caller, `when`, idempotency, parse and validate, run or enqueue, answer. Invariant: an answer
 * that says that something was done is sent only when its delivery is written down.
 */
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { Admission, type Refusal } from './admission.ts';
import { type Answer, answerOfError, ignoredAnswer } from './answer.ts';
import { authenticate, authorise } from './authenticate.ts';
import { readBody } from './body.ts';
import { type CallValues, callValues, concerns, idempotencyKey, looseBody } from './call-values.ts';
import { defaultBodyLimit } from './endpoint-contract.ts';
import type { EndpointCall, EndpointReply } from './endpoint-service.ts';
import type { IntakeOptions } from './intake-options.ts';
import { namesBody } from './names-body.ts';
import { Attempts, type Told } from './attempts.ts';
import { perform } from './perform.ts';
import { matchRoute } from './route.ts';
import { type AdmittedVisit, partsOfVisit, type Visit } from './visit.ts';

/** What a call showed before it was let in or refused. */
interface Seen {
  bytes?: Uint8Array;
}

/** Takes calls. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #admission = new Admission();
  readonly #attempts: Attempts;

  constructor(options: IntakeOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options);
  }

  /** Takes a call to its answer; never throws. */
  async receive(call: EndpointCall): Promise<EndpointReply> {
    const { clock } = this.#options;
    const enabled = [...this.#options.endpoints().values()].filter(({ definition }) => definition.enabled !== false);
    const match = matchRoute(enabled, call);
    if (match.found === undefined) return this.#nowhere(call, match.allowed);
    const { receive: _receive, identify: _identify, signal: _signal, ...shown } = call;
    const visit: Visit = {
      endpoint: match.found,
      call: shown,
      parameters: match.parameters,
      delivery: newId(),
      receivedAt: clock.now(),
      startedAt: clock.monotonic(),
      zone: this.#options.zone(),
    };
    return replyOf(visit, await this.#takeIn(visit, call));
  }

  /** Works on a call again that was let in before, under the id of its delivery. */
  again(visit: AdmittedVisit, told: { readonly attempt: number; readonly key: string | undefined }): Promise<Told> {
    return this.#attempts.again(visit, { ...told, work: (one) => perform(visit, one, this.#options) });
  }

  /** Stops trying to write what cannot be written. */
  close(): void {
    this.#attempts.close();
  }

  #nowhere({ method, path }: EndpointCall, allowed: readonly string[]): EndpointReply {
    const about = { delivery: newId(), render: this.#options.render };
    const isThere = allowed.length > 0;
    const error = new MillraceError(
      'not_found',
      isThere ? `/hooks${path} does not take ${method}.` : `There is no endpoint ${method} /hooks${path}.`,
      isThere ? { hint: `It takes ${allowed.join(', ')}.` } : {},
    );
    const answer = answerOfError(error, { ...about, ...(isThere ? { status: 405 } : {}) });
    const headers = isThere ? { ...answer.headers, allow: allowed.join(', ') } : answer.headers;
    return { ...answer, headers, repeated: false };
  }

  async #takeIn(visit: Visit, call: EndpointCall): Promise<Told> {
    const seen: Seen = {};
    try {
      const early = this.#admission.byAddress(visit.endpoint, call.address, visit.receivedAt);
      // Not written down: a flood must not fill the store.
      if (early !== undefined) return told(visit, this.#refusal(visit, early));
      const admitted = await this.#admit(visit, call, seen);
      const late = this.#admission.byCaller(visit.endpoint, admitted.principal, visit.receivedAt);
      if (late !== undefined) return await this.#attempts.note(admitted, this.#refusal(visit, late));
      const leave = this.#admission.enter(visit.endpoint);
      if (typeof leave !== 'function') return await this.#attempts.note(admitted, this.#refusal(visit, leave));
      try {
        return await this.#work(admitted, call.signal);
      } finally {
        leave();
      }
    } catch (thrown) {
      return this.#failed(visit, thrown);
    }
  }

  async #admit(visit: Visit, call: EndpointCall, seen: Seen): Promise<AdmittedVisit> {
    const { endpoint } = visit;
    const bytes = await call.receive(endpoint.definition.limits?.body ?? defaultBodyLimit);
    seen.bytes = bytes;
    const principal = await this.#authenticated(visit, { identify: call.identify, bytes });
    authorise(visit, principal, this.#options);
    return { ...visit, principal, bytes, body: readBody(bytes, call.headers) };
  }

  async #authenticated(visit: Visit, shown: Parameters<typeof authenticate>[1]) {
    try {
      return await authenticate(visit, shown, this.#options);
    } catch (thrown) {
      const isUnknown = thrown instanceof MillraceError && thrown.outcome === 'unauthenticated';
      if (isUnknown) this.#admission.notBelieved(visit.endpoint, visit.call.address, visit.receivedAt);
      throw thrown;
    }
  }

  async #work(visit: AdmittedVisit, signal: AbortSignal): Promise<Told> {
    const { when, key: keyed, definition } = visit.endpoint;
    const work = (one: Parameters<typeof perform>[1]) => perform(visit, one, this.#options);
    if (when === undefined && keyed === undefined) return this.#attempts.once(visit, { signal, work });
    const asksBody = [when, keyed?.typed].some((typed) => typed !== undefined && namesBody(typed));
    if (asksBody && visit.body.fault !== undefined) return this.#attempts.once(visit, { signal, work });
    const values = looseValues(visit);
    if (when !== undefined && !concerns(when, values)) return this.#attempts.note(visit, ignoredAnswer);
    if (keyed === undefined) return this.#attempts.once(visit, { signal, work });
    const key = idempotencyKey(keyed.typed, definition.idempotency?.key ?? '', values);
    return this.#attempts.keyed(visit, { signal, work, key, within: keyed.within });
  }

  #refusal(visit: Visit, { error, retryAfter }: Refusal): Answer {
    return answerOfError(error, { delivery: visit.delivery, render: this.#options.render, retryAfter });
  }

  async #failed(visit: Visit, thrown: unknown): Promise<Told> {
    const error = toMillraceError(thrown);
    if (error.outcome === 'failed')
      this.#options.logger.error({ err: thrown, delivery: visit.delivery }, 'a delivery was not taken in');
    const answer = answerOfError(error, { delivery: visit.delivery, render: this.#options.render });
    return this.#attempts.note(visit, answer);
  }
}

function told(visit: Visit, answer: Answer): Told {
  return { answer, delivery: visit.delivery, repeated: false };
}

function looseValues(visit: AdmittedVisit): CallValues {
  const { endpoint, body, delivery } = visit;
  const value = body.fault === undefined ? looseBody(endpoint, body.value) : null;
  return callValues(endpoint, partsOfVisit(visit, delivery), value);
}

function replyOf(visit: Visit, { answer, delivery, repeated }: Told): EndpointReply {
  const { status, headers, body, outcome, code } = answer;
  return {
    ...{ status, body, repeated },
    headers: { ...headers, 'millrace-delivery': delivery, ...(repeated ? { 'idempotency-replayed': 'true' } : {}) },
    endpoint: visit.endpoint.definition.name,
    ...(outcome === undefined ? {} : { outcome }),
    ...(code === undefined ? {} : { code }),
  };
}
