/**
 * Where the vaults of runs come from. A secret is looked for in the environment (`NAME`), then in the file that `NAME_FILE`
 * names, then in the store: what whoever runs this process says holds over what is data.
 */
import type { Clock } from '../core/clock.ts';
import { environmentSecrets } from '../core/environment-secrets.ts';
import type { Redactor } from '../core/redactor.ts';
import type { SecretBox } from '../core/secret-box.ts';
import { type SecretSource, SecretVault } from '../core/secrets.ts';
import type { StoreContext } from '../store/open-store.ts';
import { loadSealedSecrets, openSecret, type SealedSecret } from '../store/secrets.ts';

/** What a source is made of. */
export interface SecretSourceOptions {
  readonly store: StoreContext | undefined;
  /** Undefined where there is no key: then stored secrets cannot be read. */
  readonly box: SecretBox | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  /** Learns every secret that is given away. */
  readonly known: Redactor;
}

/** How long what was read from the store is believed, in milliseconds: so long may another node use an old version. */
const believed = 1000;

/** Secrets of the environment, of files and of the store. */
export class StoredSecrets implements SecretSource {
  readonly #options: SecretSourceOptions;
  #held: { readonly at: number; readonly loading: Promise<ReadonlyMap<string, SealedSecret>> } | undefined;

  constructor(options: SecretSourceOptions) {
    this.#options = options;
  }

  async vault(): Promise<SecretVault> {
    const { environment, known, box, store } = this.#options;
    const given = environmentSecrets(environment);
    const stored = await this.#stored();
    return new SecretVault((name) => {
      const secret = stored.get(name);
      return given(name) ?? (secret && store && openSecret(secret, box, store));
    }, known);
  }

  /** The text with its secrets in place, for what does not belong to a run: signatures. */
  async resolve(text: string): Promise<string> {
    return (await this.vault()).resolve(text);
  }

  /** Forgets what was read: a secret was changed here. */
  forget(): void {
    this.#held = undefined;
  }

  #stored(): Promise<ReadonlyMap<string, SealedSecret>> {
    const { clock, store } = this.#options;
    const now = clock.monotonic();
    if (this.#held !== undefined && now - this.#held.at < believed) return this.#held.loading;
    const loading = store === undefined ? Promise.resolve(new Map<string, SealedSecret>()) : load(store);
    const held = { at: now, loading };
    this.#held = held;
    loading.catch(() => {
      // The next one asks again.
      if (this.#held === held) this.#held = undefined;
    });
    return loading;
  }
}

async function load(store: StoreContext): Promise<ReadonlyMap<string, SealedSecret>> {
  return new Map((await loadSealedSecrets(store)).map((secret) => [secret.name, secret]));
}
