import { Socket } from 'node:net';
import pg from 'pg';
import { orAbort, orLate } from '../../core/abort.ts';
import { MillraceError } from '../../core/errors.ts';
import type { OpenContext } from '../../model/connection.ts';
import { postgresqlError } from './postgresql-errors.ts';

/** How long a connection may take to come about, in milliseconds. */
const connectWithin = 15_000;

/** How long connections get to part from the server in peace, in milliseconds. */
const closeWithin = 200;

/** A pool of connections that says in words which connection of the workspace it belongs to. */
export interface PostgresqlPool {
  readonly what: string;
  /** Runs `work` on one connection; what it throws comes out as an error of ours. */
  use<T>(signal: AbortSignal, work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  /** A connection for a longer time. */
  take(signal: AbortSignal): Promise<TakenClient>;
  close(): Promise<void>;
}

/** A connection taken from the pool; while it is, an abort cancels whatever it is doing. */
export interface TakenClient {
  readonly client: pg.PoolClient;
  /** Gives it back; `broken` closes it, which ends its transaction. */
  release(broken?: boolean): void;
}

/** Every session gives and takes dates and times in one form, whatever the server's settings are. */
const sessionSettings = [
  "set timezone = 'UTC'",
  "set datestyle = 'ISO, YMD'",
  "set intervalstyle = 'iso_8601'",
  "set bytea_output = 'hex'",
  'set extra_float_digits = 1',
  'set standard_conforming_strings = on',
].join('; ');

/** Asks the server to stop what a connection is doing, from another connection. */
async function cancelBackend(pool: pg.Pool, client: pg.PoolClient): Promise<void> {
  const pid = (client as unknown as { readonly processID?: number }).processID;
  if (pid !== undefined) await pool.query('select pg_cancel_backend($1)', [pid]);
}

function abortError(signal: AbortSignal): unknown {
  return signal.reason instanceof Error ? signal.reason : new MillraceError('cancelled', 'The run was stopped.');
}

/** Opens a pool. Nothing is connected yet. */
export function openPostgresqlPool(config: pg.PoolConfig, context: OpenContext): PostgresqlPool {
  const what = `the connection ${context.name}`;
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    max: 8,
    connectionTimeoutMillis: connectWithin,
    application_name: 'millrace',
    stream: () => kept(sockets, new Socket()),
    ...config,
  });
  pool.on('error', (error) => context.log('warn', `An idle connection of ${what} broke off: ${error.message}`));
  // One may break off in the moment in which it is handed over, when nobody listens to it yet; that would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prepared = new WeakSet<pg.PoolClient>();

  const take = async (signal: AbortSignal): Promise<TakenClient> => {
    signal.throwIfAborted();
    const client = await connect(pool, signal).catch((thrown: unknown) => {
      throw postgresqlError(thrown, what);
    });
    // Between two queries nobody waits for the connection: its end is noticed by the next query.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    const cancel = (): void => {
      cancelBackend(pool, client).catch((thrown: unknown) =>
        context.log('debug', `Cancelling failed: ${String(thrown)}`),
      );
    };
    signal.addEventListener('abort', cancel, { once: true });
    const release = (broken = false): void => {
      signal.removeEventListener('abort', cancel);
      client.removeListener('error', ignore);
      // A cancel on its way must not meet whoever would have the connection next.
      client.release(broken || signal.aborted);
    };
    try {
      if (!prepared.has(client)) await client.query(sessionSettings);
      prepared.add(client);
    } catch (thrown) {
      release(true);
      throw postgresqlError(thrown, what);
    }
    return { client, release };
  };

  const use = async <T>(signal: AbortSignal, work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const taken = await take(signal);
    try {
      const result = await work(taken.client);
      taken.release();
      return result;
    } catch (thrown) {
      taken.release(true);
      if (signal.aborted) throw abortError(signal);
      throw postgresqlError(thrown, what);
    }
  };

  return { what, use, take, close: () => closePool(pool, sockets, context) };
}

/** Ends the connections; a server that does not answer notices by itself that we are gone. */
function closePool(pool: pg.Pool, sockets: ReadonlySet<Socket>, { clock }: OpenContext): Promise<void> {
  const late = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return orLate(pool.end(), { clock, milliseconds: closeWithin, late });
}

function kept(sockets: Set<Socket>, socket: Socket): Socket {
  sockets.add(socket);
  socket.once('close', () => sockets.delete(socket));
  return socket;
}

/** A connection of the pool; one that comes too late is closed again. */
async function connect(pool: pg.Pool, signal: AbortSignal): Promise<pg.PoolClient> {
  const connecting = pool.connect();
  try {
    return await orAbort(connecting, signal);
  } catch (thrown) {
    if (signal.aborted) connecting.then((client) => client.release(true)).catch(() => undefined);
    throw thrown;
  }
}
