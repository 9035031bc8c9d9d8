/** Traces over processes: from the request through the queue to a runner, its steps and what they ask of others. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { type ArrivedSpan, type Collector, startCollector } from './collector.ts';
import { ended, serve, type Served } from './served.ts';

const secret = 'sesame-9f2c-canary';
const canaryValue = 'record-value-77aa';

/** Another system; what asks for `/slow` waits until it is let go. */
let other: Server;
const slow: ServerResponse[] = [];
const asked: IncomingMessage[] = [];

const definitions = (url: string): string => `
kind: workspace
name: traces
---
kind: connection
name: shop
type: http
url: ${url}
token: \${secret.SHOP_TOKEN}
---
kind: chainset
name: c
chains:
  Asking:
    steps:
      - { uses: http.request, id: ask, with: { connection: shop, url: "orders/${canaryValue}", query: { key: "${canaryValue}" }, columns: { n: integer } } }
      - { uses: sort, with: { by: [n] } }
  Long:
    steps:
      - { uses: http.request, id: first, with: { connection: shop, url: "quick", columns: { n: integer } } }
      - { uses: http.request, id: second, with: { connection: shop, url: "slow", map: { more: "body" } } }
  Failing:
    steps:
      - { uses: http.request, with: { connection: shop, url: "gone/${canaryValue}", columns: { n: integer } } }
---
{ kind: endpoint, name: direct, route: GET /direct, auth: none, chain: c.Asking }
---
{ kind: job, name: now-and-then, chain: c.Asking, schedule: { cron: "0 0 1 1 *" } }
`;

let collector: Collector;
let served: Served;

before(async () => {
  collector = await startCollector();
  other = createServer((request, response) => {
    asked.push(request);
    if (request.url?.includes('slow')) return void slow.push(response);
    if (request.url?.includes('gone')) return void response.writeHead(410).end(canaryValue);
    response.writeHead(200, { 'content-type': 'application/json' }).end('[{"n":2},{"n":1}]');
  });
  await once(other.listen(0, '127.0.0.1'), 'listening');
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  served = await serve(
    { 'traces.yaml': definitions(url) },
    {
      settings: {
        SHOP_TOKEN: secret,
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_SERVICE_NAME: 'mill-of-the-test',
      },
    },
  );
});
after(async () => {
  await served?.close();
  await collector?.close();
  other?.closeAllConnections();
  other?.close();
});

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const caller = '00f067aa0ba902b7';

/** The names of a span and of everything above it, up to where the trace began or came from. */
function above(span: ArrivedSpan): readonly string[] {
  const parent = collector.spans.find(({ spanId }) => spanId === span.parentSpanId);
  return [span.name, ...(parent === undefined ? [span.parentSpanId ?? ''] : above(parent))];
}

async function start(chain: string, traceparent?: string): Promise<string> {
  const { status, body } = await served.call(`/api/v1/chainsets/c/chains/${chain}/run`, {
    method: 'POST',
    body: {},
    headers: traceparent === undefined ? {} : { traceparent },
  });
  assert.equal(status, 202);
  return body.id;
}

const ofRun = (run: string) => (span: ArrivedSpan) =>
  span.name.startsWith('run ') && span.attributes['millrace.run'] === run;

describe('a trace', () => {
  test('goes on from the caller through queue, runner and step to the system that is asked', async () => {
    const run = await start('Asking', `00-${trace}-${caller}-01`);
    const { outcome, trace: recorded } = await ended(served.call, run);
    assert.deepEqual([outcome, recorded], ['ok', trace]);
    await collector.span(ofRun(run));
    const request = collector.spans.find(({ name, traceId }) => name === 'GET' && traceId === trace);
    assert.ok(request);
    const route = '/api/v1/chainsets/:chainset/chains/:chain/run';
    const way = ['GET', 'step http.request', 'run c.Asking', 'queue c.Asking', `POST ${route}`, caller];
    assert.deepEqual(above(request), way);
    const told = asked.find(({ url }) => url?.includes('orders'))?.headers['traceparent'];
    assert.equal(told, `00-${trace}-${request.spanId}-01`);
    assert.equal(collector.resources[0]?.['service.name'], 'mill-of-the-test');
  });
});
