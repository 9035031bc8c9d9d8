/** Traces over processes: from the request through the queue to a runner, its steps and what they ask of others. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseSettings } from '../../src/core/settings.ts';
import { startServer } from '../../src/main.ts';
import { createTestDatabase, type TestDatabase } from '../../src/store/test-store.ts';
import { type ArrivedSpan, type Collector, startCollector } from './collector.ts';
import { until } from '../acceptance/server.ts';
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
{ kind: endpoint, name: direct, route: GET /direct, auth: session, chain: c.Asking }
---
{ kind: job, name: now-and-then, chain: c.Asking, schedule: { cron: "0 0 1 1 *" } }
`;

let collector: Collector;
let served: Served;
let database: TestDatabase;
/** Performs what is queued: another node than the one that is asked. */
let worker: { close(): Promise<void> };

async function startWorker(text: string, settings: Readonly<Record<string, string>>): Promise<typeof worker> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-traces-'));
  await writeFile(join(folder, 'traces.yaml'), text);
  const ours = {
    DATABASE_URL: database.url,
    MILLRACE_PORT: '0',
    MILLRACE_LOG_LEVEL: 'silent',
    MILLRACE_ROLES: 'worker',
    MILLRACE_CONCURRENCY: '2',
    MILLRACE_STOP_GRACE: '0',
  };
  const environment = { ...process.env, ...settings };
  const server = await startServer({
    ...{ folder, environment, settings: parseSettings(ours) },
    settingUp: () => undefined,
  });
  return {
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

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
  database = await createTestDatabase();
  const settings = {
    SHOP_TOKEN: secret,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    OTEL_BSP_SCHEDULE_DELAY: '50',
    OTEL_SERVICE_NAME: 'mill-of-the-test',
  };
  const files = { 'traces.yaml': definitions(url) };
  const serving = { ...settings, MILLRACE_ROLES: 'web,scheduler' };
  served = await serve(files, { database: database.url, settings: serving });
  worker = await startWorker(files['traces.yaml'], settings);
  assert.deepEqual((await served.call('/api/v1/workspace')).body.problems, []);
});
after(async () => {
  await served?.close();
  await worker?.close();
  await database?.close();
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
    const [node] = collector.spans.filter(({ name, traceId }) => name.startsWith('POST') && traceId === trace);
    assert.notEqual(node?.node, (await collector.span(ofRun(run))).node, 'it goes on on another node');
    const told = asked.find(({ url }) => url?.includes('orders'))?.headers['traceparent'];
    assert.equal(told, `00-${trace}-${request.spanId}-01`);
    assert.equal(collector.resources[0]?.['service.name'], 'mill-of-the-test');
    const wait = await collector.span(({ name, traceId }) => name === 'wait for a runner' && traceId === trace);
    assert.equal(above(wait)[1], 'queue c.Asking');
  });

  test('is sent while a long run still goes on', async () => {
    const run = await start('Long');
    const queued = await collector.span(({ name }) => name === 'queue c.Long');
    const read = await collector.span(({ name, traceId }) => name === 'GET' && traceId === queued.traceId);
    assert.equal((await served.call(`/api/v1/runs/${run}`)).body.state, 'running');
    assert.equal(collector.spans.some(ofRun(run)), false);
    await until('the second asks', async () => slow.length > 0);
    for (const response of slow.splice(0)) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    await until('the second asks again', async () => slow.length > 0);
    for (const response of slow.splice(0)) response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    const whole = await collector.span(ofRun(run));
    assert.deepEqual(above(read).slice(0, 4), ['GET', 'step http.request', 'run c.Long', 'queue c.Long']);
    assert.ok(whole.arrivedAt > read.arrivedAt);
    const second = await collector.span(({ attributes }) => attributes['millrace.step'] === 'second');
    assert.equal(Number(second.attributes['millrace.records.out']), 2);
  });

  test('of an endpoint hangs the run, made at once, below the call', async () => {
    const traceparent = `00-${'a'.repeat(32)}-${caller}-01`;
    assert.equal((await served.call('/hooks/direct', { headers: { traceparent } })).status, 200);
    const ofTrace = (wanted: string) =>
      collector.span(({ name, traceId }) => name === wanted && traceId === 'a'.repeat(32));
    const run = await ofTrace('run c.Asking');
    await ofTrace('GET /hooks/*'); // it ends later, and may come in a later batch
    assert.deepEqual(above(run), ['run c.Asking', 'GET /hooks/*', caller]);
    const call = await collector.span(({ name, traceId }) => name === 'GET' && traceId === 'a'.repeat(32));
    assert.deepEqual(above(call).slice(0, 3), ['GET', 'step http.request', 'run c.Asking']);
  });

  test('of an occurrence has its id, and says what became of it', async () => {
    const { body } = await served.call('/api/v1/jobs/now-and-then/trigger', { method: 'POST', body: {} });
    const id: string = body.occurrence;
    const root = await collector.span(({ name }) => name === 'occurrence now-and-then');
    assert.equal(root.traceId, id.replaceAll('-', ''));
    assert.deepEqual([root.attributes['millrace.state'], root.parentSpanId], ['succeeded', undefined]);
    assert.ok(Number(root.attributes['millrace.late_ms']) >= 0);
    const run = await collector.span(ofRun(body.run));
    assert.deepEqual(above(run), ['run c.Asking', 'occurrence now-and-then', '']);
    assert.equal((await served.call(`/api/v1/runs/${body.run}`)).body.trace, root.traceId);
  });

  test('of a run that failed says the code and nothing of what was read', async () => {
    const run = await start('Failing');
    await ended(served.call, run);
    const span = await collector.span(ofRun(run));
    assert.deepEqual([span.status.code, span.attributes['error.type']], [2, 'upstream_refused']);
    const step = collector.spans.find(({ parentSpanId }) => parentSpanId === span.spanId);
    assert.equal(step?.status.code, 2);
  });

  test('that its caller does not record is not recorded', async () => {
    const unrecorded = 'b'.repeat(32);
    const run = await start('Asking', `00-${unrecorded}-${caller}-00`);
    assert.equal((await ended(served.call, run)).trace, undefined);
    const recorded = await start('Asking');
    await collector.span(ofRun(recorded));
    assert.equal(
      collector.spans.some(({ traceId }) => traceId === unrecorded),
      false,
    );
  });

  test('holds no secret, no value of a record, and nothing of a query', () => {
    const all = collector.bodies.join('\n');
    for (const hidden of [secret, canaryValue, 'orders/', 'key=']) assert.equal(all.includes(hidden), false, hidden);
  });
});
