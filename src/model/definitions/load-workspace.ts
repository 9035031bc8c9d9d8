/** Reads a workspace from a folder. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { MillraceError } from '../../core/errors.ts';
import type { Problem } from '../problem.ts';
import { assembleWorkspace } from './assemble-workspace.ts';
import { checkWorkspace } from './check-workspace.ts';
import type { Workspace } from './definition.ts';
import { parseDocuments, sortProblems } from './parse-documents.ts';
import type { DefinitionFile } from './yaml-document.ts';

/** A workspace, and everything that is wrong with it; what is not in order is left out. */
export interface LoadedWorkspace {
  readonly workspace: Workspace;
  readonly problems: readonly Problem[];
  /** The files as they were read, so that a runner process can read the very same. */
  readonly files: readonly DefinitionFile[];
}

/** Folders that hold no definitions. */
const skipped = new Set(['data', 'node_modules']);
/** A file larger than this is not a file of definitions. */
const largestFile = 10 * 1024 * 1024;

/** Reads every `.yaml` and `.yml` file of a folder; `not_found` if there is no such folder. */
export async function loadWorkspace(folder: string): Promise<LoadedWorkspace> {
  const root = resolve(folder);
  const names = await definitionFiles(root);
  const files = await Promise.all(names.map((name) => readDefinitionFile(root, name)));
  return workspaceOf(files, root);
}

/** The workspace of files that are already read. */
export function workspaceOf(files: readonly DefinitionFile[], folder?: string): LoadedWorkspace {
  const parsed = parseDocuments(files);
  const workspace = assembleWorkspace(parsed, folder);
  return { workspace, problems: sortProblems([...parsed.problems, ...checkWorkspace(workspace)]), files };
}

async function definitionFiles(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await listFolder(folder, root)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.')) await visit(path);
      if (entry.isFile() && /\.ya?ml$/i.test(entry.name) && !entry.name.startsWith('.')) found.push(path);
    }
  };
  await visit(root);
  return found.map((path) => relative(root, path).split(sep).join('/')).sort();
}

async function listFolder(folder: string, root: string) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    if (folder !== root) throw thrown;
    const message = `There is no folder ${folder}.`;
    throw new MillraceError('not_found', message, {
      hint: 'Name the folder of a workspace, or make one with `millrace init DIR`.',
      cause: thrown,
    });
  }
}

async function readDefinitionFile(root: string, path: string): Promise<DefinitionFile> {
  const full = join(root, path);
  const { size } = await stat(full);
  if (size > largestFile) {
    throw new MillraceError(
      'too_large',
      `${path} has ${size} bytes; a file of definitions has at most ${largestFile}.`,
      {
        hint: 'Keep data below data/.',
      },
    );
  }
  return { path, text: await readFile(full, 'utf8') };
}
