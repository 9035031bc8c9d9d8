/** Which definitions name which connection, and which policies hold for it. */
import type { Workspace } from '../model/definitions/definition.ts';

/** The definitions that name each connection, as `chain sales.Report` or `job nightly`; policies are told of apart. */
export function usesOfConnections(workspace: Workspace): ReadonlyMap<string, readonly string[]> {
  const uses = new Map<string, Set<string>>();
  for (const { label, part } of parts(workspace))
    for (const name of connectionsIn(part)) uses.set(name, (uses.get(name) ?? new Set()).add(label));
  return new Map([...uses].map(([name, labels]) => [name, [...labels].sort()]));
}

interface Part {
  readonly label: string;
  readonly part: unknown;
}

/** Documents by what they are called; of a chainset its chains, since those are what runs. */
function parts({ documents, settings }: Workspace): readonly Part[] {
  const { mail } = settings;
  return [
    ...(mail === undefined ? [] : [{ label: 'alerts', part: { connection: mail } }]),
    ...documents.flatMap(({ kind, name, document: { value } }) => {
      if (kind === 'policy' || !isRecord(value)) return [];
      const { chains } = value;
      if (kind !== 'chainset' || !isRecord(chains)) return [{ label: `${kind} ${name}`, part: value }];
      return Object.entries(chains).map(([chain, part]) => ({ label: `chain ${name}.${chain}`, part }));
    }),
  ];
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What stands at `connection`, however deep. */
function connectionsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(connectionsIn);
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'connection' && typeof inner === 'string' ? [inner] : connectionsIn(inner),
  );
}
