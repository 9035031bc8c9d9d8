/**
 * Works on deliveries once. Invariants: in this process one attempt at a time is made for a key, and those who repeat it
 * meanwhile get its answer; between processes the ledger decides; the end of an attempt is written before it is told.
 */
import { hash } from 'node:crypto';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { newId } from '../core/ids.ts';
import { pause } from '../core/pause.ts';
import type { Delivery } from '../model/delivery.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import { type Answer, answerOfError } from './answer.ts';
import type { ClaimOrder, EndedDelivery } from './delivery-ledger.ts';
import type { IntakeOptions } from './intake-options.ts';
import { keptRequest } from './kept-request.ts';
import type { Attempt, Performed } from './perform.ts';
import { endsWithin, Watchers } from './watchers.ts';
import type { AdmittedVisit, Visit } from './visit.ts';

/** What a caller is told. */
export interface Told {
  readonly answer: Answer;
  /** Of the first of its key, where there was one before. */
  readonly delivery: string;
  readonly repeated: boolean;
}

/** What is to be done for a delivery. */
export interface Job {
  readonly signal: AbortSignal;
  work(attempt: Attempt): Promise<Performed>;
}

interface Flight {
  readonly bodyHash: string;
  readonly watchers: Watchers;
  readonly told: Promise<Told>;
}

/** How long a repeat waits for the attempt that is under way, in milliseconds. */
const longestWait = 10_000;

/** How long to wait before the store is asked or written to again, in milliseconds. */
const interval = 100;
const writeInterval = 500;

/** Attempts at deliveries. */
export class Attempts {
  readonly #options: IntakeOptions;
  readonly #flights = new Map<string, Flight>();
  readonly #closing = new AbortController();

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  close(): void {
    this.#closing.abort();
  }

  /** Writes down a delivery on which nothing is done; that it cannot be written changes nothing for the caller. */
  async note(visit: Visit | AdmittedVisit, answer: Answer): Promise<Told> {
    try {
      await this.#options.ledger.end({ delivery: this.#deliveryOf(visit, { answer, attempt: 1 }) });
    } catch (err) {
      this.#options.logger.warn({ err, delivery: visit.delivery }, 'a delivery that was refused is not written down');
    }
    return { answer, delivery: visit.delivery, repeated: false };
  }

  /** Works on a delivery without a key: every one is a new one. */
  async once(visit: AdmittedVisit, { signal, work }: Job): Promise<Told> {
    const performed = await work({ delivery: visit.delivery, signal });
    const answer = await this.#written(visit, { ...performed, attempt: 1 });
    return { answer, delivery: visit.delivery, repeated: false };
  }

  /** Works again on a delivery that did not succeed, because somebody asked for it; its key is claimed like any other. */
  async again(
    visit: AdmittedVisit,
    { attempt, key, work }: { attempt: number; key: string | undefined; work: Job['work'] },
  ): Promise<Told> {
    const { signal } = this.#closing;
    const within = visit.endpoint.key?.within;
    if (key !== undefined && within !== undefined) return this.keyed(visit, { key, within, signal, work });
    const performed = await work({ delivery: visit.delivery, signal });
    const answer = await this.#written(visit, { ...performed, attempt });
    return { answer, delivery: visit.delivery, repeated: false };
  }

