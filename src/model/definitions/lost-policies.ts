/**
 * Policies that are written but not in order. Invariant: what a policy was meant to hide is never shown because there is
 * a mistake in the policy; whatever it may have been about cannot be read until it is corrected.
 */
import type { PolicyDefinition } from './definition.ts';
import { valueAt } from './schema-walk.ts';
import type { YamlDocument } from './yaml-document.ts';

/** A policy that nobody can apply. */
export interface LostPolicy {
  readonly name?: string;
  /** Where it stands. */
  readonly document: YamlDocument;
  /** The connection that it is about; undefined if that cannot be told either. */
  readonly connection?: string;
}

/** How a document starts that was to be a policy, also where it is not valid YAML. */
const policyLine = /^\s*["']?kind["']?\s*:\s*["']?policy\b/m;

/** A document without a definition, as the policy that it was to be; `text` is that of its whole file. */
export function lostPolicy(document: YamlDocument, text: string): LostPolicy | undefined {
  const kind = document.topLevel('kind');
  if (kind === undefined ? !policyLine.test(text) : kind !== 'policy') return undefined;
  const name = document.topLevel('name');
  const connection = valueAt(document.value, ['on', 'connection']);
  return {
    document,
    ...(name === undefined ? {} : { name }),
    ...(typeof connection === 'string' ? { connection } : {}),
  };
}

/** Of policies with one name only the first is taken; the others count as lost. */
export function repeatedPolicies(
  all: readonly PolicyDefinition[],
  taken: ReadonlyMap<string, PolicyDefinition>,
): readonly LostPolicy[] {
  return all
    .filter((policy) => taken.get(policy.name) !== policy)
    .map(({ name, document, on }) => ({ name, document, connection: on.connection }));
}
