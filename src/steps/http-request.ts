import { z } from 'zod';
import type { HttpAnswer, HttpClient } from '../connectors/http/http-client.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import { withField } from '../engine/shape-change.ts';
import { type CheckContext, defineStep, type StepContext } from '../engine/step-contract.ts';
import { type Closure, compileClosure } from '../expression/closure.ts';
import { choice, expressions, integer, shape, text } from '../model/setting.ts';
import { batchSize, type BatchStream, type DataRecord, type Value } from '../model/value.ts';
import { fromJson, valueFromUnknown } from '../model/value-codec.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';
import {
  checkRequest,
  openClient,
  requestAddress,
  type RequestPlan,
  requestSettings,
  sendRequest,
} from './http-message.ts';
import {
  checkPaging,
  firstPage,
  nextPage,
  type Page,
  type PageRequest,
  type PagingPlan,
  pagingSetting,
  type Progress,
} from './http-paging.ts';
import { planRetry, type RetryPlan, retrySetting, sendRetrying } from './http-retry.ts';
import { inOrder } from './keep-order.ts';

const settings = z
  .strictObject({
    ...requestSettings,
    method: choice(
      ['GET', 'POST', 'HEAD'],
      'The method; POST only for requests that change nothing, such as searches.',
    ).default('GET'),
    path: text('Where the list of records stands in the answer.', { example: 'data.items' }).optional(),
    columns: shape('The fields of each record in the answer, with their types.', {
      example: { sku: 'text', qty: 'integer' },
    }).optional(),
    map: expressions('Fields of one record per answer, over `body`, `status` and `headers`.', {
      example: { total: 'body.total::integer' },
    }).optional(),
    paging: pagingSetting,
    retry: retrySetting,
    concurrency: integer('How many records are asked for at once; their order is kept.', {
      min: 1,
      max: 64,
      example: 8,
    }).default(1),
  })
  .refine((each) => each.columns === undefined || each.map === undefined, { error: 'Give either `columns` or `map`.' })
  .refine((each) => each.path === undefined || each.columns !== undefined, { error: '`path` needs `columns`.' });

interface Plan {
  readonly request: RequestPlan;
  readonly method: string;
  readonly path: readonly string[];
  readonly columns: Shape | undefined;
  readonly map: readonly { readonly name: string; readonly closure: Closure }[];
  readonly perRecord: boolean;
  readonly paging: PagingPlan | undefined;
  readonly retry: RetryPlan;
  readonly concurrency: number;
}

const answerShape: Shape = [
  { name: 'status', type: types.integer },
  { name: 'headers', type: types.any },
  { name: 'body', type: types.any },
];

/** Asks another server. */
export const httpRequest = defineStep<typeof settings, Plan>({
  name: 'http.request',
  aliases: ['api', 'rest', 'fetch', 'webhook', 'curl', 'get'],
  summary: 'Gets records from another server by HTTP.',
  docs: [
    'At the start of a chain it makes one request. After other steps it makes one for each record, which keeps its fields and gets those of the answer.',
    'With `columns`, the answer (or the list at `path` in it) gives a record each; with `map`, each answer gives one record; with neither, the fields are `status`, `headers` and `body`.',
    'With `paging` it asks for further pages until there are none, and hands on their records as they come. With `retry` a request is made again when the server is overloaded or has a bad moment. With `concurrency` it asks for several records at once; their order stays.',
    'A status that is not in `accept` is a failure: `busy` for 429 and 503, else `upstream`. It is meant for requests that change nothing; to change something use `http.send`.',
  ].join('\n\n'),
  category: 'source',
  status: 'stable',
  shape: 'source',
  inputOptional: true,
  settings,
  examples: [
    {
      title: 'The open orders of a shop system',
      with: {
        url: 'https://api.example.com/orders',
        query: { status: 'open' },
        path: 'data.items',
        columns: { id: 'text', total: 'decimal(12,2)' },
      },
      needs: 'a server that answers',
    },
    {
      title: 'All pages of a list, politely',
      with: {
        url: 'https://api.example.com/orders',
        query: { limit: 100 },
        path: 'items',
        columns: { id: 'text', total: 'decimal(12,2)' },
        paging: { by: 'cursor', next: 'body.next_cursor' },
        retry: { times: 5 },
      },
      needs: 'a server that answers',
    },
    {
      title: 'A rate for each record',
      with: { url: 'https://rates.example.com/${currency}', map: { rate: 'body.rate::decimal(12,6)' } },
      input: { shape: { currency: 'text' }, records: [{ currency: 'SGD' }] },
      needs: 'a server that answers',
    },
  ],
  check(given, context) {
    const perRecord = context.input.length > 0;
    const columns = given.columns === undefined ? undefined : context.shape(['columns'], given.columns);
    const map = Object.entries(given.map ?? {}).map(([name, source]) => ({
      name,
      typed: context.expression(['map', name], source, { scope: answerShape }),
    }));
    const added =
      columns ?? (map.length > 0 ? map.map(({ name, typed }) => ({ name, type: typed.type })) : answerShape);
    const output = perRecord ? added.reduce((before, field) => addField(before, field, context), context.input) : added;
    return {
      output,
      plan: {
        request: checkRequest(given, context, perRecord ? {} : { scope: 'none' }),
        method: given.method,
        path: given.path === undefined ? [] : given.path.split('.'),
        columns,
        map: map.map(({ name, typed }) => ({ name, closure: compileClosure(typed) })),
        perRecord,
        paging: checkPaging(given.paging, context, { answer: answerShape, listed: columns !== undefined }),
        retry: planRetry(given.retry),
        concurrency: given.concurrency,
      },
    };
  },
  run: (plan, input, context) => runRequests(plan, input, context),
});

