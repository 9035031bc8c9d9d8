import helmet from '@fastify/helmet';
import fastify from 'fastify';
import type { App } from '../app.ts';

/** Strict headers on every answer. Styles may stand in the page, since its components place their own. */
export async function addSecurityHeaders(app: App, https: boolean): Promise<void> {
  const headers = Object.entries(await strictHeaders(https));
  // On the raw answer, so that streams which are taken over have them too.
  app.addHook('onRequest', (request, reply, done) => {
    for (const [name, value] of headers) reply.raw.setHeader(name, value);
    // A route that says otherwise takes its place.
    if (request.url.startsWith('/api/')) reply.raw.setHeader('cache-control', 'no-store');
    done();
  });
}

/** What Helmet sets, worked out once: it would do so with every answer. */
async function strictHeaders(https: boolean): Promise<Readonly<Record<string, string>>> {
  const probe = fastify({ logger: false });
  await probe.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
    strictTransportSecurity: https ? { maxAge: 180 * 24 * 60 * 60, includeSubDomains: false } : false,
  });
  const set: Record<string, string> = {};
  probe.get('/', async (_request, reply) => {
    for (const [name, value] of Object.entries(reply.getHeaders())) set[name] = String(value);
  });
  await probe.inject('/');
  await probe.close();
  return set;
}
