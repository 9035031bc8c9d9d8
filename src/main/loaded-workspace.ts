/** What the audit log tells of the definitions that were loaded. */
import { MillraceError } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { SecretSource, SecretVault } from '../core/secrets.ts';
import { unencryptedHost } from '../connectors/unencrypted.ts';
import type { DocumentSummary, Workspace } from '../model/definitions/definition.ts';
import { hashDefinition } from '../model/hash-definition.ts';
import type { LoadedDefinition } from '../store/loaded-definitions.ts';

/** Every document of a workspace as the audit log sees it. */
export async function loadedDefinitions(
  workspace: Workspace,
  { secrets, logger }: { secrets: SecretSource; logger: Logger },
): Promise<readonly LoadedDefinition[]> {
  const vault = await secrets.vault();
  return workspace.documents.map(({ kind, name, document }) => ({
    kind,
    name,
    hash: hashDefinition(document.value),
    remarks: [...openToAll({ kind, name, document }), ...inTheClear(name, kind, { workspace, vault, logger })],
  }));
}

type Remarks = LoadedDefinition['remarks'];

function openToAll({ kind, document }: DocumentSummary): Remarks {
  const { value } = document;
  const auth = typeof value === 'object' && value !== null && 'auth' in value ? value.auth : undefined;
  return kind === 'endpoint' && auth === 'none' ? [{ action: 'endpoint.anonymous', detail: {} }] : [];
}

function inTheClear(
  name: string,
  kind: string,
  { workspace, vault, logger }: { workspace: Workspace; vault: SecretVault; logger: Logger },
): Remarks {
  const connection = kind === 'connection' ? workspace.connections.get(name) : undefined;
  if (connection === undefined) return [];
  try {
    const { url } = connection.settings;
    const address = typeof url === 'string' ? { url: vault.resolve(url) } : {};
    const host = unencryptedHost({ ...connection.settings, ...address });
    return host === undefined ? [] : [{ action: 'connection.unencrypted', detail: { host: vault.redact(host) } }];
  } catch (error) {
    if (!(error instanceof MillraceError)) throw error;
    // An address that is not there yet cannot be spoken to either.
    logger.debug({ connection: name, code: error.code }, 'it is not known whether a connection is encrypted');
    return [];
  }
}
