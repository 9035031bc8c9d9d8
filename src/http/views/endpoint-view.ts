/** Endpoints and their deliveries as the API shows them. */
import { z } from 'zod';
import { outcomes } from '../../core/outcome.ts';
import type { ExampleCall } from '../../endpoint/example-call.ts';
import type { EndpointContract, EndpointFigures, EndpointReply } from '../../endpoint/endpoint-service.ts';
import { nestedPaths } from '../../endpoint/nested-paths.ts';
import { type Delivery, deliveryStates } from '../../model/delivery.ts';
import { fieldSchema, fieldView } from './chain-view.ts';
import { instantSchema, toInstant } from './instant.ts';

const figuresSchema = z
  .object({
    deliveries: z.int(),
    ignored: z.int().meta({ description: 'For which `when` was not true.' }),
    refused: z.int().meta({ description: 'Answered with a status of 400 to 499.' }),
    failed: z.int().meta({ description: 'Answered with a status of 500 or more.' }),
    p50: z.number().optional().meta({ description: 'Half of the answers came within so many milliseconds.' }),
    p99: z.number().optional(),
  })
  .meta({ id: 'EndpointFigures', description: 'What became of the deliveries of the last 24 hours.' });

const targetSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('chain'), chain: z.string() }),
    z.object({ kind: z.literal('start'), workflow: z.string() }),
    z.object({ kind: z.literal('send'), event: z.string() }),
  ])
  .meta({ id: 'EndpointTarget', description: 'What a call starts.' });

/** An endpoint in a list. */
export const endpointSummarySchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    enabled: z.boolean(),
    runnable: z.boolean().meta({ description: 'False where an error must be corrected first.' }),
    method: z.string(),
    path: z.string().meta({ description: 'Its address on this server.', examples: ['/hooks/shop/{source}'] }),
    auth: z.string().meta({ description: '`none`, `key`, `session`, `hmac` or the name of a preset.' }),
    target: targetSchema,
    figures: figuresSchema,
  })
  .meta({ id: 'EndpointSummary' });

/** An endpoint: what a caller has to know. */
export const endpointViewSchema = endpointSummarySchema
  .extend({
    authWords: z.string().meta({ description: 'How callers show who they are, in a sentence.' }),
    runAs: z.string().optional().meta({ description: 'The service account whose rights the work has.' }),
    respond: z.enum(['result', 'receipt']),
    records: z.enum(['one', 'many']),
    status: z.int().meta({ description: 'The status of an answer with records.' }),
    when: z.string().optional(),
    idempotency: z.object({ key: z.string(), within: z.number() }).optional(),
    limits: z.object({ rates: z.array(z.string()), body: z.number(), concurrent: z.int().optional() }),
    parameters: z.array(z.string()).meta({ description: 'Parameters in its path.' }),
    headers: z.array(z.string()).meta({ description: 'Headers that its expressions name.' }),
    query: z.array(z.string()).meta({ description: 'Query parameters that its expressions name.' }),
    input: z.array(fieldSchema).optional().meta({ description: 'The fields of the body, where it has a shape.' }),
    nested: z
      .array(z.object({ path: z.string(), type: z.string() }))
      .meta({ description: 'Places inside of fields of the body that are records: `lines[].sku`.' }),
    output: z.array(z.object({ name: z.string(), type: z.string() })),
    answers: z.array(z.object({ status: z.int(), meaning: z.string() })),
    example: z.string().meta({ description: 'A call by curl, to be changed and tried.' }),
    exampleBody: z.string().optional().meta({ description: 'The body of that call.' }),
    exampleHeaders: z
      .record(z.string(), z.string())
      .meta({ description: 'Values that fit for the headers that its expressions name, where one is known.' }),
    trialRefusal: z.string().optional().meta({ description: 'Why the caller may not try it from its page.' }),
    redeliver: z.boolean().meta({ description: 'True if the caller may have deliveries worked on again.' }),
    file: z.string(),
  })
  .meta({ id: 'Endpoint' });

/** A delivery in a list. */
export const deliverySummarySchema = z
  .object({
    id: z.string(),
    endpoint: z.string(),
    state: z.enum(deliveryStates),
    outcome: z.enum(outcomes).optional().meta({ description: 'Absent where it was ignored, or is not known yet.' }),
    code: z.string().optional(),
    status: z.int(),
    receivedAt: instantSchema,
    duration: z.number().meta({ description: 'Milliseconds until the answer.' }),
    method: z.string(),
    path: z.string(),
    address: z.string().optional(),
    principal: z.object({ kind: z.string(), id: z.string(), name: z.string() }).optional(),
    key: z.string().optional().meta({ description: 'The idempotency key.' }),
    attempt: z.int(),
    run: z.string().optional(),
    instance: z.string().optional(),
  })
  .meta({ id: 'DeliverySummary' });

