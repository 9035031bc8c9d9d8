import { dirname, join, relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { IMPORT_DIRECTION } from './import-direction-table.ts';

/** One import as the rule sees it; `to` and `from` are paths below `src/` with forward slashes. */
export interface ImportEdge {
  from: string;
  to: string;
  typeOnly: boolean;
}

const withoutExtension = (path: string): string => path.replace(/\.(d\.)?[cm]?tsx?$|\.[cm]?jsx?$/, '');

const folderOf = (path: string): string => withoutExtension(path.split('/')[0] ?? '');

function allows(entry: string, edge: ImportEdge): boolean {
  if (entry.startsWith('type:')) return edge.typeOnly && allows(entry.slice('type:'.length), edge);
  const target = withoutExtension(edge.to);
  return target === entry || target.startsWith(`${entry}/`);
}

/** Says what is wrong with an import and what would be right, or undefined where the table allows it. */
export function directionFault(edge: ImportEdge): string | undefined {
  const from = folderOf(edge.from);
  const to = folderOf(edge.to);
  if (from === to) return undefined;
  const allowed = IMPORT_DIRECTION[from];
  if (allowed === undefined) {
    return `src/${from} has no line in scripts/eslint/import-direction-table.ts: add one that says what it may import`;
  }
  if (allowed.some((entry) => allows(entry, edge))) return undefined;
  const right = allowed.length === 0 ? 'nothing of ours' : allowed.join(', ');
  return `src/${from} must not import src/${withoutExtension(edge.to)}: it may import ${right}`;
}

/** `path` below `root`/src with forward slashes, or undefined when it lies elsewhere. */
function belowSource(root: string, path: string): string | undefined {
  const inside = relative(join(root, 'src'), path).split(sep).join('/');
  return inside.startsWith('..') ? undefined : inside;
}

interface WithSource {
  source?: { value?: unknown } | null;
  importKind?: string;
  exportKind?: string;
  specifiers?: { importKind?: string; exportKind?: string }[];
}

function isTypeOnly(node: WithSource): boolean {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const specifiers = node.specifiers ?? [];
  return specifiers.length > 0 && specifiers.every((one) => one.importKind === 'type' || one.exportKind === 'type');
}

/** ESLint rule: holds every import below `src/` (type-only and dynamic ones too) to the direction table. */
export const importDirection: Rule.RuleModule = {
  meta: { type: 'problem', docs: { description: 'imports follow the direction table' }, schema: [] },
  create(context) {
    const from = belowSource(context.cwd, context.filename);
    if (from === undefined) return {};
    const check = (node: Rule.Node & WithSource): void => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const to = belowSource(context.cwd, join(dirname(context.filename), specifier));
      const message =
        to === undefined
          ? `'${specifier}' leaves src/: the product imports only itself and its packages`
          : directionFault({ from, to, typeOnly: isTypeOnly(node) });
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: check,
      ExportNamedDeclaration: check,
      ExportAllDeclaration: check,
      ImportExpression: check,
      TSImportType: check,
    };
  },
};
