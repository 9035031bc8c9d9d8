/** Connections against the connectors that exist: their type, the settings of that type, and where secrets may stand. */
import type { z } from 'zod';
import { didYouMean } from '../../core/did-you-mean.ts';
import type { AnyConnector, ConnectorRegistry } from '../connection.ts';
import type { Problem } from '../problem.ts';
import { settingMeta } from '../setting.ts';
import type { ConnectionDefinition, Workspace } from './definition.ts';
import { parseWithSchema, type Fault } from './schema-faults.ts';
import { schemaAt, valueAt } from './schema-walk.ts';

/** What is wrong with the connections of a workspace. */
export function checkConnections(workspace: Workspace, connectors: ConnectorRegistry): readonly Problem[] {
  return [...workspace.connections.values()].flatMap((connection) =>
    connectionFaults(connection, connectors).map((fault) => connection.document.problem(fault)),
  );
}

function connectionFaults({ type, settings }: ConnectionDefinition, connectors: ConnectorRegistry): readonly Fault[] {
  const connector = connectors.find(type);
  if (connector !== undefined) return [...settingFaults(settings, connector), ...misplacedSecrets(settings, connector)];
  const types = connectors.all().map((one) => one.type);
  const hint = didYouMean(type, types);
  const message = `there are no connections of type '${type}'`;
  return [{ path: ['type'], code: 'unknown_reference', message, ...(hint === undefined ? {} : { hint }) }];
}

const secret = /\$\{\s*secret\./;

function settingFaults(settings: Readonly<Record<string, unknown>>, connector: AnyConnector): readonly Fault[] {
  const { faults } = parseWithSchema(connector.settings, settings);
  // What a secret will be is not known yet.
  return faults.filter(({ path }) => !secret.test(String(valueAt(settings, path))));
}

function misplacedSecrets(settings: Readonly<Record<string, unknown>>, connector: AnyConnector): readonly Fault[] {
  return Object.entries(settings)
    .filter(([key, value]) => typeof value === 'string' && secret.test(value) && !takesSecret(connector, key))
    .map(([key]) => ({
      path: [key],
      code: 'invalid_value',
      message: `secrets are not filled in at '${key}'`,
      hint: `They are at ${secretKeys(connector).join(', ') || 'no key of this type'}.`,
    }));
}

function takesSecret(connector: AnyConnector, key: string): boolean {
  const schema = schemaAt(connector.settings, [key]);
  return schema === undefined || secretKeys(connector).includes(key);
}

function secretKeys({ settings }: AnyConnector): readonly string[] {
  return Object.entries(settings.shape as Readonly<Record<string, z.ZodType>>)
    .filter(([, field]) => settingMeta(field).role === 'secret')
    .map(([key]) => key);
}
