import mysql, { type Connection, type ConnectionOptions, type PoolConnection } from 'mysql2';
import { MillraceError } from '../../core/errors.ts';
import type { OpenContext } from '../../model/connection.ts';
import { mysqlError } from './mysql-errors.ts';
import { type MysqlSession, sessionOver } from './mysql-session.ts';

/** How long a connection may take to come about, in milliseconds. */
const connectWithin = 15_000;

/** A pool of connections that says in words which connection of the workspace it belongs to. */
export interface MysqlPool {
  readonly what: string;
  /** Runs `work` on one connection; what it throws comes out as an error of ours. */
  use<T>(signal: AbortSignal, work: (session: MysqlSession) => Promise<T>): Promise<T>;
  /** A connection for a longer time. */
  take(signal: AbortSignal): Promise<TakenSession>;
  close(): Promise<void>;
}

/** A connection taken from the pool; while it is, an abort kills whatever it is doing. */
export interface TakenSession {
  readonly session: MysqlSession;
  /** Gives it back; `broken` closes it, which ends its transaction. */
  release(broken?: boolean): void;
}

/** Every session gives and takes values in one form, and waits for a slow reader, whatever the server's settings are. */
const sessionSettings = [
  "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
  "time_zone = '+00:00'",
  'net_write_timeout = 86400',
  'net_read_timeout = 3600',
].join(', ');

/** The session `set names` is for: results come as UTF-8. */
const charset = 'utf8mb4';

/** Asks the server to stop what a connection is doing, from another connection. */
function killQuery(config: ConnectionOptions, threadId: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const killer = mysql.createConnection(config);
    killer.on('error', reject);
    killer.query(`kill query ${threadId}`, (error) => {
      killer.destroy();
      if (error === null) resolve();
      else reject(error);
    });
  });
}

function abortError(signal: AbortSignal): unknown {
  return signal.reason instanceof Error ? signal.reason : new MillraceError('cancelled', 'The run was stopped.');
}

/** Opens a pool. Nothing is connected yet. */
export function openMysqlPool(address: ConnectionOptions, context: OpenContext): MysqlPool {
  const what = `the connection ${context.name}`;
  const config: ConnectionOptions = {
    ...address,
    charset,
    connectTimeout: connectWithin,
    supportBigNumbers: true,
    bigNumberStrings: true,
    maxPreparedStatements: 64,
    // A server could ask for any file of this machine.
    flags: ['-LOCAL_FILES'],
  };
  const pool = mysql.createPool({ ...config, connectionLimit: 8, maxIdle: 8, idleTimeout: 60_000 });
  const prepared = new WeakSet<Connection>();

  const take = async (signal: AbortSignal): Promise<TakenSession> => {
    signal.throwIfAborted();
    const connection = await connectionOf(pool, what);
    const kill = (): void => {
      killQuery(config, connection.threadId).catch((thrown: unknown) =>
        context.log('debug', `Cancelling failed: ${String(thrown)}`),
      );
    };
    signal.addEventListener('abort', kill, { once: true });
    const session = sessionOver(connection);
    const release = (broken = false): void => {
      signal.removeEventListener('abort', kill);
      // A kill on its way must not meet whoever would have the connection next.
      if (broken || signal.aborted) connection.destroy();
      else connection.release();
    };
    try {
      if (!prepared.has(connection)) await session.run(`set session ${sessionSettings}`);
      prepared.add(connection);
    } catch (thrown) {
      release(true);
      throw mysqlError(thrown, what);
    }
    return { session, release };
  };

  const use = async <T>(signal: AbortSignal, work: (session: MysqlSession) => Promise<T>): Promise<T> => {
    const taken = await take(signal);
    try {
      const result = await work(taken.session);
      taken.release();
      return result;
    } catch (thrown) {
      taken.release(true);
      if (signal.aborted) throw abortError(signal);
      throw mysqlError(thrown, what);
    }
  };

  return { what, use, take, close: () => closePool(pool) };
}

function connectionOf(pool: mysql.Pool, what: string): Promise<PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, connection) => {
      if (error === null) resolve(connection);
      else reject(mysqlError(error, what));
    });
  });
}

function closePool(pool: mysql.Pool): Promise<void> {
  return new Promise((resolve, reject) => {
    pool.end((error) => (error === null || error === undefined ? resolve() : reject(error)));
  });
}
