/** The YAML fences of the documentation. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the repository. */
export const root: string = fileURLToPath(new URL('../..', import.meta.url));

/** A fence. */
export interface Fence {
  readonly file: string;
  /** Of its first line of YAML. */
  readonly line: number;
  /** What it says to be: the word after `yaml`, or `documents`. */
  readonly form: string;
  readonly text: string;
}

const opening = /^( *)```ya?ml *(\w*)[^\n]*\n([\s\S]*?)^\1```/gm;

function fencesOf(file: string): Fence[] {
  const source = readFileSync(join(root, file), 'utf8');
  return [...source.matchAll(opening)].map((match) => {
    const [, indent = '', form = '', body = ''] = match;
    const line = source.slice(0, match.index).split('\n').length + 1;
    return { file, line, form: form || 'documents', text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}

/** Every YAML fence of the pages by hand and of the reference. */
export function allFences(): readonly Fence[] {
  const files = globSync(['*.md', 'docs/**/*.md', 'examples/**/*.md'], {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  });
  return files.sort().flatMap(fencesOf);
}
