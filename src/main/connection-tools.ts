/** Connections outside of runs: to see whether they answer. */
import type { Clock } from '../core/clock.ts';
import { SecretVault } from '../core/secrets.ts';
import { prepareConnection } from '../connectors/connection-set.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import type { OpenContext } from '../model/connection.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import { localAdministrator } from '../model/principal.ts';

/** What connections are opened with. */
export interface ConnectionToolOptions {
  readonly workspace: Workspace;
  readonly folder: string;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly storeUrl: string;
  readonly signal: AbortSignal;
}

/** What can be asked of connections. */
export interface ConnectionTools {
  /** What answered (version, host); throws if nothing did. Secrets are not in it. */
  check(name: string): Promise<string>;
}

/** Tools over the connections of a workspace. */
export function createConnectionTools(options: ConnectionToolOptions): ConnectionTools {
  const { workspace, folder, clock, environment, storeUrl, signal } = options;
  const secrets = new SecretVault((name) => environment[name]);
  const connectors = createConnectorRegistry();
  const parts = { definitions: workspace.connections, connectors, secrets };
  const context: Omit<OpenContext, 'name'> = {
    clock,
    signal,
    storeUrl,
    principal: localAdministrator,
    workspace: folder,
    log: () => undefined,
  };
  return {
    async check(name) {
      const { connector, settings } = prepareConnection(name, parts);
      return secrets.redact(await connector.check(settings, { ...context, name }));
    },
  };
}
