/** Questions to datasets: by address or by body, in JSON, NDJSON, CSV or as a workbook. */
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { AnsweredDataset } from '../../dataset/answers.ts';
import type { MadeBytes } from '../../dataset/entry-cache.ts';
import type { DatasetOrder } from '../../model/dataset-query.ts';
import type { Principal } from '../../model/principal.ts';
import { valueFromText } from '../../model/value-from-text.ts';
import { requirePrivilege } from '../../access/permission.ts';
import { type App, callerOf, type FastifyReply, type FastifyRequest } from '../app.ts';
import { attachment } from '../content-disposition.ts';
import { type DatasetFormat, datasetFormats } from '../dataset-service.ts';
import type { HttpServices } from '../http-services.ts';
import { problems, type Tag } from '../plugins/openapi.ts';
import {
  answerHead,
  answerHeaders,
  aroundRecords,
  datasetAnswerSchema,
  errorOfAnswer,
  etagOf,
  isMatched,
} from '../views/dataset-answer.ts';
import { downloadHeaders } from './run-file-routes.ts';

const tags: Tag[] = ['datasets'];
const params = z.object({ dataset: z.string() });

const mediaTypes: Readonly<Record<DatasetFormat, string>> = {
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const format = z
  .string()
  .optional()
  .meta({ description: `${datasetFormats.join(', ')}; default: what \`Accept\` asks for, else json.` });

const offset = z.int().min(0).meta({ description: 'Records to leave out before the page.' });
const limit = z.int().min(1).max(1_000_000).meta({ description: 'Records of the page; without it, all.' });

const response = {
  200: datasetAnswerSchema,
  304: z.undefined().meta({ description: 'What you have is the answer.' }),
  ...problems(400, 401, 403, 404, 409, 415, 422, 429, 500, 502, 504),
};

/** Adds them. */
export function addDatasetQueryRoutes(app: App, services: HttpServices): void {
  addQueryByAddress(app, services);
  addQueryByBody(app, services);
}

const addressSchema = z
  .object({
    format,
    sort: z
      .union([z.string(), z.array(z.string())])
      .optional()
      .meta({
        description: 'An expression, with ` desc` after it for the largest first; more than one by repeating it.',
      }),
    filter: z
      .string()
      .optional()
      .meta({ description: 'An expression over the records.', examples: ['level < 10'] }),
    offset: z.coerce.number().pipe(offset).optional(),
    limit: z.coerce.number().pipe(limit).optional(),
    fresh: z.stringbool().optional().meta({ description: 'True reads anew; takes the privilege dataset:refresh.' }),
  })
  .catchall(z.union([z.string(), z.array(z.string())]))
  .meta({ description: 'Parameters of the dataset go by `param.name=value`.' });

function addQueryByAddress(app: App, services: HttpServices): void {
  app.get(
    '/api/v1/datasets/:dataset/query',
    {
      config: { access: { privilege: 'dataset:query' } },
      schema: {
        tags,
        summary: 'Ask a dataset; parameters as param.name=value',
        params,
        querystring: addressSchema,
        response,
      },
    },
    async (request, reply) => {
      const { format: asked, sort, filter, offset: from = 0, limit: most, fresh, ...rest } = request.query;
      const principal = callerOf(request);
      const { dataset } = request.params;
      const order: DatasetOrder = {
        dataset,
        principal,
        parameters: parametersOf(rest, { services, dataset, principal }),
        ...view({ sort: typeof sort === 'string' ? [sort] : sort, filter, offset: from, limit: most }),
        ...(fresh === true ? { fresh } : {}),
      };
      return answer({ request, reply, services }, order, formatOf(asked, request));
    },
  );
}

const bodySchema = z.strictObject({
  parameters: z.record(z.string(), z.unknown()).optional().meta({ description: 'JSON values by name.' }),
  format,
  sort: z.array(z.string()).max(20).optional(),
  filter: z.string().optional(),
  offset: offset.optional(),
  limit: limit.optional(),
  fresh: z.boolean().optional(),
});

function addQueryByBody(app: App, services: HttpServices): void {
  app.post(
    '/api/v1/datasets/:dataset/query',
    {
      config: { access: { privilege: 'dataset:query' } },
      schema: { tags, summary: 'Ask a dataset', params, body: bodySchema, response },
    },
    async (request, reply) => {
      const { parameters = {}, format: asked, sort, filter, offset: from = 0, limit: most, fresh } = request.body;
      const order: DatasetOrder = {
        dataset: request.params.dataset,
        principal: callerOf(request),
        parameters,
        ...view({ sort, filter, offset: from, limit: most }),
        ...(fresh === true ? { fresh } : {}),
      };
      return answer({ request, reply, services }, order, formatOf(asked, request));
    },
  );
}

function view(given: {
  sort: readonly string[] | undefined;
  filter: string | undefined;
  offset: number;
  limit: number | undefined;
}): Pick<DatasetOrder, 'sort' | 'filter' | 'page'> {
  const pages = given.offset > 0 || given.limit !== undefined;
  return {
    ...(given.sort === undefined ? {} : { sort: given.sort }),
    ...(given.filter === undefined ? {} : { filter: given.filter }),
    ...(pages ? { page: { offset: given.offset, limit: given.limit ?? Number.MAX_SAFE_INTEGER } } : {}),
  };
}

/** `param.name=value` by the types of the dataset's parameters. */
function parametersOf(
  rest: Readonly<Record<string, unknown>>,
  { services, dataset, principal }: { services: HttpServices; dataset: string; principal: Principal },
): Readonly<Record<string, unknown>> {
  const names = Object.keys(rest);
  if (names.length === 0) return {};
  const strange = names.find((name) => !name.startsWith('param.'));
  if (strange !== undefined) {
    throw new MillraceError('invalid_input', `'${strange}' is not known here.`, {
      hint: `A parameter of the dataset is given as param.${strange}=value.`,
      issues: [{ path: strange, message: 'It is not known here.', code: 'unknown_key' }],
    });
  }
  const { chain } = services.datasets.require(dataset, principal);
  const entries = names.map((written) => {
    const name = written.slice('param.'.length);
    const type = chain.parameters.find(({ field }) => field.name === name)?.field.type;
    const text = rest[written] as string | readonly string[];
    if (type === undefined) return [name, text] as const;
    if (typeof text === 'string') return [name, valueFromText(text, type)] as const;
    return [name, type.kind === 'list' ? text.map((item) => valueFromText(item, type.item)) : text] as const;
  });
  return Object.fromEntries(entries);
}

const accepted: readonly (readonly [string, DatasetFormat])[] = [
  ['application/json', 'json'],
  ['application/x-ndjson', 'ndjson'],
  ['application/ndjson', 'ndjson'],
  ['text/csv', 'csv'],
  [mediaTypes.xlsx, 'xlsx'],
  ['application/*', 'json'],
  ['text/*', 'csv'],
  ['*/*', 'json'],
];

/** The format that is asked for by name, else by `Accept`, in the order in which it names them. */
function formatOf(asked: string | undefined, { headers }: FastifyRequest): DatasetFormat {
  if (asked !== undefined) {
    const found = datasetFormats.find((name) => name === asked);
    if (found !== undefined) return found;
    throw notWritten(asked);
  }
  const { accept = '*/*' } = headers;
  for (const range of rangesOf(accept)) {
    const found = accepted.find(([type]) => type === range);
    if (found !== undefined) return found[1];
  }
  throw notWritten(accept);
}

/** The media ranges of `Accept`, the most wanted first; those with q=0 are not wanted. */
function rangesOf(accept: string): readonly string[] {
  return accept
    .split(',')
    .map((part) => {
      const [type = '', ...rest] = part.split(';').map((piece) => piece.trim().toLowerCase());
      const quality = rest.find((piece) => piece.startsWith('q='));
      return { type, quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality)
    .map(({ type }) => type);
}

function notWritten(asked: string): MillraceError {
  const isParquet = /parquet/i.test(asked);
  const message = isParquet ? 'Parquet is not supported yet.' : `'${asked}' is none of the formats of a dataset.`;
  return new MillraceError('wrong_media_type', message, { hint: `There is: ${datasetFormats.join(', ')}.` });
}

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly services: HttpServices;
}

async function answer(exchange: Exchange, order: DatasetOrder, wanted: DatasetFormat): Promise<FastifyReply> {
  const { request, reply, services } = exchange;
  const { roles } = services.workspace().workspace;
  if (order.fresh === true) requirePrivilege(order.principal, { privilege: 'dataset:refresh', roles });
  const made = await whileWanted(reply, async (signal) => {
    const answered = await services.datasets.answer({ ...order, signal });
    const error = errorOfAnswer(answered.answer);
    if (error !== undefined) throw error;
    const etag = etagOf(answered.answer, wanted);
    reply.headers({ ...answerHeaders(answered.answer, services.clock.now()), etag });
    if (isMatched(request.headers['if-none-match'], etag)) return undefined;
    return bodyOf(answered, { services, dataset: order.dataset, wanted });
  });
  return made === undefined ? reply.code(304).send() : send(reply, made, { wanted, dataset: order.dataset });
}

/** Does work whose signal fires when the caller leaves. */
async function whileWanted<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const left = new AbortController();
  const leave = (): void => left.abort(new MillraceError('cancelled', 'The caller left.'));
  reply.raw.once('close', leave);
  try {
    return await work(left.signal);
  } finally {
    reply.raw.off('close', leave);
  }
}

/** The bytes of an answer, made once for all who get the same. */
function bodyOf(
  { answer: given, json, made }: AnsweredDataset,
  { services, dataset, wanted }: { services: HttpServices; dataset: string; wanted: DatasetFormat },
): Promise<MadeBytes> {
  const { records, shape, stale } = given;
  const render = (around?: Readonly<Record<string, unknown>>): Promise<MadeBytes> =>
    services.datasets.render({ format: wanted, title: dataset, records, shape, ...(around && { around }) });
  if (wanted !== 'json') return made(wanted, () => render());
  const whole = async (): Promise<MadeBytes> => {
    const head = answerHead(dataset, given);
    if (json === undefined) return render(head);
    const [before, after] = aroundRecords(head);
    return { bytes: Buffer.concat([Buffer.from(before), json, Buffer.from(after)]) };
  };
  // What is marked changes its mark without changing its records.
  return stale === undefined ? made('json', whole) : whole();
}

function send(
  reply: FastifyReply,
  made: MadeBytes,
  { wanted, dataset }: { wanted: DatasetFormat; dataset: string },
): FastifyReply {
  reply.type(mediaTypes[wanted]);
  if (wanted === 'csv' || wanted === 'xlsx')
    reply.headers({ ...downloadHeaders, 'content-disposition': attachment(`${dataset}.${wanted}`) });
  if ('bytes' in made) return reply.send(made.bytes);
  const remove = (): void => void made.remove();
  const stream = createReadStream(made.file).once('close', remove);
  return reply.header('content-length', made.size).send(stream);
}
