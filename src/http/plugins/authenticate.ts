/** Denied by default: whoever calls a route that does not say `public` needs a live session. */
import type { FastifyRequest } from 'fastify';
import type { Sessions } from '../../access/sessions.ts';
import { MillraceError } from '../../core/errors.ts';
import type { App } from '../app.ts';

const YEAR = 365 * 24 * 60 * 60;

/** The cookie that holds a session's token. `__Host-` binds it to this host and to https. */
export function sessionCookie(https: boolean): string {
  return https ? '__Host-millrace' : 'millrace';
}

/** How the cookie is set. It outlives the session, which the server ends. */
export function cookieOptions(https: boolean) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: https, maxAge: YEAR } as const;
}

/** Finds out who is calling, and turns away those who need a session and have none. */
export function addAuthentication(app: App, sessions: Sessions, https: boolean): void {
  app.decorateRequest('identity', undefined);
  const name = sessionCookie(https);
  app.addHook('onRequest', async (request) => {
    const { config } = request.routeOptions;
    const isApi = request.url.startsWith('/api/');
    // Files of the pages cover every address that no route has; those of the API are not among them.
    const isFile = config.files === true && !isApi;
    const isPublic = isFile || (config.public === true && config.files !== true);
    const token = request.cookies[name];
    if (token !== undefined && !isFile) request.identity = await sessions.find(token);
    if (!isPublic && request.identity === undefined) throw notSignedIn(request, token !== undefined);
  });
}

function notSignedIn(request: FastifyRequest, hadToken: boolean): MillraceError {
  const message = hadToken ? 'Your session has ended.' : 'Nobody is signed in.';
  return new MillraceError(
    'unauthenticated',
    `${message} ${request.method} ${request.url.split('?')[0]} needs somebody.`,
    {
      hint: 'Open the sign-in link that the server prints when it starts.',
    },
  );
}
