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

  constructor(lookUp: (name: string) => string | undefined) {
    this.#lookUp = lookUp;
  }

  /** The text with its secrets in place; `secret_missing` if one has no value. */
  resolve(text: string): string {
    return text.replace(reference, (_, name: string) => {
      const value = this.#lookUp(name);
      if (value === undefined || value === '') {
        throw new MillraceError('secret_missing', `The secret ${name} has no value.`, {
          hint: `Set the environment variable ${name}.`,
        });
      }
      this.#remember(value);
      return value;
    });
  }

  /** The text with every secret that was given away replaced. */
  redact(text: string): string {
    let redacted = text;
    for (const value of this.#given) redacted = redacted.replaceAll(value, '[secret]');
    return redacted;
  }

  /** Plain data with every secret in its texts replaced. */
  redactAll<T>(data: T): T {
    if (this.#given.size === 0) return data;
    return this.#redactPart(data) as T;
  }

  #remember(value: string): void {
    if (value.length >= shortestRedacted) this.#given.add(value);
    for (const password of passwordsOf(value)) if (password.length >= shortestRedacted) this.#given.add(password);
  }

  #redactPart(part: unknown): unknown {
    if (typeof part === 'string') return this.redact(part);
    if (Array.isArray(part)) return part.map((each) => this.#redactPart(each));
    if (typeof part !== 'object' || part === null || Object.getPrototypeOf(part) !== Object.prototype) return part;
    return Object.fromEntries(Object.entries(part).map(([key, each]) => [key, this.#redactPart(each)]));
  }
}

/** The password inside an address, as it stands there and decoded: drivers report both. */
function passwordsOf(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const { password } = new URL(text);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}
