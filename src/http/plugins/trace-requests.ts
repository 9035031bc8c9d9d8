/** A span for each request that asks for something; a `traceparent` that comes with it is gone on with. */
import type { FastifyRequest } from 'fastify';
import { noTracer, type OpenSpan, type Tracer } from '../../core/tracer.ts';
import type { App } from '../app.ts';

/** What is asked all the time by machines, or stays open, would bury the rest. */
const untraced: ReadonlySet<string> = new Set(['/metrics', '/api/v1/events']);

/** Traces requests. Of an address only its pattern is said, which holds no value. */
export function traceRequests(app: App, tracer: Tracer): void {
  if (tracer === noTracer) return;
  const spans = new WeakMap<FastifyRequest, OpenSpan>();
  app.addHook('onRequest', (request, _reply, done) => {
    const span = isTraced(request) ? begin(request, tracer) : undefined;
    if (span === undefined) return done();
    spans.set(request, span);
    tracer.within(span, done);
  });
  // The body was read by listeners that know nothing of who began to read it.
  app.addHook('preValidation', (request, _reply, done) => {
    const span = spans.get(request);
    if (span === undefined) done();
    else tracer.within(span, done);
  });
  app.addHook('onResponse', (request, { statusCode }, done) => {
    const failed = statusCode >= 500 ? String(statusCode) : undefined;
    const attributes = { 'http.response.status_code': statusCode };
    spans.get(request)?.end({
      attributes: failed === undefined ? attributes : { ...attributes, 'error.type': failed },
      failed,
    });
    done();
  });
}

function isTraced({ routeOptions }: FastifyRequest): boolean {
  const route = routeOptions.url ?? '';
  return /^\/(api|hooks)\//.test(route) && !untraced.has(route) && !/\/(health|ready|live)/.test(route);
}

function begin(request: FastifyRequest, tracer: Tracer): OpenSpan {
  const { method, headers } = request;
  const route = request.routeOptions.url ?? '';
  const given = headers['traceparent'];
  return tracer.start({
    name: `${method} ${route}`,
    kind: 'server',
    ...(typeof given === 'string' ? { parent: given } : {}),
    attributes: { 'http.request.method': method, 'http.route': route, 'millrace.request': request.id },
  });
}
