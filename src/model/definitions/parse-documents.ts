/**
 * Reads files of definitions: YAML, kinds and schemas, one document at a time. What takes more than one document is
 * checked by `checkWorkspace`.
 */
import type { z } from 'zod';
import { hashDefinition } from '../hash-definition.ts';
import type { Problem } from '../problem.ts';
import { parseAttributes } from './attributes-schema.ts';
import { buildChain, buildChainset } from './build-chainset.ts';
import { connectionKeys } from './connection-schema.ts';
import type {
  AttributesDefinition,
  ChainDefinition,
  ChainsetDefinition,
  DefinitionBase,
  DocumentSummary,
  JobDefinition,
} from './definition.ts';
import { kindSchemas, type DefinitionKind } from './definition-kinds.ts';
import { identifyDocument } from './identify-document.ts';
import { laterKeyFaults } from './later-keys.ts';
import { type LostPolicy, lostPolicy } from './lost-policies.ts';
import { parseWithSchema, type Fault } from './schema-faults.ts';
import { readYaml, type DefinitionFile, type YamlDocument } from './yaml-document.ts';

/** A document that is in order by itself, by kind. */
export type ParsedDefinition =
  | { readonly kind: 'chainset'; readonly definition: ChainsetDefinition }
  | { readonly kind: 'job'; readonly definition: JobDefinition; readonly chain?: ChainDefinition }
  | { readonly kind: Exclude<DefinitionKind, 'chainset' | 'job'>; readonly definition: DefinitionBase };

/** What files hold. */
export interface ParsedFiles {
  /** Every document with kind and name, also those with problems. */
  readonly documents: readonly DocumentSummary[];
  /** Those in order. */
  readonly definitions: readonly ParsedDefinition[];
  readonly problems: readonly Problem[];
  /** Documents that were to be policies and cannot be used. */
  readonly lost: readonly LostPolicy[];
}

/** Reads the documents of files. Problems of each file come in the order of its lines. */
export function parseDocuments(files: readonly DefinitionFile[]): ParsedFiles {
  const parsed = files.flatMap((file) =>
    readYaml(file).map((document) => ({ document, text: file.text, ...parseDocument(document) })),
  );
  return {
    lost: parsed.flatMap(({ definition, document, text }) =>
      definition === undefined ? (lostPolicy(document, text) ?? []) : [],
    ),
    documents: parsed.flatMap(({ summary }) => summary ?? []),
    definitions: parsed.flatMap(({ definition }) => definition ?? []),
    problems: sortProblems(parsed.flatMap(({ problems }) => problems)),
  };
}

/** Problems by file, line and column. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const key = ({ position }: Problem): readonly [string, number, number] => [
    position?.file ?? '',
    position?.line ?? 0,
    position?.column ?? 0,
  ];
  return problems.toSorted((a, b) => {
    const [fileA, lineA, columnA] = key(a);
    const [fileB, lineB, columnB] = key(b);
    if (fileA !== fileB) return fileA < fileB ? -1 : 1;
    return lineA - lineB || columnA - columnB;
  });
}

interface ParsedDocument {
  readonly summary?: DocumentSummary;
  readonly definition?: ParsedDefinition;
  readonly problems: readonly Problem[];
}

function parseDocument(document: YamlDocument): ParsedDocument {
  const { summary, problems } = identifyDocument(document);
  const kind = problems.length > 0 ? undefined : (document.topLevel('kind') as DefinitionKind | undefined);
  if (kind === undefined) return { ...(summary && { summary }), problems };
  const { definition, faults } = build(kind, document);
  const later = laterKeyFaults(kind, document.value);
  const all = [...faults, ...later].map((fault) => document.problem(fault));
  const usable = definition !== undefined && !later.some(({ severity }) => severity === 'error');
  return { ...(summary && { summary }), ...(usable && { definition }), problems: all };
}

interface Built {
  readonly definition?: ParsedDefinition;
  readonly faults: readonly Fault[];
}

function build(kind: DefinitionKind, document: YamlDocument): Built {
  if (kind === 'chainset') {
    const { definition, faults } = buildChainset(document);
    return definition === undefined ? { faults } : { definition: { kind, definition }, faults };
  }
  if (kind === 'job') return buildJob(document);
  if (kind === 'attributes') return buildAttributes(document);
  const { value, faults } = parseWithSchema<z.ZodType>(kindSchemas[kind], document.value);
  if (value === undefined) return { faults };
  const { kind: _kind, ...keys } = value as Record<string, unknown> & { kind: string; name: string };
  const base = { ...keys, name: String(keys.name), document, hash: hashDefinition(document.value) };
  return { definition: { kind, definition: kind === 'connection' ? splitSettings(base) : base }, faults };
}

/** Keys of a connection that belong to its type go into `settings`. */
function splitSettings(connection: DefinitionBase & Record<string, unknown>): DefinitionBase {
  const own = new Set([...Object.keys(connectionKeys), 'document', 'hash']);
  const entries = Object.entries(connection);
  return {
    ...(Object.fromEntries(entries.filter(([key]) => own.has(key))) as unknown as DefinitionBase),
    ...{ settings: Object.fromEntries(entries.filter(([key]) => !own.has(key))) },
  };
}

function buildAttributes(document: YamlDocument): Built {
  const { value, faults } = parseWithSchema(kindSchemas.attributes, document.value);
  if (value === undefined) return { faults };
  const shape = parseAttributes(value.attributes);
  const definition: AttributesDefinition = {
    name: value.name,
    document,
    hash: hashDefinition(document.value),
    attributes: shape.fields,
  };
  return { definition: { kind: 'attributes', definition }, faults: shape.faults };
}

function buildJob(document: YamlDocument): Built {
  const { value, faults } = parseWithSchema(kindSchemas.job, document.value);
  if (value === undefined) return { faults };
  const { kind: _kind, chain, steps, ...rest } = value;
  const base = { ...rest, document, hash: hashDefinition(document.value) };
  if (steps === undefined) return { definition: { kind: 'job', definition: { ...base, chain: chain ?? '' } }, faults };
  const fullName = `job:${rest.name}`;
  const built = buildChain({ steps }, { name: rest.name, fullName, chainset: '', visible: [], document, path: [] });
  const definition: JobDefinition = { ...base, chain: fullName };
  return {
    definition: { kind: 'job', definition, ...(built.definition && { chain: built.definition }) },
    faults: built.faults,
  };
}
