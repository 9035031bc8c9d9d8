/** Requests to a real server: pages, retries, several at once, and where no request may go. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { describe, it, type TestContext } from 'node:test';
import { checkSteps, runSteps } from '../../test/steps/run-steps.ts';

type Answer = (
  request: { url: URL; headers: IncomingMessage['headers']; body: string },
  response: ServerResponse,
) => void;

interface Served {
  readonly url: string;
  /** Path and query of every request, in order. */
  readonly seen: string[];
  readonly headers: IncomingMessage['headers'][];
}

async function serve(t: TestContext, answer: Answer): Promise<Served> {
  const seen: string[] = [];
  const headers: IncomingMessage['headers'][] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    seen.push(url.pathname + url.search);
    headers.push(request.headers);
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => answer({ url, headers: request.headers, body }, response));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, seen, headers };
}

function json(response: ServerResponse, body: unknown, headers: Record<string, string> = {}): void {
  response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

const numbers = (from: number, to: number) => Array.from({ length: to - from }, (_, at) => ({ n: from + at }));
const request = (settings: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  uses: 'http.request',
  with: settings,
  ...more,
});
const listed = { columns: { n: 'integer' }, path: 'items' };

describe('http.request: pages', () => {
  const total = 25;
  const cases: Readonly<
    Record<string, { paging: Record<string, unknown>; answer: (url: string) => Answer; seen: readonly string[] }>
  > = {
    'by number, until one is short': {
      paging: { by: 'page', parameter: 'p', size: 10 },
      answer:
        () =>
        ({ url }, response) => {
          const from = (Number(url.searchParams.get('p')) - 1) * 10;
          json(response, { items: numbers(from, Math.min(total, from + 10)) });
        },
      seen: ['/list?p=1', '/list?p=2', '/list?p=3'],
    },
    'by number, until one is empty': {
      paging: { by: 'page', from: 0 },
      answer:
        () =>
        ({ url }, response) => {
          const from = Number(url.searchParams.get('page')) * 10;
          json(response, { items: numbers(from, Math.max(from, Math.min(total, from + 10))) });
        },
      seen: ['/list?page=0', '/list?page=1', '/list?page=2', '/list?page=3'],
    },
    'by offset, until the server says so': {
      paging: { by: 'offset', until: 'not body.more::boolean' },
      answer:
        () =>
        ({ url }, response) => {
          const from = Number(url.searchParams.get('offset'));
          json(response, { items: numbers(from, Math.min(total, from + 10)), more: from + 10 < total });
        },
      seen: ['/list?offset=0', '/list?offset=10', '/list?offset=20'],
    },
    'by a cursor in the body': {
      paging: { by: 'cursor', parameter: 'after', next: 'body.meta.next' },
      answer:
        () =>
        ({ url }, response) => {
          const from = Number(url.searchParams.get('after') ?? 0);
          json(response, {
            items: numbers(from, Math.min(total, from + 10)),
            meta: { next: from + 10 < total ? from + 10 : null },
          });
        },
      seen: ['/list', '/list?after=10', '/list?after=20'],
    },
    'by the header Link': {
      paging: { by: 'link' },
      answer:
        () =>
        ({ url }, response) => {
          const from = Number(url.searchParams.get('from') ?? 0);
          const next = `</list?from=${from + 10}>; title="a, b"; rel="last next", </list>; rel=first`;
          json(
            response,
            { items: numbers(from, Math.min(total, from + 10)) },
            { link: from + 10 < total ? next : '</list>; rel=prev' },
          );
        },
      seen: ['/list', '/list?from=10', '/list?from=20'],
    },
  };
  for (const [name, { paging, answer, seen }] of Object.entries(cases)) {
    it(name, async (t) => {
      const server = await serve(t, answer(''));
      const { end, records } = await runSteps({ steps: [request({ url: `${server.url}/list`, ...listed, paging })] });
      assert.equal(end.problem, undefined);
      assert.deepEqual(records, numbers(0, total));
      assert.deepEqual(server.seen, seen);
    });
  }

  it('asks for the pages of each record', async (t) => {
    const server = await serve(t, ({ url }, response) => {
      const page = Number(url.searchParams.get('page'));
      json(response, { items: page > 2 ? [] : [{ n: page }] });
    });
    const { records } = await runSteps({
      input: { shape: { id: 'text' }, records: [{ id: 'a' }, { id: 'b' }] },
      steps: [request({ url: `${server.url}/\${id}`, ...listed, paging: { by: 'page' } })],
    });
    assert.deepEqual(
      records,
      ['a', 'b'].flatMap((id) => [1, 2].map((n) => ({ id, n }))),
    );
  });

  it('ends where pages do not', async (t) => {
    const server = await serve(t, (_, response) => json(response, { items: [{ n: 1 }], next: 'same' }));
    const run = async (paging: Record<string, unknown>) =>
      (await runSteps({ steps: [request({ url: server.url, ...listed, paging })] })).end.problem;
    const many = await run({ by: 'page', most: 3 });
    assert.equal(many?.code, 'limit');
    assert.match(many?.message ?? '', /has more than 3 pages/);
    assert.equal((await run({ by: 'cursor', next: 'body.next' }))?.code, 'upstream_refused');
  });

  it('follows no link to where no request may go, and takes nothing along to another server', async (t) => {
    const other = await serve(t, (_, response) => json(response, { items: [] }));
    const server = await serve(t, ({ url }, response) =>
      json(
        response,
        { items: [] },
        {
          link: `<${url.pathname === '/bad' ? 'http://169.254.169.254/latest' : `${other.url}/more`}>; rel="next"`,
        },
      ),
    );
    const step = (path: string) =>
      request({ url: `${server.url}${path}`, headers: { 'X-Key': 'hush' }, ...listed, paging: { by: 'link' } });
    assert.equal((await runSteps({ steps: [step('/bad')] })).end.problem?.code, 'outgoing_refused');
    assert.equal((await runSteps({ steps: [step('/good')] })).end.problem, undefined);
    assert.deepEqual(other.seen, ['/more']);
    assert.equal(server.headers[0]?.['x-key'], 'hush');
    assert.equal(other.headers[0]?.['x-key'], undefined);
  });

  it('says before running what is wrong', () => {
    const problems = (settings: Record<string, unknown>): string =>
      checkSteps({ steps: [request({ url: 'http://x', ...settings })] }).join('\n');
    assert.match(problems({ paging: { by: 'page' } }), /Nothing says which page is the last/);
    assert.match(problems({ ...listed, paging: { by: 'cursor' } }), /Nothing says where the cursor stands/);
    assert.match(problems({ ...listed, paging: { by: 'page', next: 'body.x' } }), /need no `next`/);
    assert.match(problems({ ...listed, paging: { by: 'page', until: 'nonsense > 1' } }), /unknown_field/);
  });
});

