import { timingSafeEqual } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { MillraceError } from '../../core/errors.ts';
import type { App } from '../app.ts';
import type { Metrics } from '../metrics.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);
const LOOPBACK_NAMES = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Names of chains are nobody else's business: for this machine, for those signed in, and for who knows the token. */
export function addMetricsRoutes(app: App, metrics: Metrics, token: string | undefined): void {
  app.get(
    '/metrics',
    {
      config: { access: 'public' },
      schema: {
        tags: ['system'],
        summary: 'Metrics for Prometheus',
        response: { 200: z.any().meta({ description: 'text/plain' }) },
      },
    },
    async (request, reply) => {
      if (!mayRead(request, token)) {
        throw new MillraceError('unauthenticated', 'Metrics are not for everybody.', {
          hint: 'Send the token of MILLRACE_METRICS_TOKEN as a bearer token.',
        });
      }
      return reply.type(metrics.contentType).send(await metrics.text());
    },
  );
}

function mayRead(request: FastifyRequest, token: string | undefined): boolean {
  if (request.identity !== undefined) return true;
  if (token !== undefined) return isToken(request.headers.authorization, token);
  // A name other than this machine's is that of a proxy, or of a page that had its own name point here.
  return (
    LOOPBACK.has(request.socket.remoteAddress ?? '') &&
    request.headers['x-forwarded-for'] === undefined &&
    LOOPBACK_NAMES.has(request.hostname)
  );
}

function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
