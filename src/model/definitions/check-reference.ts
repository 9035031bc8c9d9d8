/** Names of other documents must be names of documents that exist. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Path, Problem } from '../problem.ts';
import type { Workspace } from './definition.ts';
import type { DefinitionKind } from './definition-kinds.ts';
import type { Fault } from './schema-faults.ts';
import { valueAt } from './schema-walk.ts';
import type { YamlDocument } from './yaml-document.ts';

/** Where names stand in a document, and of what they are names. */
export interface ReferenceRule {
  /** Leads to a name, a list of names, or a list of objects that have the name in `key`. */
  readonly path: Path;
  readonly kind: DefinitionKind;
  readonly key?: string;
}

/** Roles that every server has. */
const builtInRoles = ['administrator'];

/** The names at the rule's path that nothing has. */
export function referenceProblems(
  workspace: Workspace,
  { document }: { document: YamlDocument },
  rule: ReferenceRule,
): readonly Problem[] {
  const existing = namesOf(workspace, rule.kind);
  return written(document.value, rule)
    .filter(({ name }) => !existing.includes(name))
    .map(({ name, path }) => {
      const hint = didYouMean(name, existing) ?? `Define it with \`kind: ${rule.kind}\`.`;
      return document.problem({ path, code: 'unknown_reference', message: `there is no ${rule.kind} '${name}'`, hint });
    });
}

function namesOf(workspace: Workspace, kind: DefinitionKind): readonly string[] {
  const names = workspace.documents.filter((one) => one.kind === kind).map(({ name }) => name);
  return kind === 'role' ? [...names, ...builtInRoles] : names;
}

function written(value: unknown, { path, key }: ReferenceRule): { name: string; path: Path }[] {
  const at = valueAt(value, path);
  const places = Array.isArray(at) ? at.map((_item, index) => [...path, index]) : at === undefined ? [] : [path];
  return places
    .map((place) => (key === undefined ? place : [...place, key]))
    .map((place) => ({ path: place, name: valueAt(value, place) }))
    .filter((one): one is { name: string; path: Path } => typeof one.name === 'string');
}

/** A fault if there is no chain of this full name. */
export function chainReferenceFaults(workspace: Workspace, name: string, path: Path): readonly Fault[] {
  if (workspace.chains.has(name)) return [];
  const [chainset = ''] = name.split('.');
  // Its chainset exists and has problems of its own, which are told elsewhere; or the chain is among those left out.
  const exists = workspace.documents.find((one) => one.kind === 'chainset' && one.name === chainset);
  if (exists !== undefined && isWritten(exists.document.value, name)) return [];
  if (name.startsWith('job:')) return [];
  const names = [...workspace.chains.keys()].filter((known) => !known.includes(':'));
  const sameEnd = names.filter((known) => known.endsWith(`.${name}`));
  const hint = sameEnd.length > 0 ? `Use the full name: ${sameEnd.join(' or ')}.` : didYouMean(name, names);
  return [{ path, code: 'unknown_reference', message: `there is no chain '${name}'`, ...(hint ? { hint } : {}) }];
}

function isWritten(value: unknown, fullName: string): boolean {
  if (value === undefined) return true;
  const chains = (value as { chains?: unknown }).chains;
  return (
    typeof chains === 'object' && chains !== null && Object.hasOwn(chains, fullName.slice(fullName.indexOf('.') + 1))
  );
}

/** A fault if there is no such chain, or if it cannot run without being given something. */
export function unaidedChainFaults(workspace: Workspace, fullName: string, path: Path): readonly Fault[] {
  const chain = workspace.chains.get(fullName);
  if (chain === undefined) return chainReferenceFaults(workspace, fullName, path);
  const needed = chain.params.find(({ optional }) => !optional);
  if (chain.input === undefined && needed === undefined) return [];
  const why = needed === undefined ? 'takes records' : `needs the parameter '${needed.name}'`;
  const message = `${fullName} ${why}, which nobody gives here`;
  return [{ path, code: 'type_mismatch', message, hint: 'Use a chain that runs without being given anything.' }];
}