/** A delivery with what was sent and answered; what shows who somebody is and what is sensitive is masked. */
export const deliverySchema = deliverySummarySchema
  .extend({
    request: z.object({
      query: z.string(),
      headers: z.record(z.string(), z.string()),
      body: z.string().optional(),
      masked: z.boolean(),
    }),
    answer: z.object({ headers: z.record(z.string(), z.string()), body: z.string() }),
    redeliverable: z.boolean().meta({ description: 'True if it can be worked on again.' }),
  })
  .meta({ id: 'Delivery' });

/** A call as it is sent from the endpoint's own page. */
export const trialSchema = z
  .object({
    path: z.record(z.string(), z.string()).default({}).meta({ description: 'Values of the parameters in its path.' }),
    query: z.record(z.string(), z.string()).default({}),
    headers: z.record(z.string().regex(/^[!#$%&'*+.^_`|~\w-]+$/), z.string().regex(/^[^\r\n]*$/)).default({}),
    body: z.string().optional().meta({ description: 'As it is sent: JSON as text.' }),
  })
  .meta({ id: 'EndpointTrial' });

/** What a call that was tried was answered. */
export const trialAnswerSchema = z
  .object({
    status: z.int(),
    headers: z.record(z.string(), z.string()),
    body: z.string(),
    outcome: z.enum(outcomes).optional(),
    code: z.string().optional(),
    repeated: z.boolean().meta({ description: 'True where it is the answer that an earlier delivery got.' }),
    delivery: z.string().optional().meta({ description: 'The delivery; absent where none was written down.' }),
    duration: z.number().meta({ description: 'Milliseconds on the server.' }),
  })
  .meta({ id: 'EndpointTrialAnswer' });

/** What was answered; the address of a receipt is shown too, since it is the caller who asks. */
export function trialAnswer(reply: EndpointReply, duration: number): z.output<typeof trialAnswerSchema> {
  const { status, headers, body, outcome, code, repeated } = reply;
  return {
    status,
    headers: { ...headers },
    body,
    outcome,
    code,
    repeated,
    delivery: headers['millrace-delivery'],
    duration,
  };
}

const noFigures: EndpointFigures = { deliveries: 0, ignored: 0, refused: 0, failed: 0 };

/** An endpoint for a list. */
export function endpointSummary(
  contract: EndpointContract,
  figures: EndpointFigures = noFigures,
): z.output<typeof endpointSummarySchema> {
  const { name, description, enabled, runnable, method, path, auth, target } = contract;
  return { name, description, enabled, runnable, method, path, auth, target, figures };
}

/** What is said of an endpoint beside its contract. */
export interface EndpointFacts {
  readonly figures: EndpointFigures | undefined;
  readonly example: ExampleCall;
  readonly trialRefusal: string | undefined;
  readonly redeliver: boolean;
}

/** An endpoint. */
export function endpointView(contract: EndpointContract, facts: EndpointFacts): z.output<typeof endpointViewSchema> {
  const { authWords, runAs, respond, records, status, when, idempotency, limits, file } = contract;
  return {
    ...endpointSummary(contract, facts.figures),
    ...{ authWords, runAs, respond, records, status, when, idempotency, file },
    limits: { ...limits, rates: [...limits.rates] },
    parameters: [...contract.parameters],
    headers: [...contract.headers],
    query: [...contract.query],
    input: contract.input?.map(fieldView),
    nested: [...nestedPaths(contract.input ?? [])],
    output: [...contract.output],
    answers: [...contract.answers],
    example: facts.example.curl,
    exampleBody: facts.example.body,
    exampleHeaders: { ...facts.example.headers },
    trialRefusal: facts.trialRefusal,
    redeliver: facts.redeliver,
  };
}

/** A delivery for a list. */
export function deliverySummary(delivery: Delivery): z.output<typeof deliverySummarySchema> {
  const { id, endpoint, state, outcome, code, duration, address, principal, key, attempt, run, instance } = delivery;
  return {
    ...{ id, endpoint, state, outcome, code, duration, address, key, attempt, run, instance },
    principal: principal && { kind: principal.kind, id: principal.id, name: principal.name },
    status: delivery.answer.status,
    receivedAt: toInstant(delivery.receivedAt),
    method: delivery.request.method,
    path: delivery.request.path,
  };
}

/** A delivery. The address of its receipt is for its caller alone. */
export function deliveryView(delivery: Delivery, redeliverable: boolean): z.output<typeof deliverySchema> {
  const { query, headers, body, masked } = delivery.request;
  const { location: _receipt, ...answerHeaders } = delivery.answer.headers;
  return {
    ...deliverySummary(delivery),
    request: { query, headers: { ...headers }, body, masked },
    answer: { headers: answerHeaders, body: delivery.answer.body },
    redeliverable,
  };
}
