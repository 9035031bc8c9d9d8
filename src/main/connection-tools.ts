/** Connections outside of runs: what they are, and whether they answer. */
import { abortError } from '../core/abort.ts';
import type { Clock } from '../core/clock.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError, toMillraceError } from '../core/errors.ts';
import { type SecretSource, secretNamesIn, type SecretVault } from '../core/secrets.ts';
import { prepareConnection } from '../connectors/connection-set.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import { writtenAddress } from '../connectors/written-address.ts';
import type {
  ConnectionCheck,
  ConnectionInfo,
  ConnectionPolicy,
  ConnectionService,
} from '../http/connection-service.ts';
import type { OpenContext } from '../model/connection.ts';
import type { ConnectionDefinition, Workspace } from '../model/definitions/definition.ts';
import { localAdministrator } from '../model/principal.ts';
import { actorOf, addAuditEntry } from '../store/audit.ts';
import type { StoreContext } from '../store/open-store.ts';
import { usesOfConnections } from './connection-uses.ts';

/** What connections are opened with. */
export interface ConnectionToolOptions {
  workspace(): Workspace;
  readonly folder: string;
  readonly clock: Clock;
  readonly secrets: SecretSource;
  readonly store: StoreContext & { readonly url: string };
}

/** How long trying a connection may take, in milliseconds. */
const longestCheck = 30_000;

/** Tools over the connections of a workspace. */
export function createConnectionTools(options: ConnectionToolOptions): ConnectionService {
  return {
    list() {
      const workspace = options.workspace();
      const uses = usesOfConnections(workspace);
      return [...workspace.connections.values()].map((one) => infoOf(one, { workspace, uses }));
    },
    async check(name, by) {
      const { connections } = options.workspace();
      if (!connections.has(name)) throw unknownConnection(name, [...connections.keys()]);
      const check = await checkOne(name, options);
      if (by === undefined) return check;
      const detail = check.healthy ? {} : { code: check.problem.code };
      const result = check.healthy ? 'done' : 'failed';
      const object = { kind: 'connection', name };
      await addAuditEntry(options.store, { ...actorOf(by), action: 'connection.check', object, result, detail });
      return check;
    },
  };
}

interface Around {
  readonly workspace: Workspace;
  readonly uses: ReadonlyMap<string, readonly string[]>;
}

function infoOf(definition: ConnectionDefinition, { workspace, uses }: Around): ConnectionInfo {
  const { name, type, description, document, settings, use } = definition;
  const address = writtenAddress(settings);
  return {
    name,
    type,
    ...(description === undefined ? {} : { description }),
    file: document.file,
    ...(address === undefined ? {} : { address }),
    usedBy: uses.get(name) ?? [],
    policies: policiesOn(name, workspace),
    secrets: secretNamesIn(settings),
    ...(use === undefined ? {} : { use }),
  };
}

function policiesOn(connection: string, { policies }: Workspace): readonly ConnectionPolicy[] {
  return [...policies.values()]
    .filter(({ on }) => on.connection === connection)
    .map(({ name, description, document, on, rows, mask = {} }) => ({
      name,
      ...(description === undefined ? {} : { description }),
      file: document.file,
      source: on.collection ?? on.table ?? '',
      ...(rows === undefined ? {} : { rows }),
      mask,
    }));
}

function unknownConnection(name: string, known: readonly string[]): MillraceError {
  const hint = didYouMean(name, known) ?? 'See the list of connections.';
  return new MillraceError('not_found', `There is no connection '${name}'.`, { hint });
}

/** What is said may repeat what the other system was sent, so secrets are taken out of it. */
async function checkOne(name: string, options: ConnectionToolOptions): Promise<ConnectionCheck> {
  const { clock, secrets } = options;
  const started = clock.monotonic();
  const took = (): number => Math.round(clock.monotonic() - started);
  let vault: SecretVault | undefined;
  const stop = new AbortController();
  const stopTimer = clock.after(longestCheck, () => stop.abort(tookTooLong(name)));
  try {
    vault = await secrets.vault();
    const detail = vault.redact(await reach(name, { options, vault, signal: stop.signal }));
    return { healthy: true, detail, took: took() };
  } catch (thrown) {
    const { code, message, hint } = toMillraceError(stop.signal.aborted ? stop.signal.reason : thrown);
    const problem = { code, message, ...(hint === undefined ? {} : { hint }) };
    return { healthy: false, problem: vault?.redactAll(problem) ?? problem, took: took() };
  } finally {
    stopTimer();
  }
}

async function reach(
  name: string,
  { options, vault, signal }: { options: ConnectionToolOptions; vault: SecretVault; signal: AbortSignal },
): Promise<string> {
  const { workspace, folder, clock, store } = options;
  const parts = { definitions: workspace().connections, connectors: createConnectorRegistry(), secrets: vault };
  const { connector, settings } = prepareConnection(name, parts);
  const context: OpenContext = {
    name,
    clock,
    signal,
    storeUrl: store.url,
    principal: localAdministrator,
    workspace: folder,
    log: () => undefined,
  };
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(abortError(signal)), { once: true });
  });
  return Promise.race([connector.check(settings, context), aborted]);
}

function tookTooLong(name: string): MillraceError {
  return new MillraceError('timeout', `The connection '${name}' did not answer within ${longestCheck / 1000} s.`, {
    hint: 'Check the address and the network between.',
  });
}
