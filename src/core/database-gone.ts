import { socketCodes } from './socket-codes.ts';

/** Classes and codes of SQLSTATE that mean: the server is not there, or no longer. */
const gone = /^(08(000|001|003|004|006)|57P0[1-3]|28|3D000|53300)/;
const brokenOff =
  /Connection terminated|Connection ended|connect(ion)? time(d )?out|timeout exceeded when trying to connect|not queryable/i;

/** What is known of an error of the driver of PostgreSQL. */
export interface DriverFault {
  /** Of the socket or the SQLSTATE of the server. */
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message: string;
}

/** True for a fault that says: the server cannot be reached, or is there no longer. */
export function isGoneFault({ code, syscall, message }: DriverFault): boolean {
  if (typeof code !== 'string' || code === '') return brokenOff.test(message);
  // Without its socket a server on the same machine is away; any other file that is missing says nothing of it.
  return socketCodes.has(code) || gone.test(code) || (code === 'ENOENT' && syscall === 'connect');
}

/** True for what the driver of PostgreSQL throws when the server cannot be reached, or is there no longer. */
export function isDatabaseGone(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { message } = thrown;
  const { code, syscall } = thrown as { readonly code?: unknown; readonly syscall?: unknown };
  return isGoneFault({ code, syscall, message });
}
