/**
 * The law of outcomes over the wire: whatever another system does to a chain (nothing, too much, nonsense, a refusal, a
 * connection that hangs or breaks on the way), whichever adapter ran it and whatever its caller asked for, no answer is a
 * complete 2xx unless the run ended `ok`, `empty` or `truncated`; and no guard without a verdict lets an event pass.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { outcomes } from '../../src/core/outcome.ts';
import { isSuccess, outcomeTable } from '../../src/model/outcome-table.ts';
import { readWorkbook } from '../acceptance/workbook.ts';
import { type Caller, person } from './callers.ts';
import { serve, type Served } from './served.ts';

/** More records than datasets and endpoints give here. */
const limit = 50;
const rows = (count: number, first = 1): string =>
  JSON.stringify(Array.from({ length: count }, (_, n) => ({ n: n + first })));

const breakOff = (response: ServerResponse, text: string): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': text.length });
  response.write(text.slice(0, Math.floor(text.length / 2)), () => response.destroy());
};

/** What the other system does, and how a chain that asks it may end. */
const deeds: Readonly<Record<string, { ends: string; answer(response: ServerResponse): void }>> = {
  'some rows': { ends: 'ok', answer: (response) => response.end(rows(3)) },
  'no rows': { ends: 'empty', answer: (response) => response.end('[]') },
  'too many rows': { ends: 'truncated', answer: (response) => response.end(rows(limit + 7)) },
  'a row that is refused': { ends: 'invalid', answer: (response) => response.end(rows(3, -1)) },
  'a row of another type': { ends: 'bad', answer: (response) => response.end('[{"n":1},{"n":"x"}]') },
  'no JSON': { ends: 'bad', answer: (response) => response.end('<html>') },
  'a refusal': { ends: 'bad', answer: (response) => response.writeHead(403).end() },
  'nothing there': { ends: 'bad', answer: (response) => response.writeHead(404).end() },
  'too much at once': { ends: 'bad', answer: (response) => response.writeHead(429).end() },
  'a fault of its own': { ends: 'upstream', answer: (response) => response.writeHead(500).end('[{"n":1}]') },
  silence: { ends: 'timeout', answer: () => undefined },
  'an early break': { ends: 'upstream', answer: (response) => void response.destroy() },
  'a break on the way': { ends: 'upstream', answer: (response) => breakOff(response, rows(3)) },
  'a break after many rows': { ends: 'upstream', answer: (response) => breakOff(response, rows(30_000)) },
};

const definitions = (url: string): string => `
kind: workspace
name: outcomes
---
kind: role
name: caller
privileges: ["endpoint:call", "endpoint:see", "dataset:query", "workflow:start", "workflow:send", "chain:run"]
---
kind: chainset
name: c
roles: [caller]
chains:
  Ask:
    timeout: 700ms
    output: { n: integer }
    steps:
      - { uses: http.request, with: { url: "${url}", columns: { n: integer } } }
      - { uses: validate, with: { rules: [{ check: n > 0, message: Too small. }] } }
  May:
    timeout: 700ms
    output: { allow: boolean }
    steps:
      - { uses: http.request, with: { url: "${url}", columns: { n: integer } } }
      - { uses: validate, with: { rules: [{ check: n > 0, message: Too small. }] } }
      - { uses: derive, with: { compute: { allow: n > 0 } } }
      - { uses: select, with: { fields: [allow] } }
---
kind: endpoint
name: ask
route: GET /ask
auth: session
roles: [caller]
limits: { records: ${limit} }
chain: c.Ask
---
kind: endpoint
name: one
route: GET /one
auth: session
roles: [caller]
records: one
chain: c.Ask
---
kind: dataset
name: asked
roles: [caller]
chain: c.Ask
limit: ${limit}
---
kind: workflow
name: acted
roles: { start: [caller] }
start: begin
initial: new
states:
  new: { on: { begin: { to: done, onTransition: [{ chain: c.Ask }] } } }
  done: { final: true }
---
kind: workflow
name: guarded
roles: { start: [caller] }
start: begin
initial: new
states:
  new: { on: { begin: [{ to: done, guard: { chain: c.May } }, { to: fallen }] } }
  done: { final: true }
  fallen: { final: true }
`;

/** Ways in; each gives the path and, where it is not GET, a body. */
const adapters: Readonly<Record<string, { path: string; body?: unknown; formats: readonly string[] }>> = {
  endpoint: { path: '/hooks/ask', formats: ['json'] },
  'endpoint for one record': { path: '/hooks/one', formats: ['json'] },
  dataset: { path: '/api/v1/datasets/asked/query', formats: ['json', 'ndjson', 'csv', 'xlsx'] },
  'dataset by body': { path: '/api/v1/datasets/asked/query', body: {}, formats: ['json', 'ndjson', 'csv', 'xlsx'] },
  'workflow action': { path: '/api/v1/workflows/acted/instances', body: { input: {} }, formats: ['json'] },
  guard: { path: '/api/v1/workflows/guarded/instances', body: { input: {} }, formats: ['json'] },
};

