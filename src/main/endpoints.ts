/** Wires endpoints: definitions of the moment, runs, workflows, and the ledger of deliveries. */
import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../core/clock.ts';
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { Tracer } from '../core/tracer.ts';
import { publicError } from '../endpoint/answer.ts';
import { contractOf } from '../endpoint/endpoint-contract.ts';
import type { EndpointService, Receipt } from '../endpoint/endpoint-service.ts';
import { Intake } from '../endpoint/intake.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import { problemDocument } from '../http/problem-document.ts';
import type { Delivery } from '../model/delivery.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import type { Workflows } from '../model/workflow-event.ts';
import type { RunService } from '../runs/run-service.ts';
import { deliveryFigures, findDelivery, listDeliveries } from '../store/deliveries.ts';
import type { Store } from '../store/open-store.ts';
import type { RunQueue } from '../store/run-queue.ts';
import { createDeliveryLedger } from './delivery-ledger.ts';
import { DeliveryCaretaker } from './delivery-caretaker.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { hindrance, redeliver } from './redeliver.ts';
import { rememberedSecrets } from './remembered-secrets.ts';
import { tryEndpoint } from './try-endpoint.ts';

/** What endpoints are wired from. */
export interface EndpointsOptions {
  readonly store: Store;
  readonly queue: RunQueue;
  readonly live: LiveWorkspace;
  readonly direct: DirectRuns;
  readonly workflows: Workflows;
  readonly runs: RunService;
  readonly directory: PrincipalDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
  resolveSecrets(text: string): Promise<string>;
  /** The id of this node. */
  readonly node: string;
  /** Traces what is put into the queue; without it nothing does. */
  readonly tracer?: Tracer;
}

/** The endpoints of a server. */
export interface Endpoints {
  readonly service: EndpointService;
  /** Begins to look after what was accepted, and after what other nodes left behind. */
  startWork(): void;
  close(): Promise<void>;
}

/** Wires endpoints. */
export function wireEndpoints(options: EndpointsOptions): Endpoints {
  const { live, directory, clock, logger } = options;
  const intake = new Intake({
    clock,
    logger,
    endpoints: () => live.checked.endpoints,
    roles: () => live.checked.workspace.roles,
    zone: () => live.zone,
    service: (name) => directory.service(name),
    resolveSecrets: rememberedSecrets((text) => options.resolveSecrets(text), clock),
    runs: options.direct,
    workflows: options.workflows,
    ledger: createDeliveryLedger(options),
    render: problemDocument,
  });
  const care = new DeliveryCaretaker(options);
  return {
    service: createService(options, intake),
    startWork: () => care.start(),
    async close() {
      intake.close();
      await care.close();
    },
  };
}

function createService(options: EndpointsOptions, intake: Intake): EndpointService {
  const { store, live, runs } = options;
  return {
    receive: (call) => intake.receive(call),
    async receipt(id, token) {
      const delivery = await findDelivery(store, id);
      if (delivery === undefined || !holdsToken(delivery, token)) return undefined;
      return receiptOf(delivery, runs);
    },
    contracts: () => [...live.checked.endpoints.values()].map(contractOf),
    async figures() {
      const rows = await deliveryFigures(store);
      return new Map(
        rows.map(({ endpoint, p50, p99, ...counts }) => [
          endpoint,
          { ...counts, ...(p50 === null ? {} : { p50 }), ...(p99 === null ? {} : { p99 }) },
        ]),
      );
    },
    deliveries: (filter) => listDeliveries(store, filter),
    delivery: (id) => findDelivery(store, id),
    canRedeliver: (delivery) => hindrance(delivery) === undefined,
    redeliver: (order) => redeliver(order, options, intake),
    trial: (order) => tryEndpoint(order, options, intake),
  };
}

/** The token stands at the end of the receipt's address, which nobody but the caller was told. */
function holdsToken({ answer }: Delivery, token: string): boolean {
  const wanted = Buffer.from(answer.headers['location']?.split('/').at(-1) ?? '');
  const given = Buffer.from(token);
  return wanted.length > 0 && wanted.length === given.length && timingSafeEqual(wanted, given);
}

/** Callers see of a problem what they may mend. */
async function receiptOf(delivery: Delivery, runs: RunService): Promise<Receipt> {
  const run = delivery.run === undefined ? undefined : await runs.get(delivery.run);
  const isOver = delivery.state === 'ended';
  // A run that failed may be tried again: it is over when its delivery is.
  const state = isOver ? 'ended' : run?.state === 'running' ? 'running' : 'queued';
  const { outcome } = delivery;
  if (!isOver || outcome === undefined) return { delivery: delivery.id, state };
  const problem = run?.problems.at(-1);
  const counts = run === undefined ? {} : { run: run.id, records: run.records, rejected: run.rejected };
  if (isSuccess(outcome) || problem === undefined) return { delivery: delivery.id, state, outcome, ...counts };
  const { message } = publicError(new MillraceError(problem.code, problem.message));
  return { delivery: delivery.id, state, outcome, ...counts, problem: { code: problem.code, message } };
}
