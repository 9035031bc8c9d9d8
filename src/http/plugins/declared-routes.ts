/** Every route says who may call it. */
import type { RouteOptions } from 'fastify';
import { MillraceError } from '../../core/errors.ts';
import type { App, RouteAccess } from '../app.ts';

/** A route and who may call it. */
export interface DeclaredRoute {
  readonly method: string;
  /** With its parameters: `/api/v1/runs/:run`. */
  readonly url: string;
  readonly access: RouteAccess;
  /** True where other sites may call it, so that the origin is not checked. */
  readonly crossSite: boolean;
}

declare module 'fastify' {
  interface FastifyInstance {
    /** All routes, and who may call them. */
    declaredRoutes(): readonly DeclaredRoute[];
  }
}

/** Collects the routes that are added from now on; a server with one that declares nothing does not become ready. */
export function collectRoutes(app: App): void {
  const found: RouteOptions[] = [];
  app.addHook('onRoute', (route) => void found.push(route));
  app.addHook('onReady', async () => {
    const silent = found.filter(({ config }) => config?.access === undefined);
    if (silent.length === 0) return;
    const names = silent.map(({ method, url }) => `${String(method)} ${url}`).join(', ');
    throw new MillraceError('internal', `Routes do not say who may call them: ${names}.`, {
      hint: 'Give each a `config.access`; see docs/decisions/access.md.',
    });
  });
  app.decorate('declaredRoutes', () => found.flatMap(declared));
}

function declared({ method, url, config }: RouteOptions): DeclaredRoute[] {
  const methods = typeof method === 'string' ? [method] : method;
  const { access = 'signed-in', crossSite = false } = config ?? {};
  return methods.map((one) => ({ method: one, url, access, crossSite }));
}