describe('http.request: again', () => {
  const flaky = (t: TestContext, statuses: readonly (readonly [number, Record<string, string>])[]) => {
    let at = 0;
    return serve(t, (_, response) => {
      const [status, headers] = statuses[at++] ?? [200, {}];
      if (status === 0) response.destroy();
      else if (status === 200) json(response, { items: [{ n: at }] });
      else response.writeHead(status, headers).end('not now');
    });
  };
  const retry = { times: 3, wait: '1ms' };
  const cases: Readonly<
    Record<string, readonly [(readonly [number, Record<string, string>])[], string | undefined, number]>
  > = {
    'after 429 and 503 with Retry-After': [
      [
        [429, { 'retry-after': '0' }],
        [503, { 'retry-after': 'Sun, 06 Nov 1994 08:49:37 GMT' }],
      ],
      undefined,
      3,
    ],
    'after 500, 502 and a broken connection': [
      [
        [500, {}],
        [502, {}],
        [0, {}],
      ],
      undefined,
      4,
    ],
    'no more than it may': [Array.from({ length: 9 }, () => [429, {}] as const), 'busy', 4],
    'not after 404': [[[404, {}]], 'upstream_refused', 1],
    'not where the server asks for too much time': [[[429, { 'retry-after': '3600' }]], 'busy', 1],
  };
  for (const [name, [statuses, code, requests]] of Object.entries(cases)) {
    it(name, async (t) => {
      const server = await flaky(t, statuses);
      const { end, records } = await runSteps({ steps: [request({ url: server.url, ...listed, retry })] });
      assert.equal(end.problem?.code, code);
      assert.equal(server.seen.length, requests);
      if (code === undefined) assert.deepEqual(records, [{ n: requests }]);
    });
  }

  it('stops waiting when the run is stopped', async (t) => {
    const stop = new AbortController();
    const server = await serve(t, (_, response) => {
      response.writeHead(429, { 'retry-after': '50' }).end();
      stop.abort();
    });
    const { end } = await runSteps({ steps: [request({ url: server.url, ...listed, retry })], signal: stop.signal });
    assert.equal(end.outcome, 'cancelled');
  });
});