  /** Works on a delivery with a key, unless that was done or is being done. */
  async keyed(visit: AdmittedVisit, job: Job & { readonly key: string; readonly within: number }): Promise<Told> {
    const bodyHash = hash('sha256', visit.bytes);
    const id = JSON.stringify([visit.endpoint.definition.name, visit.principal.id, job.key]);
    const flight = this.#flights.get(id);
    if (flight !== undefined) return this.#join(visit, flight, { bodyHash, signal: job.signal });
    const watchers = new Watchers();
    watchers.add(job.signal);
    const told = this.#claim(visit, { ...job, signal: watchers.signal }, bodyHash).finally(() =>
      this.#flights.delete(id),
    );
    this.#flights.set(id, { bodyHash, watchers, told });
    return told;
  }

  /** Waits for the attempt that is under way; after a while it is told to come again. */
  async #join(
    visit: AdmittedVisit,
    flight: Flight,
    { bodyHash, signal }: { bodyHash: string; signal: AbortSignal },
  ): Promise<Told> {
    if (flight.bodyHash !== bodyHash) return this.#note(visit, differs());
    flight.watchers.add(signal);
    const told = await endsWithin(flight.told, longestWait, this.#options.clock);
    return told === undefined ? this.#stillRunning(visit) : { ...told, repeated: true };
  }

  async #claim(visit: AdmittedVisit, job: Job & { key: string; within: number }, bodyHash: string): Promise<Told> {
    const { clock, ledger } = this.#options;
    const order: ClaimOrder = {
      ...{ endpoint: visit.endpoint.definition.name, principal: visit.principal.id, key: job.key },
      ...{ delivery: visit.delivery, claim: newId(), bodyHash },
      ...{ method: visit.call.method, path: visit.call.path },
      expiresAt: clock.now() + job.within,
    };
    const until = clock.now() + longestWait;
    for (;;) {
      const claim = await ledger.claim(order);
      if (claim.verdict === 'claimed') return this.#attempt(visit, job, { order, ...claim });
      if (claim.verdict === 'other-body') return this.#note(visit, differs());
      if (claim.verdict === 'answered') return this.#answered(visit, claim.delivery);
      if (clock.now() >= until || job.signal.aborted) return this.#stillRunning(visit);
      await pause(clock, interval, this.#closing.signal);
    }
  }

  async #attempt(
    visit: AdmittedVisit,
    { signal, work }: Job,
    { order, delivery, attempt }: { order: ClaimOrder; delivery: string; attempt: number },
  ): Promise<Told> {
    const performed = await work({ delivery, signal });
    const answer = await this.#written({ ...visit, delivery }, { ...performed, attempt, order });
    return { answer, delivery, repeated: false };
  }

  /** The first answer, as it was. */
  async #answered(visit: AdmittedVisit, id: string): Promise<Told> {
    const found = await this.#options.ledger.find(id);
    if (found === undefined) {
      const message = 'This delivery was answered, and its answer is not kept any more.';
      return this.#note(visit, new MillraceError('conflict', message));
    }
    const { answer, outcome, code } = found;
    const said = { ...(outcome === undefined ? {} : { outcome }), ...(code === undefined ? {} : { code }) };
    return { answer: { ...answer, ...said }, delivery: id, repeated: true };
  }

  async #stillRunning(visit: AdmittedVisit): Promise<Told> {
    const error = new MillraceError('conflict', 'The same delivery is still being worked on.', {
      hint: 'Send it again as late as retry-after says.',
    });
    return { answer: this.#refusal(visit, error, 2000), delivery: visit.delivery, repeated: false };
  }

  async #note(visit: AdmittedVisit, error: MillraceError): Promise<Told> {
    return this.note(visit, this.#refusal(visit, error));
  }

  #refusal({ delivery }: Visit, error: MillraceError, retryAfter?: number): Answer {
    const { render } = this.#options;
    return answerOfError(error, { delivery, render, ...(retryAfter === undefined ? {} : { retryAfter }) });
  }

  /** Writes an end down, and says what may be told then: nothing good that is not written. */
  async #written(visit: AdmittedVisit, ended: Performed & { attempt: number; order?: ClaimOrder }): Promise<Answer> {
    const { answer, accepted, order } = ended;
    const delivery = this.#deliveryOf(visit, { ...ended, key: order?.key });
    const record = { delivery, ...(order === undefined ? {} : { claimed: { ...order, state: stateOf(answer) } }) };
    try {
      const isOurs =
        accepted === undefined ? await this.#end(record) : await this.#options.ledger.accept(record, accepted);
      if (isOurs) return answer;
      return this.#refusal(
        visit,
        new MillraceError('conflict', 'The same delivery was taken over by another node.'),
        2000,
      );
    } catch (thrown) {
      const error = accepted === undefined ? storeAway(thrown) : toMillraceError(thrown);
      this.#options.logger.error({ err: thrown, delivery: visit.delivery }, 'a delivery is not written down');
      const failed = this.#refusal(visit, error);
      // A run that could not be queued: its key must not stay taken.
      return accepted === undefined ? failed : this.#written(visit, { ...withoutRun(ended), answer: failed });
    }
  }

  /** A key that was claimed stays taken until its end is written, so that is tried until it can be. */
  async #end(record: EndedDelivery): Promise<boolean> {
    for (;;) {
      try {
        return await this.#options.ledger.end(record);
      } catch (thrown) {
        if (record.claimed === undefined || this.#closing.signal.aborted) throw thrown;
        this.#options.logger.warn(
          { err: thrown, delivery: record.delivery.id },
          'the end of a delivery is tried again',
        );
        await pause(this.#options.clock, writeInterval, this.#closing.signal);
      }
    }
  }

  #deliveryOf(
    visit: Visit | AdmittedVisit,
    { answer, attempt, key }: { answer: Answer; attempt: number; key?: string | undefined },
  ): Delivery {
    const { endpoint, call, delivery, receivedAt, startedAt } = visit;
    const { outcome, code, run, instance, status, headers, body } = answer;
    const wasIn = 'principal' in visit;
    return {
      id: delivery,
      endpoint: endpoint.definition.name,
      state: outcome === undefined ? 'ignored' : outcome === 'accepted' ? 'accepted' : 'ended',
      ...(outcome === undefined ? {} : { outcome }),
      ...(code === undefined ? {} : { code }),
      receivedAt,
      duration: this.#options.clock.monotonic() - startedAt,
      address: call.address,
      ...(wasIn ? { principal: callerOf(visit) } : {}),
      ...(key === undefined ? {} : { key }),
      attempt,
      ...(run === undefined ? {} : { run }),
      ...(instance === undefined ? {} : { instance }),
      request: keptRequest(visit, wasIn ? visit : undefined),
      answer: { status, headers, body },
    };
  }
}

function callerOf({ principal: { kind, id, name, key } }: AdmittedVisit): Delivery['principal'] {
  return { kind, id, name, ...(key === undefined ? {} : { key }) };
}

/** A final answer is for good; an effect of which nobody knows must not be tried again. */
function stateOf({ outcome, code }: Answer): 'done' | 'released' {
  const isFinal = outcome !== undefined && outcomeTable[outcome].final;
  return isFinal || code === 'effect_uncertain' ? 'done' : 'released';
}

function withoutRun({ accepted: _run, ...rest }: Performed & { attempt: number; order?: ClaimOrder }) {
  return rest;
}

function storeAway(cause: unknown): MillraceError {
  return new MillraceError('store_unavailable', 'What was done could not be written down.', { cause });
}

function differs(): MillraceError {
  return new MillraceError('repeat_differs', 'A delivery with this key came before with another body.', {
    hint: 'Give each delivery a key of its own, and send a repeat as it was.',
  });
}
