/** Where a connection leads to, as its definition writes it, without anything that could be a password. Pure. */

/** Scheme, then everything up to the last `@` wherever it stands: rather too little is shown than too much. */
const address = /^([a-z][a-z0-9+.-]*:\/\/)(?:.*@)?([^?#]*).*$/is;

/**
 * The address in a connection's settings, without credentials and query; undefined where there is none, or where a secret
 * says it.
 */
export function writtenAddress({ url }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof url !== 'string') return undefined;
  const shown = url.replace(address, '$1$2');
  return shown.includes('${') ? undefined : shown;
}
