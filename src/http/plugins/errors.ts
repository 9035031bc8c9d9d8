/** Every failure ends as a problem document, whoever threw it. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors, isResponseSerializationError } from 'fastify-type-provider-zod';
import { isDatabaseGone } from '../../core/database-gone.ts';
import { MillraceError, messageOf, toMillraceError } from '../../core/errors.ts';
import type { Logger } from '../../core/logger.ts';
import { formatPath } from '../../model/problem.ts';
import type { App } from '../app.ts';
import { malformedStatus, problemDocument, problemMediaType, statusOf } from '../problem-document.ts';

interface Failure {
  readonly error: MillraceError;
  readonly status?: number;
}

/** What Fastify's own errors mean to us, by status. */
const meanings: Readonly<Record<number, (message: string) => Failure>> = {
  413: () => ({
    error: new MillraceError('too_large', 'The body is larger than this server takes.', { hint: 'Send less.' }),
  }),
  415: () => ({
    error: new MillraceError('wrong_media_type', 'The body must be JSON.', {
      hint: 'Send content-type: application/json.',
    }),
  }),
  429: (message) => ({
    error: new MillraceError('rate_limited', message, { hint: 'Wait as long as Retry-After says.' }),
  }),
};

/** An error of the server library by its status; those of us and of nobody stay what they are. */
function failureOf(thrown: unknown): Failure {
  if (hasZodFastifySchemaValidationErrors(thrown)) return { error: invalidInput(thrown) };
  if (isResponseSerializationError(thrown)) {
    return {
      error: new MillraceError('internal', `An answer does not fit its schema: ${messageOf(thrown.cause)}`, {
        cause: thrown,
      }),
    };
  }
  // Connections of chains have errors of ours by now: what comes from a driver as it is comes from the store's.
  if (isDatabaseGone(thrown))
    return { error: new MillraceError('store_unavailable', messageOf(thrown), { cause: thrown }) };
  const status = statusCodeOf(thrown);
  if (thrown instanceof MillraceError || status === undefined || status >= 500)
    return { error: toMillraceError(thrown) };
  const known = meanings[status];
  if (known !== undefined) return known(messageOf(thrown));
  return {
    error: new MillraceError('invalid_input', `The request cannot be read: ${messageOf(thrown)}.`),
    status: malformedStatus,
  };
}

function statusCodeOf(thrown: unknown): number | undefined {
  const status = thrown instanceof Error && 'statusCode' in thrown ? thrown.statusCode : undefined;
  return typeof status === 'number' && status >= 400 ? status : undefined;
}

interface SchemaError {
  readonly validation: readonly {
    readonly instancePath: string;
    readonly message?: string | undefined;
    readonly keyword: string;
  }[];
  readonly validationContext?: string | undefined;
}

function invalidInput({ validation, validationContext = 'request' }: SchemaError): MillraceError {
  const issues = validation.map(({ instancePath, message = 'is not valid', keyword }) => {
    const path = formatPath(instancePath.split('/').filter((part) => part !== ''));
    return { path, message, code: keyword };
  });
  const [first] = issues;
  const where = first === undefined || first.path === '' ? '' : `${first.path}: `;
  const part = validationContext === 'querystring' ? 'query' : validationContext;
  return new MillraceError('invalid_input', `The ${part} is not valid. ${where}${first?.message ?? ''}`, { issues });
}

/** True where the same request may succeed a moment later: too much at once, or a part that is away. */
const waits = (status: number): boolean => status === 429 || status === 503;

/** Sends the problem document for an error. */
function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  { error, status = statusOf(error.code) }: Failure,
): FastifyReply {
  const { run } = (request.params ?? {}) as { readonly run?: string };
  const document = problemDocument(error, { request: request.id, status, ...(run === undefined ? {} : { run }) });
  if (waits(status) && !reply.hasHeader('retry-after')) reply.header('retry-after', '1');
  // What was set for the good answer does not hold for this one.
  for (const header of ['content-disposition', 'content-length', 'etag', 'location']) reply.removeHeader(header);
  return reply.code(status).type(problemMediaType).serializer(JSON.stringify).send(document);
}

/** Answers failures and unknown addresses. */
export function addErrorHandling(app: App, logger: Logger): void {
  app.setErrorHandler((thrown, request, reply) => {
    const failure = failureOf(thrown);
    const status = failure.status ?? statusOf(failure.error.code);
    if (status >= 500) {
      logger.error(
        { err: thrown, request: request.id, method: request.method, path: request.routeOptions.url },
        'a request failed',
      );
    }
    return sendProblem(request, reply, failure);
  });
}

/** The answer for what is not there. */
export function sendNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const error = new MillraceError('not_found', `There is no ${request.method} ${request.url.split('?')[0]}.`, {
    hint: 'See /api/v1/openapi.json for what there is.',
  });
  return sendProblem(request, reply, { error });
}
