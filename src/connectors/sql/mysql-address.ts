import type { ConnectionOptions, SslOptions } from 'mysql2';
import { MillraceError } from '../../core/errors.ts';

const form =
  'It has the form mysql://user:password@host:3306/database, with %40 for an @ in the password and the like; behind a ? may stand tls=true, tls=no-verify or socket=/path.';

function invalid(name: string, what: string): MillraceError {
  // The text itself may hold a password and is not shown.
  return new MillraceError('invalid_value', `The url of the connection ${name} ${what}.`, { hint: form });
}

function tlsOf(said: string | null, { name, ca }: { name: string; ca: string | undefined }): SslOptions | undefined {
  switch (said) {
    case null:
    case 'false':
      if (ca === undefined) return undefined;
      throw invalid(name, 'does not say tls=true, but a certificate authority is given');
    case 'true':
      return { rejectUnauthorized: true, ...(ca === undefined ? {} : { ca }) };
    case 'no-verify':
      return { rejectUnauthorized: false };
    default:
      throw invalid(name, `says tls=${said}, which means nothing`);
  }
}

/** What the driver needs of an address. */
export function mysqlAddress(
  url: string,
  { name, ca }: { readonly name: string; readonly ca: string | undefined },
): ConnectionOptions {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (address === undefined || !/^(mysql|mariadb):$/.test(address.protocol)) {
    throw invalid(name, 'is not the address of a MySQL or MariaDB');
  }
  const database = decodeURIComponent(address.pathname.slice(1));
  if (database === '') throw invalid(name, 'names no database');
  const strange = [...address.searchParams.keys()].find((key) => key !== 'tls' && key !== 'socket');
  if (strange !== undefined) throw invalid(name, `has the setting ${strange}, which is not known`);
  const socketPath = address.searchParams.get('socket');
  const ssl = tlsOf(address.searchParams.get('tls'), { name, ca });
  return {
    ...(socketPath === null ? { host: address.hostname.replace(/^\[|\]$/g, '') } : { socketPath }),
    port: address.port === '' ? 3306 : Number(address.port),
    user: decodeURIComponent(address.username),
    password: decodeURIComponent(address.password),
    database,
    ...(ssl === undefined ? {} : { ssl }),
  };
}