describe('http.request: several at once', () => {
  const input = { shape: { id: 'integer' }, records: numbers(0, 12).map(({ n }) => ({ id: n })) };

  it('keeps the order, and asks for no more than it may', async (t) => {
    const waiting: (() => void)[] = [];
    let open = 0;
    let most = 0;
    let asked = 0;
    const server = await serve(t, ({ url, body }, response) => {
      open += 1;
      asked += 1;
      most = Math.max(most, open);
      waiting.push(() => {
        open -= 1;
        json(response, { n: Number(url.pathname.slice(1)), sent: body });
      });
      // Answered from the last to the first, as soon as no more can come.
      if (waiting.length === 4 || asked === 12) for (const reply of waiting.splice(0).reverse()) reply();
    });
    const { end, records } = await runSteps({
      input,
      steps: [
        request({
          url: `${server.url}/\${id}`,
          method: 'POST',
          body: { twice: '=id * 2' },
          map: { n: 'body.n::integer', sent: 'body.sent::text' },
          concurrency: 4,
        }),
      ],
    });
    assert.equal(end.problem, undefined);
    assert.deepEqual(
      records,
      input.records.map(({ id }) => ({ id, n: id, sent: `{"twice":${id * 2}}` })),
    );
    assert.equal(most, 4);
  });

  it('puts aside the records whose request fails', async (t) => {
    const server = await serve(t, ({ url }, response) => {
      if (url.pathname === '/3') response.writeHead(404).end();
      else json(response, { n: 1 });
    });
    const { records, rejects } = await runSteps({
      input,
      steps: [
        request({ url: `${server.url}/\${id}`, columns: { n: 'integer' }, concurrency: 5 }, { onError: 'reject' }),
      ],
    });
    assert.deepEqual(
      records.map((record) => (record as { id: number }).id),
      [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11],
    );
    assert.equal(rejects.length, 1);
  });

  it('leaves what is under way when the run ends early', async (t) => {
    const server = await serve(t, ({ url }, response) => {
      // All but the first hang for ever.
      if (url.pathname === '/0') response.writeHead(404).end();
    });
    const { end } = await runSteps({
      input,
      steps: [request({ url: `${server.url}/\${id}`, columns: { n: 'integer' }, concurrency: 4 })],
    });
    assert.equal(end.problem?.code, 'upstream_refused');
  });

  it('gives up on a server that does not answer', async (t) => {
    const server = await serve(t, () => undefined);
    const { end } = await runSteps({ steps: [request({ url: server.url, ...listed, timeout: '50ms' })] });
    assert.equal(end.problem?.code, 'timeout');
  });
});
