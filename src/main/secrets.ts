/** Wires secrets: the key, the source of vaults, and what administrators may do. */
import type { Clock } from '../core/clock.ts';
import { environmentPlace, isReservedSecret } from '../core/environment-secrets.ts';
import { MillraceError } from '../core/errors.ts';
import type { Redactor } from '../core/redactor.ts';
import { SecretBox } from '../core/secret-box.ts';
import { secretNamesIn } from '../core/secrets.ts';
import type { SecretInfo, SecretService, SecretVersionInfo } from '../http/secret-service.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import type { StoreContext } from '../store/open-store.ts';
import { deleteSecret, listSecretVersions, type SecretVersion, setSecret } from '../store/secrets.ts';
import { ensureSecretKey } from './secret-key.ts';
import { StoredSecrets } from './secret-source.ts';

/** What secrets are wired from. */
export interface SecretsOptions {
  readonly store: StoreContext;
  /** The folder of the workspace. */
  readonly folder: string;
  /** The setting; undefined: the key file. */
  readonly key: Buffer | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly known: Redactor;
  workspace(): Workspace;
}

/** Secrets of a process. */
export interface Secrets {
  readonly source: StoredSecrets;
  readonly service: SecretService;
  /** For runner processes, which decrypt for themselves. */
  readonly key: Buffer;
}

/** Opens the secrets of a workspace. */
export async function openSecrets(options: SecretsOptions): Promise<Secrets> {
  const { store, folder, environment, clock, known } = options;
  const key = await ensureSecretKey(folder, options.key);
  const box = new SecretBox(key);
  known.hide(key.toString('hex'));
  known.hide(key.toString('base64'));
  const source = new StoredSecrets({ store, box, environment, clock, known });
  return { source, key, service: secretService(options, source, box) };
}

function secretService(options: SecretsOptions, source: StoredSecrets, box: SecretBox): SecretService {
  const { store, known } = options;
  return {
    list: () => listSecrets(options, box),
    versions: async (name) => (await listSecretVersions(store, name)).map(infoOf),
    async set(name, value, by) {
      // Before anything else: not even the message of a failure may hold it.
      known.hide(value);
      requireSecret(name, value);
      const version = await setSecret(store, { name, value, box }, by);
      source.forget();
      return version;
    },
    async delete(name, by) {
      await deleteSecret(store, name, by);
      source.forget();
    },
  };
}

const infoOf = ({ version, at, by, erasedAt }: SecretVersion): SecretVersionInfo => ({
  version,
  at,
  by,
  ...(erasedAt === undefined ? {} : { erasedAt }),
});

async function listSecrets(
  { store, environment, workspace }: SecretsOptions,
  box: SecretBox,
): Promise<readonly SecretInfo[]> {
  const versions = await listSecretVersions(store);
  const current = new Map(versions.filter(({ erasedAt }) => erasedAt === undefined).map((one) => [one.name, one]));
  const used = usesOfSecrets(workspace());
  const names = [...new Set([...versions.map(({ name }) => name), ...used.keys()])].sort();
  return names.map((name): SecretInfo => {
    const stored = current.get(name);
    return {
      name,
      place: environmentPlace(name, environment) ?? (stored === undefined ? 'none' : 'store'),
      ...(stored === undefined ? {} : { current: infoOf(stored) }),
      usedBy: used.get(name) ?? [],
      readable: stored === undefined || stored.keyId === box.keyId,
    };
  });
}

/** Which definitions name which secret. */
function usesOfSecrets({ documents }: Workspace): Map<string, string[]> {
  const uses = new Map<string, string[]>();
  for (const { kind, name, document } of documents)
    for (const secret of secretNamesIn(document.value))
      uses.set(secret, [...(uses.get(secret) ?? []), `${kind} ${name}`]);
  return uses;
}

const longestSecret = 64 * 1024;

function requireSecret(name: string, value: string): void {
  const refuse = (message: string, hint: string): never => {
    throw new MillraceError('invalid_input', message, { hint });
  };
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,99}$/.test(name))
    refuse(`'${name}' cannot be the name of a secret.`, 'Use letters, digits and _, at most 100, as in SHOP_PASSWORD.');
  if (isReservedSecret(name))
    refuse(`'${name}' is a setting of the server, not a secret of definitions.`, 'Choose another name.');
  if (value === '') refuse('A secret cannot be empty.', 'Delete it instead.');
  if (value.length > longestSecret) refuse('The secret is too long.', 'A secret has at most 65,536 characters.');
}
