/**
 * Glossary. *Connection*: a definition that says how another system is reached. *Connector*: the code that opens
 * connections of one type. *Connector kind*: what a step can do with an opened connection; several types may offer the
 * same kind (documents over `mongodb` and `embedded`).
 */
import type { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import type { Principal } from './principal.ts';

/** What a step asks a connection for; `T` is the interface that it gets. */
export interface ConnectorKind<T> {
  readonly name: string;
  /** Only for the type checker: what an opened connection of this kind is. */
  readonly opens?: T;
}

/** What a connector may use while it opens a connection. */
export interface OpenContext {
  readonly name: string;
  readonly clock: Clock;
  readonly principal: Principal;
  /** Fires when the run ends early. */
  readonly signal: AbortSignal;
  /** The PostgreSQL of Millrace itself, for connections that live in it. */
  readonly storeUrl: string | undefined;
  /** The folder of the workspace. */
  readonly workspace: string;
  log(level: 'debug' | 'info' | 'warn' | 'error', message: string): void;
}

/** An opened connection. */
export interface Opened<T> {
  readonly connection: T;
  close(): Promise<void>;
}

/** The code for one type of connection, declared once. */
export interface ConnectorDeclaration<S extends z.ZodObject = z.ZodObject, T = unknown> {
  /** As in `type:` of a definition. */
  readonly type: string;
  readonly kind: ConnectorKind<T>;
  readonly summary: string;
  readonly docs: string;
  /** The keys beside `kind name type use budget description`; fields with the role `secret` may hold `${secret.X}`. */
  readonly settings: S;
  /** Opens the connection; secrets are resolved. Called once per run and connection. */
  open(settings: z.output<S>, context: OpenContext): Promise<Opened<T>>;
  /** Throws if the other system cannot be reached; says what answered (version, host) otherwise. */
  check(settings: z.output<S>, context: OpenContext): Promise<string>;
}

/** Keeps the types of settings and connection together; the registry forgets them. */
export function defineConnector<S extends z.ZodObject, T>(declaration: ConnectorDeclaration<S, T>): AnyConnector {
  const forgotten: unknown = declaration;
  return forgotten as AnyConnector;
}

/** A connector whose settings and connection types only itself knows. */
export type AnyConnector = ConnectorDeclaration<z.ZodObject, unknown>;

/** The connectors that exist, by type. */
export interface ConnectorRegistry {
  find(type: string): AnyConnector | undefined;
  all(): readonly AnyConnector[];
}
