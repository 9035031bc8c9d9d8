import { MillraceError } from '../core/errors.ts';

/** Where to listen. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Listens, and says what can be done where that is not possible. */
export async function listen(
  app: { listen(address: ListenAddress): Promise<string> },
  address: ListenAddress,
): Promise<string> {
  try {
    return await app.listen(address);
  } catch (cause) {
    throw (cause instanceof Error && 'code' in cause ? listenError(cause.code, address, cause) : undefined) ?? cause;
  }
}

function listenError(code: unknown, { host, port }: ListenAddress, cause: Error): MillraceError | undefined {
  const hint = 'Choose another with --port or MILLRACE_PORT; 0 takes any that is free.';
  if (code === 'EADDRINUSE')
    return new MillraceError('setting_invalid', `Something listens on port ${port} of ${host} already.`, {
      hint,
      cause,
    });
  if (code === 'EACCES')
    return new MillraceError('setting_invalid', `Port ${port} may not be used by this user.`, { hint, cause });
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return new MillraceError('setting_invalid', `'${host}' is not an address of this machine.`, {
      hint: 'Give one with --host or MILLRACE_HOST: 127.0.0.1 for this machine only, 0.0.0.0 for all others too.',
      cause,
    });
  return undefined;
}
