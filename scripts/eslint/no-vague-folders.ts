import { relative } from 'node:path';
import type { Rule } from 'eslint';

const VAGUE = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'types', 'shared', 'misc', 'lib']);

/** The first folder (or file name) of `path` that names no idea of the product, if there is one. */
export function vagueName(path: string): string | undefined {
  return path
    .split(/[\\/]/)
    .map((part) => part.replace(/\..*$/, ''))
    .find((part) => VAGUE.has(part));
}

/** ESLint rule: folders and files are named after nouns of the product, so that nothing becomes a drawer for the rest. */
export const noVagueFolders: Rule.RuleModule = {
  meta: { type: 'problem', docs: { description: 'folders are named after nouns of the product' }, schema: [] },
  create(context) {
    const name = vagueName(relative(context.cwd, context.filename));
    if (name === undefined) return {};
    return {
      Program(node) {
        context.report({ node, message: `'${name}' says nothing: name the folder or file after the idea it holds` });
      },
    };
  },
};