function addField(before: Shape, { name, type }: Shape[number], context: CheckContext): Shape {
  if (before.some((field) => field.name === name)) {
    context.problem(
      ['columns'],
      'duplicate_name',
      `There is a field '${name}' already.`,
      'Rename it before the request.',
    );
  }
  return withField(before, name, type);
}

/** What requests are made with. */
interface Asking {
  readonly plan: Plan;
  readonly client: HttpClient;
  readonly context: StepContext;
  readonly signal: AbortSignal;
  /** Ends what is under way. */
  leave(): void;
}

async function* runRequests(plan: Plan, input: BatchStream, context: StepContext): BatchStream {
  const { client, close } = await openClient(plan.request, context);
  const leave = new AbortController();
  const asking: Asking = {
    plan,
    client,
    context,
    signal: AbortSignal.any([context.signal, leave.signal]),
    leave: () => leave.abort(),
  };
  try {
    if (!plan.perRecord) for await (const page of pages({}, asking)) yield* inBatches(page);
    else yield* eachRecord(input, asking);
  } finally {
    await close();
  }
}

/** Asks for several records at once; the answers come in the order of the records. */
async function* eachRecord(input: BatchStream, asking: Asking): BatchStream {
  const { plan, context } = asking;
  const answers = inOrder(oneByOne(input), {
    most: plan.concurrency,
    leave: asking.leave,
    async work(record) {
      const found: DataRecord[] = [];
      for await (const page of pages(record, asking)) found.push(...page);
      return found;
    },
  });
  for await (const { item, settled } of answers) {
    if ('error' in settled) {
      context.signal.throwIfAborted();
      context.failRecord(item, settled.error);
    } else yield* inBatches(settled.value.map((found) => ({ ...item, ...found })));
  }
}

async function* oneByOne(input: BatchStream): AsyncGenerator<DataRecord> {
  for await (const batch of input) yield* batch;
}

function* inBatches(records: readonly DataRecord[]): Generator<readonly DataRecord[]> {
  for (let start = 0; start < records.length; start += batchSize) yield records.slice(start, start + batchSize);
}

/** The records of each page. */
async function* pages(record: DataRecord, asking: Asking): AsyncGenerator<readonly DataRecord[]> {
  const { plan, context } = asking;
  let request: PageRequest | undefined = firstPage(plan.paging);
  for (let read = 1, records = 0; request !== undefined; read += 1) {
    const page = await askPage(record, request, asking);
    records += page.records.length;
    yield page.records;
    const progress: Progress = { pages: read, records, request };
    request = plan.paging && nextPage(plan.paging, page, { progress, env: context.env });
  }
}

async function askPage(record: DataRecord, request: PageRequest, asking: Asking): Promise<Page> {
  const { plan, client, context, signal } = asking;
  const extras = { method: plan.method, record, signal, ...request };
  const answer = await sendRetrying((accept) => sendRequest(plan.request, { ...extras, accept }, { client, context }), {
    plan: plan.retry,
    accept: plan.request.accept,
    clock: context.clock,
    signal,
  });
  const whole = { status: answer.status, headers: { ...answer.headers }, body: readBody(answer) };
  return {
    answer,
    url: requestAddress(plan.request, extras, { client, context }),
    whole,
    records:
      plan.columns === undefined ? [wholeAnswer(plan, whole, context)] : listedRecords(plan.columns, plan.path, answer),
  };
}

function wholeAnswer({ map }: Plan, whole: DataRecord, { env }: StepContext): DataRecord {
  if (map.length === 0) return whole;
  return Object.fromEntries(map.map(({ name, closure }): [string, Value] => [name, closure(whole, env)]));
}

/** A body that says that it is JSON is read as such; any other is text. */
function readBody(answer: HttpAnswer): Value {
  const type = answer.headers['content-type'] ?? '';
  if (!/[/+]json\b/i.test(type)) return answer.body;
  return valueFromUnknown(parseJson(answer));
}

function parseJson({ body }: HttpAnswer): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new MillraceError('file_malformed', `The answer is not JSON: ${messageOf(error)}`, {
      hint: 'Look at what the server sends.',
      cause: error,
    });
  }
}

function listedRecords(columns: Shape, path: readonly string[], answer: HttpAnswer): readonly DataRecord[] {
  let found = parseJson(answer);
  for (const [at, name] of path.entries()) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, name)) {
      throw new MillraceError('file_malformed', `The answer has no '${path.slice(0, at + 1).join('.')}'.`, {
        hint: 'Correct `path`.',
      });
    }
    found = (found as Record<string, unknown>)[name];
  }
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  return list.map((item, at) => fromJson(pick(item, columns), recordOf(columns), [...path, at]) as DataRecord);
}

/** The declared fields alone: what else a server sends is not our business. */
function pick(item: unknown, columns: Shape): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(columns.map(({ name }) => [name, (item as Record<string, unknown>)[name] ?? null]));
}
