/**
 * Secrets. Invariant: the value of a secret is only ever in the hands of a connector or of what checks a signature; every
 * text that leaves a run (log, problem, reject, effect) goes through {@link SecretVault.redact}.
 */
import { MillraceError } from './errors.ts';
import { Redactor } from './redactor.ts';

/** What stands for a secret in a definition: `${secret.NAME}`. */
const reference = /\$\{\s*secret\.([A-Za-z_][A-Za-z0-9_]*)\s*\}/g;

/** The value of a secret by its name; undefined if it has none. */
export type SecretLookUp = (name: string) => string | undefined;

/** Where vaults come from: each holds the secrets as they are when it is made. */
export interface SecretSource {
  vault(): Promise<SecretVault>;
}

/** Looks up secrets and hides what it gave away. */
export class SecretVault {
  readonly #lookUp: SecretLookUp;
  readonly #redactor: Redactor;

  /** `known` learns every secret that is given away: for what is written outside of runs. */
  constructor(lookUp: SecretLookUp, known?: Redactor) {
    this.#lookUp = lookUp;
    this.#redactor = new Redactor(known);
  }

  /** The text with its secrets in place; `secret_missing` if one has no value. */
  resolve(text: string): string {
    const resolved = text.replace(reference, (_, name: string) => {
      const value = this.#lookUp(name);
      if (value === undefined || value === '') {
        throw new MillraceError('secret_missing', `The secret ${name} has no value.`, {
          hint: `Set it with \`millrace secrets set ${name}\`, or by the environment variable ${name}.`,
        });
      }
      this.#redactor.hide(value);
      return value;
    });
    // An address may also hold a password that somebody wrote into it.
    this.#redactor.hideInside(resolved);
    return resolved;
  }

  /** The text with every secret that was given away replaced. */
  redact(text: string): string {
    return this.#redactor.redact(text);
  }

  /** Plain data with every secret in its texts replaced. */
  redactAll<T>(data: T): T {
    return this.#redactor.redactAll(data);
  }
}

/** The names of the secrets that texts anywhere in plain data ask for. */
export function secretNamesIn(data: unknown): string[] {
  if (typeof data === 'string') return [...data.matchAll(reference)].flatMap((found) => found[1] ?? []);
  if (typeof data !== 'object' || data === null) return [];
  return [...new Set(Object.values(data).flatMap(secretNamesIn))];
}