const accepts: Readonly<Record<string, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** How many records an answer holds, from its bytes alone; throws where it is not complete. */
function recordsIn(format: string, bytes: Buffer): number {
  if (format === 'xlsx') return readWorkbook(bytes).rows.length - 1;
  const text = bytes.toString('utf8');
  if (format === 'json') {
    const body = JSON.parse(text) as { records?: unknown[] } | unknown[];
    return Array.isArray(body) ? body.length : (body.records?.length ?? 1);
  }
  const lines = text.split('\n');
  assert.equal(lines.pop(), '', 'the last line is whole');
  if (format === 'ndjson') for (const line of lines) JSON.parse(line);
  return format === 'csv' ? lines.length - 1 : lines.length;
}

let served: Served;
let other: Server;
let deed = deeds['some rows']!;
let caller: Caller;

/** What an adapter makes of how a chain may end, where that is not what the table says: its own demand on records. */
function expectedStatus(adapter: string, ends: string): readonly number[] {
  if (adapter === 'endpoint for one record')
    return ends === 'empty' ? [404] : ends === 'ok' || ends === 'truncated' ? [500] : bad(ends);
  if (adapter === 'workflow action') return good(ends, 201);
  if (adapter === 'guard') return ends === 'empty' ? [500] : good(ends, 201);
  return good(ends, 200);
}

const bad = (ends: string): readonly number[] => {
  const known = outcomes.find((outcome) => outcome === ends);
  if (known !== undefined) return [outcomeTable[known].http];
  // 503: too much at once, where it is not the caller's doing.
  return [503, ...outcomes.filter((outcome) => !isSuccess(outcome)).map((outcome) => outcomeTable[outcome].http)];
};
const good = (ends: string, status: number): readonly number[] =>
  ['ok', 'empty', 'truncated'].includes(ends) ? [status] : bad(ends);

describe('outcomes over the wire', () => {
  before(async () => {
    other = createServer((_request, response) => deed.answer(response));
    await once(other.listen(0, '127.0.0.1'), 'listening');
    served = await serve({
      'outcomes.yaml': definitions(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`),
    });
    caller = await person(served, { id: 'cal', roles: ['caller'] });
  });
  after(async () => {
    await served.close();
    other.close().closeAllConnections();
  });

  test('no run that did not succeed has a complete 2xx answer, by any adapter, in any format', async (t) => {
    const asked = fc.constantFrom(...Object.entries(adapters)).chain(([name, { formats }]) =>
      fc.record({
        adapter: fc.constant(name),
        format: fc.constantFrom(...formats),
        deed: fc.constantFrom(...Object.keys(deeds)),
        streamed: fc.boolean(),
      }),
    );
    const seen = { cases: 0, good: 0 };
    await fc.assert(
      fc.asyncProperty(asked, async ({ adapter, format, deed: name, streamed }) => {
        deed = deeds[name]!;
        const { path, body } = adapters[adapter]!;
        const response = await fetch(served.address + path, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            ...caller,
            accept: accepts[format]!,
            ...(streamed ? { prefer: 'stream' } : {}),
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        const bytes = Buffer.from(await response.arrayBuffer());
        const about = `${adapter}, ${format}: ${name} gave ${response.status}: ${bytes.toString('utf8').slice(0, 300)}`;
        assert.ok(expectedStatus(adapter, deed.ends).includes(response.status), about);
        seen.cases += 1;
        if (response.status >= 300) {
          const problem = JSON.parse(bytes.toString('utf8')) as { status: number; code: string };
          assert.equal(problem.status, response.status, about);
          assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/, about);
          return;
        }
        seen.good += 1;
        assert.ok(['ok', 'empty', 'truncated'].includes(deed.ends), about);
        if (adapter === 'workflow action' || adapter === 'guard') {
          assert.equal(JSON.parse(bytes.toString('utf8')).instance.state, 'done', about);
          return;
        }
        const wanted = { ok: 3, empty: 0, truncated: limit }[deed.ends];
        assert.equal(recordsIn(format, bytes), wanted, about);
      }),
      { numRuns: 200 },
    );
    t.diagnostic(`${seen.cases} answers, ${seen.good} of them good`);
    assert.ok(seen.good > 10 && seen.cases - seen.good > 40, 'both kinds were seen');
    const { body } = await served.call('/api/v1/instances?workflow=guarded');
    for (const { state } of body.instances) assert.equal(state, 'done', 'nothing fell through');
  });
});
