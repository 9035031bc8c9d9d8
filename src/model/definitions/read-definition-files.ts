/** Reads the files of a workspace. A file that cannot be read is a problem, so that the others stay usable. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { type ErrorCode, MillraceError, messageOf } from '../../core/errors.ts';
import type { Problem } from '../problem.ts';
import type { DefinitionFile } from './yaml-document.ts';

/** Folders that hold no definitions. */
const skipped = new Set(['data', 'node_modules']);
/** A file larger than this is not a file of definitions. */
const largestFile = 10 * 1024 * 1024;

/** Files in the order of their names, and what is wrong with those that could not be read. */
export interface ReadFiles {
  readonly files: readonly DefinitionFile[];
  readonly problems: readonly Problem[];
}

/** Reads every `.yaml` and `.yml` file below a folder; `not_found` if there is no such folder. */
export async function readDefinitionFiles(root: string): Promise<ReadFiles> {
  const found: string[] = [];
  const problems: Problem[] = [];
  const visit = async (folder: string): Promise<void> => {
    for (const entry of await listFolder(folder, { root, problems })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name) && !entry.name.startsWith('.')) await visit(path);
      if (entry.isFile() && /\.ya?ml$/i.test(entry.name) && !entry.name.startsWith('.')) found.push(path);
    }
  };
  await visit(root);
  const names = found.map((path) => nameBelow(root, path)).sort();
  const files = await Promise.all(names.map((name) => readOne(root, name)));
  return {
    files: files.flatMap((file) => ('text' in file ? [file] : [])),
    problems: [...problems, ...files.flatMap((file) => ('text' in file ? [] : [file]))],
  };
}

function nameBelow(root: string, path: string): string {
  return relative(root, path).split(sep).join('/');
}

async function listFolder(folder: string, { root, problems }: { root: string; problems: Problem[] }) {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (thrown) {
    if (folder === root) {
      const hint = 'Name the folder of a workspace, or make one with `millrace init DIR`.';
      throw new MillraceError('not_found', `There is no folder ${folder}.`, { hint, cause: thrown });
    }
    problems.push(
      fileProblem(nameBelow(root, folder), 'file_not_found', `The folder cannot be read: ${messageOf(thrown)}`),
    );
    return [];
  }
}

async function readOne(root: string, name: string): Promise<DefinitionFile | Problem> {
  try {
    const { size } = await stat(join(root, name));
    if (size > largestFile) {
      const message = `The file has ${size} bytes; a file of definitions has at most ${largestFile}.`;
      return { ...fileProblem(name, 'too_large', message), hint: 'Keep data below data/.' };
    }
    return decode(name, await readFile(join(root, name)));
  } catch (thrown) {
    return fileProblem(name, 'file_not_found', `The file cannot be read: ${messageOf(thrown)}`);
  }
}

function decode(name: string, bytes: Uint8Array): DefinitionFile | Problem {
  try {
    return { path: name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
    return { ...fileProblem(name, 'yaml_syntax', 'The file is not UTF-8 text.'), hint: 'Save it as UTF-8.' };
  }
}

function fileProblem(file: string, code: ErrorCode, message: string): Problem {
  return { code, severity: 'error', message, position: { file, line: 1, column: 1 } };
}
