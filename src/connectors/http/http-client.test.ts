import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, test, type TestContext } from 'node:test';
import { type HttpAnswer, type HttpRequest, openHttpClient } from './http-client.ts';

async function serve(t: TestContext, listener: RequestListener): Promise<URL> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close().closeAllConnections());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

async function send(url: URL, wanted: Partial<HttpRequest>): Promise<HttpAnswer> {
  const client = openHttpClient(undefined);
  const usual = { method: 'GET', headers: {}, body: undefined, accept: undefined, timeout: 10_000 };
  try {
    return await client.send({ ...usual, url, signal: new AbortController().signal, ...wanted });
  } finally {
    await client.close();
  }
}

describe('a request that is sent on', () => {
  const cases: { status: number; method: string; arrives: string | undefined }[] = [
    { status: 301, method: 'GET', arrives: 'GET' },
    { status: 302, method: 'HEAD', arrives: 'HEAD' },
    { status: 303, method: 'POST', arrives: 'GET' },
    { status: 307, method: 'POST', arrives: 'POST with x' },
    { status: 308, method: 'DELETE', arrives: 'DELETE with x' },
    { status: 301, method: 'POST', arrives: undefined },
    { status: 302, method: 'DELETE', arrives: undefined },
  ];
  for (const { status, method, arrives } of cases) {
    test(`by ${status}, a ${method} ${arrives === undefined ? 'fails' : `arrives as ${arrives}`}`, async (t) => {
      let arrived: string | undefined;
      const url = await serve(t, (request, response) => {
        if (request.url === '/') {
          response.writeHead(status, { location: '/there' }).end();
          return;
        }
        let body = '';
        request.on('data', (chunk) => (body += chunk));
        request.on('end', () => {
          arrived = body === '' ? request.method : `${request.method} with ${body}`;
          response.end();
        });
      });
      const body = method === 'GET' || method === 'HEAD' ? undefined : 'x';
      const sent = send(url, { method, body });
      if (arrives === undefined)
        await assert.rejects(sent, { code: 'upstream_refused', message: /has moved to .*there/ });
      else assert.equal((await sent).status, 200);
      assert.equal(arrived, arrives);
    });
  }

  test('to where its answer is accepted gives that answer', async (t) => {
    const url = await serve(t, (_, response) => response.writeHead(302, { location: '/there' }).end());
    assert.equal((await send(url, { accept: [302] })).status, 302);
  });

  test('to no address fails as the fault of the other server', async (t) => {
    const url = await serve(t, (_, response) => response.writeHead(302, { location: 'http://:::' }).end());
    await assert.rejects(send(url, {}), { code: 'upstream_refused' });
  });
});

describe('a server that keeps one waiting', () => {
  for (const [name, listener] of [
    ['for its answer', () => undefined],
    ['for the rest of its answer', (_, response) => response.writeHead(200).write('begun')],
  ] satisfies [string, RequestListener][]) {
    test(`${name} is given up after the time that was said`, async (t) => {
      await assert.rejects(send(await serve(t, listener), { timeout: 50 }), { code: 'timeout' });
    });

    test(`${name} is given up at once when the run is stopped`, async (t) => {
      const url = await serve(t, listener);
      await assert.rejects(send(url, { signal: AbortSignal.timeout(50) }));
    });
  }
});
