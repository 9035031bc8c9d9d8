/** Finds out what a document is: its kind and name, or why it is nothing that can be used. */
import { didYouMean } from '../../core/did-you-mean.ts';
import type { Problem } from '../problem.ts';
import type { DocumentSummary } from './definition.ts';
import { definitionKinds, isDefinitionKind } from './definition-kinds.ts';
import type { YamlDocument } from './yaml-document.ts';

/** A document with kind and name as far as they could be told, and the problems on the way. */
export interface IdentifiedDocument {
  readonly summary?: DocumentSummary;
  readonly problems: readonly Problem[];
}

/** Kind and name of a document. */
export function identifyDocument(document: YamlDocument): IdentifiedDocument {
  const kind = document.topLevel('kind');
  const name = document.topLevel('name');
  const summary =
    kind !== undefined && name !== undefined && isDefinitionKind(kind) ? { kind, name, document } : undefined;
  const known = summary === undefined ? {} : { summary };
  if (document.problems.length > 0) return { ...known, problems: document.problems };
  const kindProblem = problemOfKind(document, kind);
  return { ...known, problems: kindProblem === undefined ? [] : [kindProblem] };
}

function problemOfKind(document: YamlDocument, kind: string | undefined): Problem | undefined {
  const kinds = definitionKinds;
  const { value } = document;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return document.problem({
      path: [],
      code: 'unknown_kind',
      message: 'a document with `kind` and `name` is wanted here',
      hint: `Kinds are ${kinds.join(', ')}.`,
    });
  }
  if (kind === undefined) {
    return document.problem({
      path: ['kind'],
      code: 'unknown_kind',
      message: "the document does not say its 'kind'",
      hint: `Kinds are ${kinds.join(', ')}.`,
    });
  }
  if (isDefinitionKind(kind)) return undefined;
  const hint = didYouMean(kind, kinds);
  return document.problem({
    path: ['kind'],
    code: 'unknown_kind',
    message: `there is no kind '${kind}'`,
    ...(hint ? { hint } : {}),
  });
}
