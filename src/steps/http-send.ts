import { z } from 'zod';
import type { HttpClient } from '../connectors/http/http-client.ts';
import { MillraceError } from '../core/errors.ts';
import { type CheckContext, defineStep, type EffectKind, type StepContext } from '../engine/step-contract.ts';
import { choice, flag } from '../model/setting.ts';
import type { BatchStream, DataRecord } from '../model/value.ts';
import { toJson } from '../model/value-codec.ts';
import { recordOf, type Shape } from '../model/value-type.ts';
import { checkRequest, openClient, type RequestPlan, requestSettings, sendRequest } from './http-message.ts';
import { recordIdentities } from './record-identity.ts';

const settings = z.strictObject({
  ...requestSettings,
  method: choice(['POST', 'PUT', 'PATCH', 'DELETE'], 'The method.').default('POST'),
  each: choice(['record', 'once'], '`record`: a request for each record; `once`: one with the list of all.').default(
    'record',
  ),
  idempotent: flag(
    '`true` if the server does a request with the same Idempotency-Key header only once: then it may be repeated.',
  ).default(false),
});

interface Plan {
  readonly request: RequestPlan;
  readonly method: string;
  readonly perRecord: boolean;
  readonly kind: EffectKind;
  readonly shape: Shape;
}

/** The most records that one request carries. */
const mostRecords = 10_000;

/** Tells another server. */
export const httpSend = defineStep<typeof settings, Plan>({
  name: 'http.send',
  aliases: ['post', 'webhook', 'push', 'call api', 'slack'],
  summary: 'Sends records to another server by HTTP.',
  docs: [
    'Without `body`, the record is sent as JSON, with `each: once` the list of all of them. Every request carries an `Idempotency-Key` that is the same when the run is tried again.',
    'A run that began to send is not tried again by itself, because nobody can tell what arrived, unless the server is `idempotent`.',
  ].join('\n\n'),
  category: 'sink',
  status: 'stable',
  shape: 'sink',
  settings,
  examples: [
    {
      title: 'Each new order to the warehouse',
      with: { url: 'https://warehouse.example.com/orders', idempotent: true },
      input: { shape: { order_no: 'integer', sku: 'text' }, records: [{ order_no: 7, sku: 'tea' }] },
      records: [{ order_no: 7, sku: 'tea' }],
      effects: [{ method: 'POST', requests: 1 }],
    },
    {
      title: 'A message to a chat',
      with: { url: 'https://chat.example.com/hook', each: 'once', body: { text: 'Stock is low.' } },
      input: { shape: { sku: 'text' }, records: [{ sku: 'tea' }] },
      records: [{ sku: 'tea' }],
      effects: [{ method: 'POST', requests: 1 }],
    },
  ],
  check(given, context) {
    const kind = given.idempotent ? 'idempotent' : 'at-least-once';
    const perRecord = given.each === 'record';
    return {
      output: context.input,
      effects: [
        {
          kind,
          description: `${given.method} ${targetOf(given.connection, given.url)}, a request ${perRecord ? 'for each record' : 'in all'}`,
        },
      ],
      plan: { request: check(given, context, perRecord), method: given.method, perRecord, kind, shape: context.input },
    };
  },
  run: (plan, input, context) => runSend(plan, input, context),
});

function targetOf(connection: string | undefined, url: unknown): string {
  return connection === undefined ? String(url) : `${String(url)} of ${connection}`;
}

function check(given: z.output<typeof settings>, context: CheckContext, perRecord: boolean): RequestPlan {
  return checkRequest(given, context, perRecord ? {} : { scope: 'none' });
}

async function* runSend(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  const { client, close } = await openClient(plan.request, context);
  const counter = { requests: 0 };
  let finished = false;
  try {
    yield* plan.perRecord
      ? sendEach(plan, input, { client, context, counter })
      : sendAll(plan, input, { client, context, counter });
    finished = true;
  } finally {
    // Also where it failed on the way: what was sent was sent.
    if (finished || counter.requests > 0) context.effect({ method: plan.method, requests: counter.requests });
    await close();
  }
}

interface Sending {
  readonly client: HttpClient;
  readonly context: StepContext;
  readonly counter: { requests: number };
}

interface Request {
  readonly record: DataRecord;
  /** Equal when the run is tried again; also where the records then come in another order. */
  readonly key: string;
  readonly body: string | undefined;
}

async function* sendEach(plan: Plan, input: BatchStream, sending: Sending): BatchStream {
  const identify = recordIdentities(plan.shape, sending.context);
  for await (const batch of input) {
    const sent: DataRecord[] = [];
    for (const record of batch) {
      try {
        const body = plan.request.body === undefined ? JSON.stringify(toJson(record, recordOf(plan.shape))) : undefined;
        await sendOne(plan, { record, key: identify(record), body }, sending);
        sent.push(record);
      } catch (error) {
        sending.context.failRecord(record, error);
      }
    }
    yield sent;
  }
}

async function* sendAll(plan: Plan, input: BatchStream, sending: Sending): BatchStream {
  const all: DataRecord[] = [];
  const carries = plan.request.body === undefined;
  for await (const batch of input) {
    if (carries) all.push(...batch);
    if (all.length > mostRecords) {
      throw new MillraceError('limit', `One request would have to carry more than ${mostRecords} records.`, {
        hint: 'Send them with `each: record`, or filter first.',
      });
    }
    yield batch;
  }
  const body = carries ? JSON.stringify(all.map((record) => toJson(record, recordOf(plan.shape)))) : undefined;
  await sendOne(plan, { record: {}, key: sending.context.effectKey('all'), body }, sending);
}

async function sendOne(
  { request, method, kind }: Plan,
  { record, key, body }: Request,
  { client, context, counter }: Sending,
): Promise<void> {
  counter.requests += 1;
  if (!context.performs && context.answer === undefined) return;
  await context.beforeEffect(kind);
  const extras = { method, record, headers: { 'idempotency-key': key }, ...(body === undefined ? {} : { body }) };
  await sendRequest(request, extras, { client, context });
}
