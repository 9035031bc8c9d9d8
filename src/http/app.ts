import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Actor, Identity } from '../access/sessions.ts';
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import type { Privilege } from '../model/privilege.ts';

/**
 * Who may call a route: everybody; whoever has a session or key; only who has a session (one's own account); or whoever
 * holds a privilege. Access to the object that is named is for the handler to ask.
 */
export type RouteAccess = 'public' | 'signed-in' | 'session' | { readonly privilege: Privilege };

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set for every request with a live session or API key, but see `identify`. */
    identity: Identity | undefined;
    /** Finds out who is calling; for public routes that other sites call, where nobody is looked up before it is asked. */
    identify(): Promise<Identity | undefined>;
  }
  interface FastifyContextConfig {
    /** Who may call the route; every route says it. */
    access?: RouteAccess;
    /** True where other sites may call: no check of the origin; a session then counts only on requests of our own pages. */
    crossSite?: boolean;
    /** True for the files of the pages, which are for everybody. */
    files?: boolean;
  }
}

/** The server while routes are added: schemas are Zod's. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/** Who is calling. Routes that are not public have somebody. */
export function callerOf(request: FastifyRequest): Principal {
  if (request.identity !== undefined) return request.identity.principal;
  throw new MillraceError('unauthenticated', 'Nobody is signed in.', { hint: 'Sign in first.' });
}

/** Who is calling, and from where. */
export function actorOf(request: FastifyRequest): Actor {
  return { principal: callerOf(request), address: request.ip };
}

/** What hooks get. */
export type { FastifyReply, FastifyRequest };
