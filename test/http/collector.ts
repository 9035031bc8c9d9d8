/** A collector of traces, as far as a test needs one: an HTTP server that takes OTLP as JSON. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A span as it arrived. */
export interface ArrivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code?: number; readonly message?: string };
  readonly seconds: number;
  /** The id of the node that sent it. */
  readonly node: unknown;
  /** When it arrived, in milliseconds since 1970. */
  readonly arrivedAt: number;
}

/** A collector. */
export interface Collector {
  readonly url: string;
  readonly spans: readonly ArrivedSpan[];
  /** Every body as it came. */
  readonly bodies: readonly string[];
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  /** Waits until there is such a span. */
  span(wanted: (span: ArrivedSpan) => boolean): Promise<ArrivedSpan>;
  close(): Promise<void>;
}

interface WrittenAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

const attributesOf = (written: readonly WrittenAttribute[]): Record<string, unknown> =>
  Object.fromEntries(written.map(({ key, value }) => [key, Object.values(value)[0]]));

/** Starts a collector. */
export async function startCollector(): Promise<Collector> {
  const spans: ArrivedSpan[] = [];
  const bodies: string[] = [];
  const resources: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      bodies.push(body);
      if (request.headers['content-type'] === 'application/json') read(body);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      for (const wake of waiting) wake();
    });
  });
  const read = (body: string): void => {
    for (const { resource, scopeSpans } of JSON.parse(body).resourceSpans) {
      resources.push(attributesOf(resource.attributes));
      for (const span of scopeSpans.flatMap((scope: { spans: unknown[] }) => scope.spans))
        spans.push({
          ...span,
          attributes: attributesOf(span.attributes),
          seconds: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e9,
          node: resources.at(-1)?.['service.instance.id'],
          arrivedAt: Date.now(),
        });
    }
  };
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    ...{ spans, bodies, resources },
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async span(wanted) {
      for (;;) {
        const found = spans.find(wanted);
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => waiting.add(resolve));
      }
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
