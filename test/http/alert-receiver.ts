/** A receiver of webhooks that can refuse, and a source of records that can fail, hang or give none. */
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that was posted. */
export interface Posted {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // Tests look at parts of several shapes.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any -- see above
}

/** How a source answers. */
export type Mood = 'rows' | 'none' | 'fails' | 'hangs';

/** The receiver and source. */
export interface Partner {
  readonly address: string;
  /** What was posted and taken, in order. */
  readonly posted: Posted[];
  /** The paths that were asked for, in order. */
  readonly asked: string[];
  /** Paths that take nothing now. */
  readonly refusing: Set<string>;
  /** How each source answers, by its path; rows unless said otherwise. */
  readonly moods: Map<string, Mood>;
  /** Lets go of those who hang: they get rows. */
  release(): void;
  close(): Promise<void>;
}

/** Starts one. */
export async function startPartner(): Promise<Partner> {
  const posted: Posted[] = [];
  const asked: string[] = [];
  const refusing = new Set<string>();
  const moods = new Map<string, Mood>();
  const hanging: ServerResponse[] = [];
  const rows = (response: ServerResponse, text: string): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(text);
  };
  const server = createServer((request, response) => {
    let text = '';
    const path = request.url ?? '';
    request.on('data', (part) => (text += part));
    request.on('end', () => {
      if (request.method === 'POST') {
        if (refusing.has(path)) return void response.writeHead(500).end('out of order');
        posted.push({ path, headers: request.headers, body: JSON.parse(text) });
        return void response.end('ok');
      }
      asked.push(path);
      const mood = moods.get(path) ?? 'rows';
      if (mood === 'hangs') hanging.push(response);
      else if (mood === 'fails') response.writeHead(400).end('no such thing');
      else rows(response, mood === 'none' ? '[]' : '[{"sku":"tea"},{"sku":"mug"}]');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ posted, asked, refusing, moods },
    release() {
      for (const response of hanging.splice(0)) rows(response, '[{"sku":"tea"}]');
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
