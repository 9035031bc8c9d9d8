/**
 * Requests that change something must come from our own pages, whatever cookies they bring. Browsers say where a request
 * comes from; programs that are no browsers say it by a header that another site's page cannot send unasked.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { MillraceError } from '../../core/errors.ts';
import type { App } from '../app.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** The header by which programs say that they mean it; any value does. */
const ownRequestHeader = 'x-millrace-request';

/** True if a request that changes something may be believed to be meant by its user. */
export function isOwnRequest(headers: IncomingHttpHeaders, host: string | undefined): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin } = headers;
  if (origin !== undefined) return URL.canParse(origin) && new URL(origin).host === host;
  return headers[ownRequestHeader] !== undefined;
}

/** Refuses requests that change something and come from elsewhere. */
export function addSameOriginCheck(app: App): void {
  app.addHook('onRequest', async (request) => {
    if (SAFE.has(request.method) || isOwnRequest(request.headers, request.host)) return;
    // A key is sent on purpose, never by a browser on its own; what other sites may call looks after itself.
    if (request.identity?.via === 'key' || request.routeOptions.config.crossSite === true) return;
    throw new MillraceError('csrf', 'This request did not come from a page of this server.', {
      hint: `Reload the page; a program sends the header ${ownRequestHeader}.`,
    });
  });
}
