/** What the expressions of policies may say: fields of the record, `@user` and the time; nothing of the chain that reads. */
import type { FunctionRegistry } from '../../expression/function-declaration.ts';
import type { Scope } from '../../expression/scope.ts';
import { someNode } from '../../expression/typed-tree.ts';
import type { Typed } from '../../expression/typed.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import type { Shape } from '../../model/value-type.ts';
import { contextShape } from './context-shape.ts';

/** What policies are checked against. */
export interface PolicyScope {
  readonly workspace: Workspace;
  readonly functions: FunctionRegistry;
}

const known: ReadonlySet<string> = new Set(['user', 'now', 'today', 'zone']);

/** The scope of an expression of a policy over some fields. */
export function policyScope({ workspace, functions }: PolicyScope, fields: Shape): Scope {
  const context = contextShape(workspace).filter(({ name }) => known.has(name));
  return { fields, parameters: [], context, aggregates: 'none', windows: false, functions };
}

/** What no policy may do, though an expression can. */
export function policyProblem(typed: Typed): string | undefined {
  const volatile = someNode(typed, (node) => node.kind === 'call' && node.overload.volatile === true);
  return volatile ? 'what it says changes from one moment to the next' : undefined;
}
