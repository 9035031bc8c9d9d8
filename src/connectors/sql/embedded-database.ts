import pg from 'pg';
import { MillraceError } from '../../core/errors.ts';
import type { OpenContext } from '../../model/connection.ts';
import { quoteName } from './sql-name.ts';

/** `embedded:name`: a database beside that of Millrace itself. */
const embedded = /^embedded:([a-z_][a-z0-9_]{0,62})$/;

/** The address to connect to; for `embedded:name`, that database is made if it is not there. */
export async function resolveAddress(url: string, context: OpenContext): Promise<string> {
  if (!url.startsWith('embedded:')) return serverAddress(url, context);
  const name = embedded.exec(url)?.[1];
  if (name === undefined) {
    throw new MillraceError('invalid_value', `'${url}' names no database.`, {
      hint: 'Write embedded: and a name of small letters, digits and _, such as embedded:shop_accounting.',
    });
  }
  if (context.storeUrl === undefined) {
    throw new MillraceError(
      'store_unavailable',
      `The connection ${context.name} lies in Millrace's own PostgreSQL, which is not running.`,
      { hint: 'Start it with `millrace serve`, or give the url of another.' },
    );
  }
  const address = new URL(context.storeUrl);
  if (decodeURIComponent(address.pathname.slice(1)) === name) {
    throw new MillraceError('invalid_value', `The database ${name} is that of Millrace itself.`, {
      hint: 'Choose another name.',
    });
  }
  await makeDatabase(context.storeUrl, name);
  address.pathname = `/${name}`;
  return address.href;
}

/** The driver takes any text for a host name; the text itself may hold a password and is not shown. */
function serverAddress(url: string, { name }: OpenContext): string {
  if (URL.canParse(url) && /^postgres(?:ql)?:$/.test(new URL(url).protocol)) return url;
  throw new MillraceError('invalid_value', `The url of the connection ${name} is not the address of a PostgreSQL.`, {
    hint: 'It has the form postgres://user:password@host:5432/database, with %40 for an @ in the password and the like; or embedded:name.',
  });
}

async function makeDatabase(storeUrl: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: storeUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${quoteName(name)}`);
  } catch (error) {
    // Another run was quicker; what it made is what we want.
    if (!(error instanceof pg.DatabaseError) || (error.code !== '42P04' && error.code !== '23505')) throw error;
  } finally {
    await client.end();
  }
}
