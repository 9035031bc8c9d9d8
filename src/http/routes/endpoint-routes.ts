import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import { outcomes } from '../../core/outcome.ts';
import { exampleCall } from '../../endpoint/example-call.ts';
import { describeEndpoints } from '../../endpoint/describe-endpoints.ts';
import { deliveryStates } from '../../model/delivery.ts';
import { type App, callerOf } from '../app.ts';
import {
  mayRedeliver,
  requireTrial,
  shownDelivery,
  trialRefusal,
  visibleDelivery,
  visibleEndpoint,
  visibleEndpoints,
} from '../endpoint-access.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import {
  deliverySchema,
  deliverySummary,
  deliverySummarySchema,
  deliveryView,
  endpointSummary,
  endpointSummarySchema,
  endpointView,
  endpointViewSchema,
  trialAnswer,
  trialAnswerSchema,
  trialSchema,
} from '../views/endpoint-view.ts';

const tags: Tag[] = ['endpoints'];

/** Endpoints: list, one with its contract, its deliveries, delivering again, and their description for programs. */
export function addEndpointRoutes(app: App, services: HttpServices): void {
  addReading(app, services);
  addDescription(app, services);
  addTrial(app, services);
  addDeliveries(app, services);
  addOneDelivery(app, services);
}

function addReading(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/endpoints',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Endpoints with their figures',
        response: { 200: z.object({ endpoints: z.array(endpointSummarySchema) }), ...problems(401) },
      },
    },
    async (request) => {
      const figures = await services.endpoints.figures();
      const visible = visibleEndpoints(services, callerOf(request));
      return { endpoints: visible.map((contract) => endpointSummary(contract, figures.get(contract.name))) };
    },
  );
  app.get(
    '/api/v1/endpoints/:endpoint',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'An endpoint: what a caller has to know',
        params: z.object({ endpoint: z.string() }),
        response: { 200: endpointViewSchema, ...problems(401, 404) },
      },
    },
    async (request) => {
      const principal = callerOf(request);
      const contract = visibleEndpoint(services, principal, request.params.endpoint);
      return endpointView(contract, {
        figures: (await services.endpoints.figures()).get(contract.name),
        example: exampleCall(contract, `${request.protocol}://${request.host}`),
        trialRefusal: trialRefusal(services, principal, contract),
        redeliver: mayRedeliver(services, principal, contract),
      });
    },
  );
}

function addDescription(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/endpoints/openapi.json',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'The endpoints that you may see, as OpenAPI 3.1',
        response: { 200: z.record(z.string(), z.unknown()), ...problems(401) },
      },
    },
    async (request) =>
      describeEndpoints(visibleEndpoints(services, callerOf(request)), {
        version: services.version,
        title: services.workspace().workspace.settings.name,
      }),
  );
}

/** Its own page sends what others would send, through all the stages; what callers sign, the server signs for whoever may. */
function addTrial(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/endpoints/:endpoint/try',
    {
      config: { access: 'signed-in' },
      schema: {
        tags,
        summary: 'Try an endpoint: send a real call',
        description:
          'It goes through all the stages as a call of yours. Where callers sign, it is signed for you, which takes the privilege endpoint:redeliver and is audited.',
        params: z.object({ endpoint: z.string() }),
        body: trialSchema,
        response: { 200: trialAnswerSchema, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request, reply) => {
      const principal = callerOf(request);
      const contract = visibleEndpoint(services, principal, request.params.endpoint);
      requireTrial(services, principal, contract);
      const left = new AbortController();
      reply.raw.once('close', () => {
        if (!reply.raw.writableEnded) left.abort(new MillraceError('cancelled', 'The caller left.'));
      });
      const { path, query, headers, body } = request.body;
      const started = reply.elapsedTime;
      const answer = await services.endpoints.trial({
        ...{ endpoint: contract.name, principal, address: request.ip, signal: left.signal, path, query, headers },
        ...(body === undefined ? {} : { body }),
      });
      return trialAnswer(answer, reply.elapsedTime - started);
    },
  );
}

function addDeliveries(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/endpoints/:endpoint/deliveries',
    {
      config: { access: { privilege: 'endpoint:see' } },
      schema: {
        tags,
        summary: 'Deliveries to an endpoint, the latest first',
        params: z.object({ endpoint: z.string() }),
        querystring: z.object({
          before: z.uuid().optional().meta({ description: 'The last delivery of the page before.' }),
          state: z.enum(deliveryStates).optional(),
          outcome: z.enum(outcomes).optional(),
          key: z.string().max(512).optional().meta({ description: 'The idempotency key.' }),
          limit: z.coerce.number().int().min(1).max(200).default(50),
        }),
        response: {
          200: z.object({ deliveries: z.array(deliverySummarySchema), next: z.string().optional() }),
          ...problems(401, 403, 404, 422),
        },
      },
    },
    async (request) => {
      const { name } = visibleEndpoint(services, callerOf(request), request.params.endpoint);
      const found = await services.endpoints.deliveries({ ...definedOnly(request.query), endpoint: name });
      const last = found.length === request.query.limit ? found.at(-1) : undefined;
      return { deliveries: found.map(deliverySummary), next: last?.id };
    },
  );
}

/** Without the keys that were not given. */
function definedOnly<T extends object>(given: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

function addOneDelivery(app: App, services: HttpServices): void {
  const params = z.object({ delivery: z.uuid() });
  app.get(
    '/api/v1/deliveries/:delivery',
    {
      config: { access: { privilege: 'endpoint:see' } },
      schema: {
        tags,
        summary: 'A delivery: what was sent, what was answered',
        params,
        response: { 200: deliverySchema, ...problems(401, 403, 404, 422) },
      },
    },
    async (request) => {
      const principal = callerOf(request);
      const { delivery, contract } = await visibleDelivery(services, principal, request.params.delivery);
      const may = contract !== undefined && mayRedeliver(services, principal, contract);
      return deliveryView(
        shownDelivery(services, principal, delivery),
        may && services.endpoints.canRedeliver(delivery),
      );
    },
  );
  app.post(
    '/api/v1/deliveries/:delivery/redeliver',
    {
      config: { access: { privilege: 'endpoint:redeliver' } },
      schema: {
        tags,
        summary: 'Work on a delivery again that did not succeed',
        description: 'It keeps its id, so that effects with a key are not done twice, and its answer is replaced.',
        params,
        response: { 200: deliverySchema, ...problems(401, 403, 404, 409, 422) },
      },
    },
    async (request) => {
      const principal = callerOf(request);
      const { delivery } = await visibleDelivery(services, principal, request.params.delivery);
      const again = await services.endpoints.redeliver({ id: delivery.id, principal, address: request.ip });
      return deliveryView(shownDelivery(services, principal, again), services.endpoints.canRedeliver(again));
    },
  );
}
