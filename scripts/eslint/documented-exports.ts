import type { Rule, SourceCode } from 'eslint';

/** What is exported as a plain syntax tree has it: the declaration's names, where it declares any. */
interface Declaration {
  type: string;
  id?: { name?: string } | null;
  declarations?: { id: { name?: string } }[];
}

function namesOf(declaration: Declaration): string {
  const ids = declaration.declarations?.map((one) => one.id) ?? [declaration.id];
  return ids.map((id) => id?.name ?? 'this').join(', ');
}

type Export = Extract<Rule.Node, { type: 'ExportNamedDeclaration' }>;

// Overloads of a function, and its body, follow the one that is documented.
function isOverloadOfTheOneBefore(code: SourceCode, node: Export): boolean {
  const siblings = code.ast.body;
  const before = siblings[siblings.indexOf(node) - 1];
  if (before?.type !== 'ExportNamedDeclaration') return false;
  return (before.declaration as Declaration | null | undefined)?.type === 'TSDeclareFunction';
}

/** ESLint rule: what other files may use says what it is, in a doc comment right above it. */
export const documentedExports: Rule.RuleModule = {
  meta: { type: 'suggestion', docs: { description: 'exported names have doc comments' }, schema: [] },
  create(context) {
    return {
      ExportNamedDeclaration(node) {
        const declaration = node.declaration as Declaration | null | undefined;
        if (!declaration) return;
        const above = context.sourceCode.getCommentsBefore(node).at(-1);
        if (above?.type === 'Block' && above.value.startsWith('*')) return;
        if (isOverloadOfTheOneBefore(context.sourceCode, node)) return;
        const name = namesOf(declaration);
        context.report({ node, message: `Say what ${name} is in a doc comment: what, units, shape, errors.` });
      },
    };
  },
};
