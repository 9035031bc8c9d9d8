/**
 * Secrets. Invariant: the value of a secret is only ever in the hands of a connector; every text that leaves a run (log,
 * problem, reject, effect) goes through {@link SecretVault.redact}.
 */
import { MillraceError } from './errors.ts';

/** What stands for a secret in a definition: `${secret.NAME}`. */
const reference = /\$\{\s*secret\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g;

/** Secrets shorter than this are not searched for in texts: they would hide half of every sentence. */
const shortestRedacted = 4;

/** Looks up secrets and hides what it gave away. */
export class SecretVault {
  readonly #lookUp: (name: string) => string | undefined;
  readonly #given = new Set<string>();
  /** A secret that begins with another one must not leave its end behind. */
  #longestFirst: readonly string[] = [];

  constructor(lookUp: (name: string) => string | undefined) {
    this.#lookUp = lookUp;
  }

  /** The text with its secrets in place; `secret_missing` if one has no value. */
  resolve(text: string): string {
    const resolved = text.replace(reference, (_, name: string) => {
      const value = this.#lookUp(name);
      if (value === undefined || value === '') {
        throw new MillraceError('secret_missing', `The secret ${name} has no value.`, {
          hint: `Set the environment variable ${name}.`,
        });
      }
      this.#remember([value]);
      return value;
    });
    // An address may also hold a password that somebody wrote into it.
    this.#remember(secretPartsOf(resolved));
    return resolved;
  }

  /** The text with every secret that was given away replaced. */
  redact(text: string): string {
    let redacted = text;
    for (const value of this.#longestFirst) redacted = redacted.replaceAll(value, '[secret]');
    return redacted;
  }

  /** Plain data with every secret in its texts replaced. */
  redactAll<T>(data: T): T {
    if (this.#longestFirst.length === 0) return data;
    return this.#redactPart(data) as T;
  }

  #remember(values: readonly string[]): void {
    for (const part of values.flatMap((value) => [value, ...secretPartsOf(value)]))
      for (const form of formsOf(part)) if (form.length >= shortestRedacted) this.#given.add(form);
    this.#longestFirst = [...this.#given].sort((one, other) => other.length - one.length);
  }

  #redactPart(part: unknown): unknown {
    if (typeof part === 'string') return this.redact(part);
    if (Array.isArray(part)) return part.map((each) => this.#redactPart(each));
    if (typeof part !== 'object' || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [this.redact(key), this.#redactPart(each)]));
  }
}

/** What is secret inside an address: its password; of a web address also a user that stands alone, and what may be a key. */
function secretPartsOf(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { protocol, username, password, origin, pathname, search, searchParams } = new URL(text);
  const token = password === '' && isWeb(protocol) ? username : password;
  const inQuery = isWeb(protocol) && search !== '' ? [origin + pathname, search, ...searchParams.values()] : [];
  return [token, decoded(token), ...inQuery].filter((part) => part !== '');
}

const isWeb = (protocol: string): boolean => /^https?:$/.test(protocol);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    // A stray % is not an encoding; the text stands for itself.
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** A secret as texts may hold it: as it is, within JSON, within an address. */
function formsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)];
}
