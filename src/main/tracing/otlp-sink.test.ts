import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { systemClock } from '../../core/clock.ts';
import { type Logger, silentLogger } from '../../core/logger.ts';
import { createTracer } from '../../core/tracer.ts';
import { openSpanSink } from './otlp-sink.ts';
import { parseTracingSettings, type TracingSettings } from './tracing-settings.ts';

const settingsFor = (url: string, more: Readonly<Record<string, string>> = {}): TracingSettings =>
  parseTracingSettings({ OTEL_EXPORTER_OTLP_ENDPOINT: url, ...more })!;

/** A collector that answers so; gives what it was sent. */
async function collector(t: TestContext, status: number) {
  const posted: { type: string | undefined; path: string | undefined; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('latin1').on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      posted.push({ type: request.headers['content-type'], path: request.url, body });
      response.writeHead(status).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => server.close().closeAllConnections());
  return { posted, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A logger that keeps its warnings. */
function keeping(): { logger: Logger; warnings: string[] } {
  const warnings: string[] = [];
  const warn = (_fields: unknown, message?: string): void => void warnings.push(message ?? '');
  return { warnings, logger: { ...silentLogger, warn } };
}

describe('spans that are sent', () => {
  for (const [protocol, type] of [
    ['', 'application/x-protobuf'],
    ['http/json', 'application/json'],
  ] as const) {
    test(`go as ${type} for the protocol '${protocol}', the last of them at the close`, async (t) => {
      const { posted, url } = await collector(t, 200);
      const settings = settingsFor(url, { OTEL_EXPORTER_OTLP_PROTOCOL: protocol });
      const tracer = createTracer(openSpanSink(settings, { logger: silentLogger, clock: systemClock }), systemClock);
      const span = tracer.start({ name: 'grind', kind: 'internal', attributes: { 'millrace.step': 'mill' } });
      tracer.within(span, () => tracer.start({ name: 'sieve', kind: 'client' }).end({ failed: 'busy' }));
      const inside = span.traceparent?.slice(0, 36);
      assert.ok(
        tracer.within(span, () => tracer.start({ name: 'sack', kind: 'internal' })).traceparent?.startsWith(inside!),
      );
      span.end();
      tracer.within(span, () => {
        assert.equal(tracer.current(), undefined, 'what outlives it is no part of it');
        const later = tracer.start({ name: 'later', kind: 'internal' }).traceparent;
        assert.ok(!later?.startsWith(inside!));
      });
      await tracer.close();
      assert.deepEqual(
        posted.map(({ type: given, path }) => [given, path]),
        [[type, '/v1/traces']],
      );
      for (const said of ['grind', 'sieve', 'busy', 'mill']) assert.ok(posted[0]?.body.includes(said), said);
    });
  }

  test('are not recorded where the sampler or the caller says so, and then nothing is sent', async (t) => {
    const { posted, url } = await collector(t, 200);
    const settings = settingsFor(url, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' });
    const tracer = createTracer(openSpanSink(settings, { logger: silentLogger, clock: systemClock }), systemClock);
    const alone = tracer.start({ name: 'alone', kind: 'internal' });
    assert.match(alone.traceparent ?? '', /-00$/);
    alone.end();
    assert.match(tracer.rootOf('0199f0c2-1111-7222-8333-444455556666') ?? '', /-8333444455556666-00$/);
    await tracer.close();
    assert.equal(posted.length, 0);
  });

  for (const [name, status] of [
    ['refuses them', 400],
    ['is not there', undefined],
  ] as const) {
    test(`to a collector that ${name} are lost, which is said once and holds nothing up`, async (t) => {
      // Read by the exporter itself: how long it tries again.
      process.env['OTEL_EXPORTER_OTLP_TIMEOUT'] = '3000';
      t.after(() => delete process.env['OTEL_EXPORTER_OTLP_TIMEOUT']);
      const url = status === undefined ? 'http://127.0.0.1:9' : (await collector(t, status)).url;
      const { logger, warnings } = keeping();
      const sink = openSpanSink(settingsFor(url), { logger, clock: systemClock });
      const tracer = createTracer(sink, systemClock);
      for (let count = 0; count < 1200; count += 1) tracer.start({ name: 'lost', kind: 'internal' }).end();
      const since = performance.now();
      await tracer.close();
      assert.ok(performance.now() - since < 4_000);
      assert.deepEqual(warnings, ['spans could not be sent to the collector']);
    });
  }
});
