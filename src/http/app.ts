import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Identity } from '../access/sessions.ts';
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is calling; set for every request with a live session. */
    identity: Identity | undefined;
  }
  interface FastifyContextConfig {
    /** True where nobody needs to be signed in. */
    public?: boolean;
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

/** What hooks get. */
export type { FastifyReply, FastifyRequest };
