/** Which connections travel in the clear to another machine: the audit log tells of them. Pure. */

/** True for TLS by the words of PostgreSQL and MongoDB in an address. */
const means = (value: string | null, words: readonly string[]): boolean => value !== null && words.includes(value);

const sslModes = ['require', 'verify-ca', 'verify-full', 'no-verify'];

/** For each scheme, whether an address of it, with the other settings of its connection, goes without TLS. */
const inTheClear: Readonly<Record<string, (address: URL, settings: Readonly<Record<string, unknown>>) => boolean>> = {
  'http:': () => true,
  'smtp:': (_, { tls }) => tls === false,
  'postgres:': isPlainPostgresql,
  'postgresql:': isPlainPostgresql,
  'mysql:': isPlainMysql,
  'mariadb:': isPlainMysql,
  'mongodb:': ({ searchParams }) => !means(searchParams.get('tls') ?? searchParams.get('ssl'), ['true']),
  'mongodb+srv:': ({ searchParams }) => means(searchParams.get('tls') ?? searchParams.get('ssl'), ['false']),
};

function isPlainMysql({ searchParams }: URL): boolean {
  return !means(searchParams.get('tls'), ['true', 'no-verify']);
}

function isPlainPostgresql({ searchParams }: URL): boolean {
  const isOn = means(searchParams.get('ssl'), ['true', '1']) || means(searchParams.get('sslmode'), sslModes);
  return !isOn;
}

/** The other machine that a connection with these settings, secrets in place, speaks to in the clear; undefined if none. */
export function unencryptedHost(settings: Readonly<Record<string, unknown>>): string | undefined {
  const { url } = settings;
  // Several hosts of a MongoDB stand between commas, which no URL takes; the first one says how all are reached.
  const single = typeof url === 'string' ? url.replace(/^(mongodb:\/\/[^/]*?[^/,]),[^/]*/, '$1') : '';
  if (!URL.canParse(single)) return undefined;
  const address = new URL(single);
  if (isThisMachine(address.hostname)) return undefined;
  return inTheClear[address.protocol]?.(address, settings) === true ? address.hostname : undefined;
}

function isThisMachine(host: string): boolean {
  return host === '' || host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
