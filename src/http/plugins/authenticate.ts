/**
 * Denied by default: every route says who may call it, and a server with a route that says nothing does not start. Who
 * calls is told by an API key, or else by the cookie of a session.
 */
import type { FastifyRequest } from 'fastify';
import { bearerKey, type Keys } from '../../access/keys.ts';
import { requirePrivilege, type RoleTable } from '../../access/permission.ts';
import type { Identity, Sessions } from '../../access/sessions.ts';
import { MillraceError } from '../../core/errors.ts';
import type { App, RouteAccess } from '../app.ts';
import { isOwnRequest } from './same-origin.ts';

const YEAR = 365 * 24 * 60 * 60;

/** The cookie that holds a session's token. `__Host-` binds it to this host and to https. */
export function sessionCookie(https: boolean): string {
  return https ? '__Host-millrace' : 'millrace';
}

/** How the cookie is set. It outlives the session, which the server ends. */
export function cookieOptions(https: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: https, maxAge: YEAR } as const;
}

/** What finds out who calls. */
export interface Callers {
  readonly sessions: Pick<Sessions, 'find'>;
  readonly keys: Pick<Keys, 'find'>;
  /** The roles of the moment. */
  roles(): RoleTable;
}

/** Finds out who is calling, and turns away those who may not call this route. */
export function addAuthentication(app: App, callers: Callers, https: boolean): void {
  app.decorateRequest('identity', undefined);
  const cookie = sessionCookie(https);
  const shownBy = (request: FastifyRequest) => ({
    token: request.cookies[cookie],
    key: bearerKey(request.headers.authorization),
  });
  app.decorateRequest('identify', async function (this: FastifyRequest) {
    const { token, key } = shownBy(this);
    this.identity ??= key === undefined ? await bySession(this, token, callers) : await callers.keys.find(key, this.ip);
    return this.identity;
  });
  app.addHook('onRequest', async (request) => {
    const access = accessOf(request);
    // Files of the pages are for everybody, and nobody is looked up for them. What other sites call counts calls first.
    if (access === 'files' || (access === 'public' && request.routeOptions.config.crossSite === true)) return;
    const identity = await request.identify();
    if (access === 'public') return;
    if (identity === undefined) throw notSignedIn(request, shownBy(request));
    requireAccess(identity, access, callers.roles());
  });
}

/** What the route says. Files of the pages cover every address that no route has; those of the API are not among them. */
function accessOf({ routeOptions: { config }, url }: FastifyRequest): RouteAccess | 'files' {
  if (config.files !== true) return config.access ?? 'signed-in';
  return url.startsWith('/api/') ? 'signed-in' : 'files';
}

/** On a route that other sites call, a session counts only on requests of our own pages. */
async function bySession(
  request: FastifyRequest,
  token: string | undefined,
  { sessions }: Callers,
): Promise<Identity | undefined> {
  if (token === undefined) return undefined;
  const isForeign = request.routeOptions.config.crossSite === true && !isOwnRequest(request.headers, request.host);
  return isForeign ? undefined : sessions.find(token);
}

function requireAccess({ principal, via }: Identity, access: Exclude<RouteAccess, 'public'>, roles: RoleTable): void {
  if (typeof access === 'object') requirePrivilege(principal, { privilege: access.privilege, roles });
  if (access === 'session' && via === 'key') {
    throw new MillraceError('denied', 'An API key may not do this.', {
      hint: 'Sign in: this is about your own account.',
    });
  }
}

function notSignedIn(
  request: FastifyRequest,
  { key, token }: { key: string | undefined; token: string | undefined },
): MillraceError {
  const message = token === undefined ? 'Nobody is signed in.' : 'Your session has ended.';
  if (key !== undefined) {
    return new MillraceError('unauthenticated', 'This API key is not known, has expired, or was revoked.', {
      hint: 'Make a new one; a key of somebody who was disabled does not work either.',
    });
  }
  return new MillraceError(
    'unauthenticated',
    `${message} ${request.method} ${request.url.split('?')[0]} needs somebody.`,
    {
      hint: 'Sign in, or send an API key: Authorization: Bearer mr_...',
    },
  );
}
