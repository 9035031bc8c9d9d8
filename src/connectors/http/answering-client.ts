/** A client whose answers are given, for tests of chains: it judges them as a real one does, and makes no request. */
import { type ErrorCode, MillraceError } from '../../core/errors.ts';
import { checkStatus, type HttpClient } from './http-client.ts';

/** An answer, or the failure to get one. */
export type Answer =
  | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: string }
  | { readonly fails: ErrorCode };

/** A client that takes each answer from `next`; `connection` stands for an address that is not known here. */
export function answeringClient(connection: string | undefined, next: () => Answer): HttpClient {
  return {
    base: connection === undefined ? undefined : `https://${encodeURIComponent(connection)}/`,
    send: async (request) => {
      const answer = next();
      if (!('fails' in answer)) return checkStatus(answer, request);
      const { method, url } = request;
      throw new MillraceError(answer.fails, `${method} ${url.origin}${url.pathname} fails, as the test says.`);
    },
    close: async () => undefined,
  };
}
