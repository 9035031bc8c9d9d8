/** Classes and codes of SQLSTATE that mean: the server is not there, or no longer. */
const gone = /^(08(000|001|003|004|006)|57P0[1-3]|28|3D000|53300)/;
const socketCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
]);
const brokenOff =
  /Connection terminated|Connection ended|connect(ion)? time(d )?out|timeout exceeded when trying to connect|not queryable/i;

/** True for what the driver of PostgreSQL throws when the server cannot be reached, or is there no longer. */
export function isDatabaseGone(thrown: unknown): boolean {
  if (!(thrown instanceof Error)) return false;
  const { code, syscall } = thrown as { readonly code?: unknown; readonly syscall?: unknown };
  if (typeof code !== 'string') return brokenOff.test(thrown.message);
  // Without its socket a server on the same machine is away; any other file that is missing says nothing of it.
  return socketCodes.has(code) || gone.test(code) || (code === 'ENOENT' && syscall === 'connect');
}
