import { access, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { MillraceError } from '../core/errors.ts';
import { checkServices } from '../main/perform-run.ts';
import { namePattern } from '../model/definitions/fields.ts';
import { workspaceJsonSchema } from '../model/definitions/workspace-json-schema.ts';
import { defineCommand } from './command.ts';
import { firstWorkspace, type WorkspaceFiles } from './first-workspace.ts';
import { writeLines } from './terminal.ts';

/** `millrace init`. */
export const initCommand = defineCommand({
  name: 'init',
  summary: 'Makes a small working workspace to start from.',
  docs: 'It has a CSV file, a chain that makes a workbook of it with a test, and a job. Nothing that is already there is touched.',
  arguments: [{ name: 'DIR', summary: 'Where; default: the current folder.', optional: true }],
  options: [],
  examples: [{ command: 'millrace init my-workspace', shows: 'A workspace in a new folder.' }],
  async run(input, terminal) {
    const folder = resolve(terminal.folder, input.arguments[0] ?? '.');
    const files = firstWorkspace({ name: nameOf(folder), zone: zoneHere(), schema: schemaText() });
    await refuseExisting(folder, files);
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text, { flag: 'wx' });
    }
    const named = input.arguments[0] === undefined ? '' : ` ${input.arguments[0]}`;
    await writeLines(terminal.out, [
      `Made a workspace in ${folder}. Now try:`,
      '',
      `  millrace test${named}`,
      `  millrace run sales.ByProduct${named === '' ? '' : ` --workspace${named}`}`,
      `  millrace serve${named}`,
    ]);
    return 0;
  },
});

function nameOf(folder: string): string {
  const name = basename(folder).replaceAll(/[^A-Za-z0-9_-]+/g, '-');
  return namePattern.test(name) ? name : 'workspace';
}

/** The zone of this machine: what people mean by `08:00` when they write it here. */
function zoneHere(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}

function schemaText(): string {
  const { steps, connectors } = checkServices();
  return `${JSON.stringify(workspaceJsonSchema({ steps: steps.all(), connectors: connectors.all() }), undefined, 1)}\n`;
}

async function refuseExisting(folder: string, files: WorkspaceFiles): Promise<void> {
  for (const path of Object.keys(files)) {
    const exists = await access(join(folder, path)).then(
      () => true,
      () => false,
    );
    if (exists)
      throw new MillraceError('conflict', `There is a ${path} in ${folder} already.`, {
        hint: 'Name another folder: millrace init DIR.',
      });
  }
}
