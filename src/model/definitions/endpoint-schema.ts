/** `kind: endpoint`: an address under `/hooks` that others call. */
import { z } from 'zod';
import { parseDuration } from '../duration.ts';
import { expression, flag, integer } from '../setting.ts';
import { endpointAuthSchema } from './endpoint-auth-schema.ts';
import {
  byteSize,
  chainReference,
  documentKeys,
  duration,
  reference,
  references,
  shapeText,
  values,
} from './fields.ts';

/** What is called: a method, and a path below `/hooks` whose parts are words or `{parameters}`. */
const routePattern = /^(GET|POST|PUT|PATCH|DELETE) (\/(?:[A-Za-z0-9._~-]+|\{[A-Za-z_]\w*\}))+$/;

/** How many calls of whom: `100/m per key`. */
const ratePattern = /^([1-9]\d{0,6})\/(s|m|h|d) per (key|address|endpoint)$/;

/** So many calls in a period (milliseconds), of whom. */
export interface EndpointRate {
  readonly count: number;
  readonly period: number;
  readonly per: 'key' | 'address' | 'endpoint';
}

function readRate(text: string): EndpointRate[] {
  const [, count, unit = 's', per] = ratePattern.exec(text) ?? [];
  if (count === undefined) return [];
  return [{ count: Number(count), period: parseDuration(`1${unit}`) ?? 0, per: per as EndpointRate['per'] }];
}

const rates = z
  .union([z.string(), z.array(z.string()).min(1)])
  .refine((written) => [written].flat().every((one) => ratePattern.test(one)), {
    error: 'a rate such as 100/m per key (or per address, per endpoint)',
  })
  .transform((written) => [written].flat().flatMap(readRate))
  .meta({
    description: 'How often it may be called, in a second, minute, hour or day: one rate, or a list of them.',
    role: 'rate',
    examples: ['100/m per key'],
  });

/** The largest body that can be allowed: bodies are held in memory while they are checked. */
const largestBody = 64 * 1024 ** 2;

const limitsSchema = z
  .strictObject({
    rate: rates.optional(),
    body: byteSize('The largest body. Default: 1mb.', '1mb')
      .refine((bytes) => bytes <= largestBody, { error: 'a size of at most 64mb' })
      .optional(),
    concurrent: integer('How many calls at once, on each node.', { min: 1, example: 20 }).optional(),
    records: integer('More records than these make the answer `truncated`. Default: 10000.', {
      min: 1,
      max: 1_000_000,
      example: 1000,
    }).optional(),
    timeout: duration(
      "How long a run may take; default: the chain's, else the workspace's for endpoints.",
      '10s',
    ).optional(),
  })
  .meta({ description: 'How much is taken.', examples: [{ rate: '100/m per key', body: '1mb', concurrent: 20 }] });

const workflowSchema = z
  .union([
    z.strictObject({ start: reference('The workflow to start an instance of.', 'process-webhook') }),
    z.strictObject({
      send: reference('The event to send.', 'paid'),
      to: z
        .unknown()
        .meta({ description: 'The id of the instance, a value.', role: 'value', examples: ['=body.id'] })
        .optional(),
    }),
  ])
  .meta({ description: 'The workflow that gets the call as an event.', examples: [{ start: 'process-webhook' }] });

