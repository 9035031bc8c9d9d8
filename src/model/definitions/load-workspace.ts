/** Reads a workspace from a folder. */
import { resolve } from 'node:path';
import type { Problem } from '../problem.ts';
import { assembleWorkspace } from './assemble-workspace.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { Workspace } from './definition.ts';
import { parseDocuments, sortProblems } from './parse-documents.ts';
import { readDefinitionFiles } from './read-definition-files.ts';
import type { DefinitionFile } from './yaml-document.ts';

/** A workspace, and everything that is wrong with it; what is not in order is left out. */
export interface LoadedWorkspace {
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  /** The files as they were read, so that a runner process can read the very same. */
  readonly files: readonly DefinitionFile[];
}

/** Reads every `.yaml` and `.yml` file of a folder; `not_found` if there is no such folder. */
export async function loadWorkspace(folder: string): Promise<LoadedWorkspace> {
  const root = resolve(folder);
  const { files, problems } = await readDefinitionFiles(root);
  const loaded = workspaceOf(files, root);
  return { ...loaded, problems: sortProblems([...problems, ...loaded.problems]) };
}

/** The workspace of files that are already read. */
export function workspaceOf(files: readonly DefinitionFile[], folder?: string): LoadedWorkspace {
  const parsed = parseDocuments(files);
  const workspace = assembleWorkspace(parsed, folder);
  return { workspace, problems: sortProblems([...parsed.problems, ...checkWorkspace(workspace)]), files };
}
