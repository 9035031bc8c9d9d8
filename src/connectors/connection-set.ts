import { MillraceError } from '../core/errors.ts';
import type { SecretVault } from '../core/secrets.ts';
import type { AnyConnector, ConnectorKind, ConnectorRegistry, OpenContext, Opened } from '../model/connection.ts';
import type { ConnectionDefinition } from '../model/definitions/definition.ts';
import { settingMeta } from '../model/setting.ts';
import type { z } from 'zod';
import { parseWithSchema } from '../model/definitions/schema-faults.ts';

/** What connections are opened with. */
export interface ConnectionSetOptions {
  readonly definitions: ReadonlyMap<string, ConnectionDefinition>;
  readonly connectors: ConnectorRegistry;
  readonly secrets: SecretVault;
  readonly context: Omit<OpenContext, 'name'>;
}

/** The connections of one run: each opened when it is first asked for, all closed together. */
export class OpenConnections {
  readonly #options: ConnectionSetOptions;
  readonly #opened = new Map<string, Promise<Opened<unknown>>>();
  /** Fires when nobody wants the connections any more: one that is still being opened then gives up. */
  readonly #closing = new AbortController();

  constructor(options: ConnectionSetOptions) {
    this.#options = options;
  }

  /** The opened connection; the check made sure that it is of this kind. */
  async open<T>(kind: ConnectorKind<T>, name: string): Promise<T> {
    let opened = this.#opened.get(name);
    if (opened === undefined) {
      opened = this.#open(kind, name);
      this.#opened.set(name, opened);
    }
    return (await opened).connection as T;
  }

  /** Closes what was opened; what cannot be closed is logged. */
  async close(): Promise<void> {
    this.#closing.abort(new MillraceError('cancelled', 'The run has ended.'));
    const all = [...this.#opened];
    this.#opened.clear();
    await Promise.all(all.map(([name, opened]) => this.#close(name, opened)));
  }

  async #open<T>(kind: ConnectorKind<T>, name: string): Promise<Opened<unknown>> {
    const { context } = this.#options;
    const signal = AbortSignal.any([context.signal, this.#closing.signal]);
    return openConnection(kind, name, { ...this.#options, context: { ...context, signal } }).open();
  }

  async #close(name: string, opening: Promise<Opened<unknown>>): Promise<void> {
    const opened = await opening.catch(() => undefined);
    try {
      await opened?.close();
    } catch (error) {
      this.#options.context.log('warn', `the connection '${name}' could not be closed: ${String(error)}`);
    }
  }
}

/** A connection about to be opened; `identity` is equal for equal settings, and holds its secrets. */
export function openConnection<T>(
  kind: ConnectorKind<T>,
  name: string,
  options: ConnectionSetOptions,
): { open(): Promise<Opened<unknown>>; readonly identity: string } {
  const { connector, settings } = prepareConnection(name, options);
  if (connector.kind.name !== kind.name) {
    throw new MillraceError(
      'internal',
      `The connection '${name}' is of type ${connector.type}, which is not ${kind.name}.`,
    );
  }
  return {
    open: async () => connector.open(settings, { ...options.context, name }),
    identity: JSON.stringify([connector.type, settings]),
  };
}

/** The connector of a connection and its settings with secrets in place. */
export function prepareConnection(
  name: string,
  { definitions, connectors, secrets }: Pick<ConnectionSetOptions, 'definitions' | 'connectors' | 'secrets'>,
): { connector: AnyConnector; settings: Readonly<Record<string, unknown>> } {
  const definition = definitions.get(name);
  if (definition === undefined) throw new MillraceError('unknown_reference', `There is no connection '${name}'.`);
  const connector = connectors.find(definition.type);
  if (connector === undefined)
    throw new MillraceError('unknown_reference', `There are no connections of type '${definition.type}'.`);
  const parsed = parseWithSchema(connector.settings, withSecrets(definition.settings, connector, secrets));
  if (parsed.value === undefined) {
    const [first] = parsed.faults;
    throw new MillraceError(
      'invalid_value',
      `The connection '${name}' is not right: ${first?.message ?? 'see its definition'}.`,
    );
  }
  return { connector, settings: parsed.value };
}

/** Secrets resolve only in fields that are declared to hold one. */
function withSecrets(
  settings: Readonly<Record<string, unknown>>,
  connector: AnyConnector,
  secrets: SecretVault,
): Record<string, unknown> {
  const resolve = (key: string, value: unknown): unknown => {
    const field = connector.settings.shape[key] as z.ZodType | undefined;
    return field !== undefined && settingMeta(field).role === 'secret' && typeof value === 'string'
      ? secrets.resolve(value)
      : value;
  };
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, resolve(key, value)]));
}
