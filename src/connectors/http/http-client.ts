import { Agent, request } from 'undici';
import { MillraceError, messageOf } from '../../core/errors.ts';
import type { ConnectorKind } from '../../model/connection.ts';
import { checkAddress, guardedLookup } from './outgoing-address.ts';

/** A request that is to be made. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  /** The statuses that are no failure; default: 200 to 299. */
  readonly accept: readonly number[] | undefined;
  /** Milliseconds. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

/** What came back; the body is read to its end. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A way to make requests. */
export interface HttpClient {
  /** The address that a relative one starts from; undefined for requests without a connection. */
  readonly base: string | undefined;
  /** Throws `connection_failed`, `upstream_refused`, `busy`, `timeout`, `limit` or `outgoing_refused`. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Connections of type `http`. */
export const httpKind: ConnectorKind<HttpClient> = { name: 'http' };

/** The largest answer, in bytes. */
const largestAnswer = 100 * 1024 * 1024;

/** How many times a request may be sent on. */
const mostRedirects = 5;

/** Opens a client; `headers` go with every request to the origin of `base`, and nowhere else. */
export function openHttpClient(base: string | undefined, headers: Readonly<Record<string, string>> = {}): HttpClient {
  // How long a request may take is said by its own signal.
  const limits = { headersTimeout: 0, bodyTimeout: 0, keepAliveTimeout: 10_000 };
  const agent = new Agent({ connect: { lookup: guardedLookup }, ...limits });
  const origin = base === undefined ? undefined : new URL(base).origin;
  const headersFor = (url: URL): Readonly<Record<string, string>> => (url.origin === origin ? headers : {});
  return {
    base,
    send: (wanted) => sendFollowing(wanted, { agent, headersFor }),
    // Not `close`, which waits for requests: whoever closes has no use for their answers.
    close: () => agent.destroy(),
  };
}

interface Sender {
  readonly agent: Agent;
  headersFor(url: URL): Readonly<Record<string, string>>;
}

async function sendFollowing(wanted: HttpRequest, sender: Sender): Promise<HttpAnswer> {
  const signal = AbortSignal.any([wanted.signal, AbortSignal.timeout(wanted.timeout)]);
  let current = wanted;
  for (let redirects = 0; ; redirects += 1) {
    const answer = await sendOnce(current, sender, signal);
    const location = answer.headers['location'];
    if (!isRedirect(answer.status) || location === undefined || wanted.accept?.includes(answer.status) === true)
      return checkStatus(answer, current);
    if (redirects === mostRedirects)
      throw new MillraceError('upstream_refused', `${current.url.host} sends requests round in a circle.`);
    current = redirected(current, answer.status, targetOf(location, current));
  }
}

function targetOf(location: string, { url }: HttpRequest): URL {
  if (URL.canParse(location, url.href)) return new URL(location, url);
  throw new MillraceError('upstream_refused', `${url.host} sends requests on to '${location}', which is no address.`);
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

/**
 * The request at its next address; another origin gets no headers that the first was meant to see. What is to change
 * something is not made into a GET, as browsers do: that would look like success and change nothing.
 */
function redirected(current: HttpRequest, status: number, url: URL): HttpRequest {
  const keeps = status === 307 || status === 308;
  const reads = current.method === 'GET' || current.method === 'HEAD';
  if (!keeps && !reads && status !== 303) {
    throw new MillraceError(
      'upstream_refused',
      `${current.method} ${current.url.origin}${current.url.pathname} was answered with ${status}: it has moved to ${url.origin}${url.pathname}.`,
      { hint: 'Name the new address.' },
    );
  }
  const method = keeps || reads ? current.method : 'GET';
  const headers = url.origin === current.url.origin ? current.headers : {};
  return { ...current, url, method, headers, body: keeps ? current.body : undefined };
}

async function sendOnce(wanted: HttpRequest, { agent, headersFor }: Sender, signal: AbortSignal): Promise<HttpAnswer> {
  const { url, method, body } = wanted;
  if (!/^https?:$/.test(url.protocol))
    throw new MillraceError('outgoing_refused', `Requests go to http:// or https:// addresses, not ${url.protocol}//.`);
  checkAddress(url.hostname);
  try {
    const answer = await request(url, {
      dispatcher: agent,
      method,
      headers: { 'user-agent': 'millrace', ...headersFor(url), ...wanted.headers },
      body: body ?? null,
      signal,
    });
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    );
    return { status: answer.statusCode, headers, body: await readBody(answer.body, url) };
  } catch (error) {
    throw failure(error, wanted);
  }
}

async function readBody(body: AsyncIterable<Uint8Array>, url: URL): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > largestAnswer)
      throw new MillraceError('limit', `The answer of ${url.host} is larger than 100 MB.`, {
        hint: 'Ask for less at once.',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function failure(error: unknown, { url, timeout, signal }: HttpRequest): unknown {
  if (error instanceof MillraceError || signal.aborted) return error;
  const cause = error instanceof Error && error.cause instanceof MillraceError ? error.cause : undefined;
  if (cause !== undefined) return cause;
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new MillraceError('timeout', `${url.host} did not answer within ${timeout / 1000} s.`, {
      hint: 'Raise the timeout of the step.',
      cause: error,
    });
  }
  return new MillraceError('connection_failed', `${url.host} cannot be reached: ${messageOf(error)}`, {
    hint: 'Check the address and that the server is up.',
    cause: error,
  });
}

/** How much of an answer stands in a message. */
const shownBody = 300;

/** The answer, if its status is no failure. */
export function checkStatus(answer: HttpAnswer, { accept, url, method }: HttpRequest): HttpAnswer {
  const { status, body } = answer;
  if (accept === undefined ? status >= 200 && status < 300 : accept.includes(status)) return answer;
  const said = body.trim() === '' ? '' : `: ${body.trim().slice(0, shownBody)}`;
  const message = `${method} ${url.origin}${url.pathname} was answered with ${status}${said}`;
  if (status === 429 || status === 503) {
    const after = answer.headers['retry-after'];
    throw new MillraceError('busy', message, {
      hint: after === undefined ? 'Try again later.' : `It asks to be tried again after ${after}.`,
    });
  }
  throw new MillraceError('upstream_refused', message, {
    hint: 'Read its message; statuses that are no failure go into `accept`.',
  });
}
