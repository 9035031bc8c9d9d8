/** The workspace that a command is about, checked. */
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MillraceError } from '../core/errors.ts';
import { loadWorkspace } from '../model/definitions/load-workspace.ts';
import { type CheckedDefinitions, checkDefinitions } from '../main/check-definitions.ts';
import type { ArgumentDeclaration, CommandInput, OptionDeclaration } from './command.ts';
import type { Terminal } from './terminal.ts';

/** `--workspace DIR`. */
export const workspaceOption: OptionDeclaration = {
  name: 'workspace',
  short: 'w',
  value: 'DIR',
  summary: 'The folder of the workspace; default: the current folder.',
};

/** `[DIR]`. */
export const folderArgument: ArgumentDeclaration = {
  name: 'DIR',
  summary: 'The folder of the workspace; default: the current folder.',
  optional: true,
};

/** The folder named by `--workspace`; `not_found` if it is none. */
export function optionFolder(input: CommandInput, terminal: Terminal): Promise<string> {
  return existingFolder(input.option('workspace'), terminal);
}

/** The folder named by the first argument; `not_found` if it is none. */
export function argumentFolder(input: CommandInput, terminal: Terminal): Promise<string> {
  return existingFolder(input.arguments[0], terminal);
}

async function existingFolder(named: string | undefined, terminal: Terminal): Promise<string> {
  const folder = resolve(terminal.folder, named ?? '.');
  try {
    await access(folder);
    return folder;
  } catch (thrown) {
    const hint = 'Name the folder of a workspace, or make one with `millrace init DIR`.';
    throw new MillraceError('not_found', `There is no folder ${folder}.`, { hint, cause: thrown });
  }
}

/** Reads and checks everything in a folder; `not_found` if there are no definitions in it. */
export async function loadChecked(folder: string): Promise<CheckedDefinitions> {
  const loaded = await loadWorkspace(folder);
  if (loaded.workspace.documents.length === 0 && loaded.problems.length === 0) {
    throw new MillraceError('not_found', `There are no definitions in ${folder}.`, {
      hint: 'A workspace is a folder of .yaml files; make one with `millrace init DIR`.',
    });
  }
  return checkDefinitions(loaded);
}
