/** Wires what administrators see of a server: secrets, connections, the audit log. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { HttpServices } from '../http/http-services.ts';
import type { AuditActor } from '../model/audit-actor.ts';
import { recordLoad } from '../store/loaded-definitions.ts';
import type { Store } from '../store/open-store.ts';
import { createAudit, startSealer } from './audit.ts';
import { createConnectionTools } from './connection-tools.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { loadedDefinitions } from './loaded-workspace.ts';
import type { Secrets } from './secrets.ts';

/** What it is wired from. */
export interface AdministrationOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** The administration of a server. */
export interface Administration {
  readonly services: Pick<HttpServices, 'secrets' | 'connections' | 'audit'>;
  close(): Promise<void>;
}

/** Whoever changes files: the audit log cannot know who. */
const folderActor: AuditActor = { principal: { kind: 'system', id: 'folder', name: 'the folder' } };

/** Opens it: tells the audit log of changed definitions now and whenever they change, and seals it. */
export async function openAdministration(options: AdministrationOptions): Promise<Administration> {
  const { store, live, secrets, clock, logger } = options;
  await tellOfLoad(options);
  const sealer = startSealer({ store, clock, logger });
  let telling: Promise<void> = Promise.resolve();
  const stopFollowing = live.onReload(() => {
    telling = telling
      .then(() => tellOfLoad(options))
      .catch((err: unknown) => logger.error({ err }, 'the audit log could not be told of changed definitions'));
  });
  const workspace = () => live.checked.workspace;
  const connecting = { workspace, folder: live.folder, clock, secrets: secrets.source, store };
  return {
    services: {
      secrets: secrets.service,
      connections: createConnectionTools(connecting),
      audit: createAudit(store),
    },
    async close() {
      stopFollowing();
      await telling;
      await sealer.close();
    },
  };
}

async function tellOfLoad({ store, live, secrets, logger }: AdministrationOptions): Promise<void> {
  const definitions = await loadedDefinitions(live.checked.workspace, { secrets: secrets.source, logger });
  await recordLoad(store, definitions, folderActor);
}
