/** Connections outside of runs: to see whether they answer, and what is in them. */
import type { Clock } from '../core/clock.ts';
import { SecretVault } from '../core/secrets.ts';
import { OpenConnections, prepareConnection } from '../connectors/connection-set.ts';
import { documentsKind } from '../connectors/documents/document-store.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import type { OpenContext } from '../model/connection.ts';
import type { Workspace } from '../model/definitions/definition.ts';
import { localAdministrator } from '../model/principal.ts';
import type { Shape } from '../model/value-type.ts';

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
  /** The shape of the first documents of a collection. */
  sample(place: { readonly connection: string; readonly collection: string }, count: number): Promise<Shape>;
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
    async sample({ connection, collection }, count) {
      const open = new OpenConnections({ ...parts, context });
      try {
        const store = await open.open(documentsKind, connection);
        return await store.sampleShape(collection, count);
      } finally {
        await open.close();
      }
    },
  };
}
