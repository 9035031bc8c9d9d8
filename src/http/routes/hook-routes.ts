/**
 * `/hooks/...`: the endpoints of the workspace. One route takes all of them and leaves the matching to the definitions
 * as they are at that moment, so that loading them anew changes what there is without a restart. The body is not read
 * before the endpoint is known, whose own limit it has.
 */
import type { IncomingMessage } from 'node:http';
import { MillraceError } from '../../core/errors.ts';
import type { EndpointCall } from '../../endpoint/endpoint-service.ts';
import { hooksRoot } from '../../endpoint/endpoint-contract.ts';
import type { App, FastifyReply, FastifyRequest } from '../app.ts';
import type { HttpServices } from '../http-services.ts';
import type { Metrics } from '../metrics.ts';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Other sites call these; a session counts only from our own pages. */
const config = { access: 'public', crossSite: true } as const;

/** The endpoints, and receipts of what they accepted. */
export function addHookRoutes(app: App, services: HttpServices, metrics: Metrics): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, _payload, done) => done(null));
    scope.route({
      method: methods,
      url: `${hooksRoot}/*`,
      config,
      schema: { hide: true },
      handler: (request, reply) => answerCall(request, reply, { services, metrics }),
    });
    scope.get<{ Params: { delivery: string; token: string } }>(
      `${hooksRoot}/receipts/:delivery/:token`,
      { config, schema: { hide: true } },
      async (request, reply) => {
        const { delivery, token } = request.params;
        const receipt = await services.endpoints.receipt(delivery, token);
        if (receipt !== undefined) return reply.header('cache-control', 'no-store').send(receipt);
        throw new MillraceError('not_found', 'There is no such receipt.', {
          hint: 'Use the address in the `location` header of the answer.',
        });
      },
    );
  });
}

async function answerCall(
  request: FastifyRequest,
  reply: FastifyReply,
  { services, metrics }: { services: HttpServices; metrics: Metrics },
): Promise<FastifyReply> {
  const answer = await services.endpoints.receive(callOf(request, reply));
  const { endpoint = 'none', outcome = 'none', repeated, status } = answer;
  metrics.delivered({ endpoint, outcome, status, repeated }, reply.elapsedTime / 1000);
  reply.code(status).header('cache-control', 'no-store').headers(answer.headers);
  return answer.body === '' ? reply.send() : reply.send(answer.body);
}

function callOf(request: FastifyRequest, reply: FastifyReply): EndpointCall {
  const [address = '', query = ''] = splitOnce(request.url, '?');
  const left = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableEnded) left.abort(new MillraceError('cancelled', 'The caller left.'));
  });
  return {
    method: request.method,
    path: address.slice(hooksRoot.length),
    query,
    headers: flatHeaders(request.headers),
    address: request.ip,
    signal: left.signal,
    identify: async () => (await request.identify())?.principal,
    receive: (limit) => receiveBody(request.raw, limit),
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}

function flatHeaders(headers: FastifyRequest['headers']): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) flat[name] = typeof value === 'string' ? value : value.join(', ');
  return flat;
}

/** The whole body, as it came. Stops reading as soon as it is too large. */
function receiveBody(message: IncomingMessage, limit: number): Promise<Uint8Array> {
  const tooLarge = (): MillraceError =>
    new MillraceError('too_large', `The body is larger than ${limit} bytes.`, { hint: 'Send less.' });
  const brokeOff = (cause?: unknown): MillraceError => new MillraceError('cancelled', 'The body broke off.', { cause });
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    if (Number(message.headers['content-length'] ?? 0) > limit) return reject(tooLarge());
    if (message.destroyed) return reject(brokeOff());
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= limit) return void chunks.push(chunk);
      message.off('data', take).pause();
      reject(tooLarge());
    };
    message.on('data', take).once('end', () => resolve(Buffer.concat(chunks)));
    message.once('error', (cause) => reject(brokeOff(cause)));
    message.once('close', () => {
      if (!message.readableEnded) reject(brokeOff());
    });
  });
}