/** An endpoint. */
export const endpointSchema = z
  .strictObject({
    ...documentKeys('endpoint', 'An address under /hooks that others call.'),
    enabled: flag('With `false`, it is as if it were not there. Default: true.').optional(),
    roles: references('Who may call it by API key or session, see it and its deliveries.', ['partner']).optional(),
    route: z
      .string()
      .regex(routePattern, 'a method and a path such as POST /shop/{source}')
      .meta({ description: 'Method and path below /hooks.', examples: ['POST /shop/{source}'] }),
    auth: endpointAuthSchema,
    runAs: z
      .strictObject({ service: reference('A service account.', 'intake') })
      .meta({ description: 'Whose rights the work has; a key or a session brings its own.' })
      .optional(),
    when: expression('Calls for which this is not true are answered 204 and ignored.', {
      example: "headers['x-event'] = 'order'",
    }).optional(),
    idempotency: z
      .strictObject({
        key: expression('What tells one delivery from another; the same key again gets the first answer.', {
          example: "headers['x-delivery-id']",
        }),
        within: duration('How long keys are remembered. Default: 24h.', '24h').optional(),
      })
      .meta({ description: 'Repeats of a delivery change nothing and get the first answer.' })
      .optional(),
    limits: limitsSchema.optional(),
    input: shapeText('The shape of the JSON body. Fields beyond it are no fault.', {
      id: 'text',
      quantity: 'integer',
    }).optional(),
    schema: z.unknown().meta({ description: 'A JSON Schema of the body. Not supported yet.' }).optional(),
    chain: chainReference('The chain that runs.').optional(),
    steps: z.array(z.unknown()).min(1).meta({ description: 'Steps instead of a chain. Not supported yet.' }).optional(),
    workflow: workflowSchema.optional(),
    with: values('Parameters of the chain, or input of the event, as values over body, headers, path and query.', {
      order: '=body',
      source: '=path.source',
    }).optional(),
    respond: z
      .enum(['result', 'receipt'])
      .meta({ description: 'The result, when it is there; or at once a receipt to ask again with. Default: result.' })
      .optional(),
    records: z
      .enum(['one', 'many'])
      .meta({ description: 'One record (404 when there is none), or a list of them. Default: many.' })
      .optional(),
    status: z
      .union([z.literal(200), z.literal(201)])
      .meta({ description: 'The status of an answer with records: 201 where it creates something. Default: 200.' })
      .optional(),
  })
  .superRefine(checkTogether)
  .meta({ title: 'endpoint', description: 'An address under /hooks that others call.' });

/** What is only wrong when one looks at several keys. */
function checkTogether(endpoint: Together, context: z.core.$RefinementCtx): void {
  const fault = (message: string, code: string, hint?: string): void => {
    context.addIssue({ code: 'custom', path: [], message, params: { code, hint } });
  };
  const targets = [endpoint.chain, endpoint.workflow, endpoint.steps].filter((target) => target !== undefined);
  if (targets.length !== 1) fault('an endpoint needs either `chain` or `workflow`', 'missing_key');
  for (const { key, why } of uselessKeys(endpoint))
    fault(`\`${key}\` has no effect: ${why}`, 'no_effect', 'Remove it.');
  if (sendsNowhere(endpoint.workflow))
    fault('the event needs an instance to go to', 'missing_key', 'Add to: =body.id, say.');
  if (endpoint.respond === 'receipt' && endpoint.workflow !== undefined) {
    fault('receipts of workflows come later', 'not_supported', 'Leave `respond` out: an event is one attempt.');
  }
  if (callerHasNoRights(endpoint) && endpoint.runAs === undefined) {
    const hint = 'Add runAs: { service: name }, an account of `kind: service`.';
    fault('callers of this endpoint have no rights of their own: it needs `runAs`', 'missing_key', hint);
  }
}

interface Together {
  readonly auth?: unknown;
  readonly runAs?: unknown;
  readonly chain?: unknown;
  readonly steps?: unknown;
  readonly workflow?: unknown;
  readonly respond?: string | undefined;
  readonly records?: unknown;
  readonly status?: unknown;
  readonly limits?: { readonly records?: unknown; readonly timeout?: unknown } | undefined;
}

const sendsNowhere = (workflow: unknown): boolean =>
  typeof workflow === 'object' &&
  workflow !== null &&
  'send' in workflow &&
  !('to' in workflow && workflow.to !== undefined);

const callerHasNoRights = ({ auth }: Together): boolean => auth !== 'key' && auth !== 'session';

/** Keys that would do nothing beside the others. */
function uselessKeys(endpoint: Together): { readonly key: string; readonly why: string }[] {
  const { runAs, records, status, limits, respond, workflow } = endpoint;
  const given = (keys: Readonly<Record<string, unknown>>, why: string) =>
    Object.entries(keys)
      .filter(([, value]) => value !== undefined)
      .map(([key]) => ({ key, why }));
  const answersRecords = respond !== 'receipt' && workflow === undefined;
  return [
    ...(callerHasNoRights(endpoint) ? [] : given({ runAs }, 'a key or a session brings its own rights')),
    ...(answersRecords
      ? []
      : given({ records, status, 'limits.records': limits?.records }, 'the answer holds no records')),
    ...(workflow === undefined
      ? []
      : given({ 'limits.timeout': limits?.timeout }, 'the chains of a workflow have limits of their own')),
  ];
}
