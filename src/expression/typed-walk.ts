/** What can be told about a typed tree without running it. */
import { castCanFail } from '../model/cast.ts';
import { nodesOf, partsOf, someNode } from './typed-tree.ts';
import type { Typed } from './typed.ts';

/** Names from a field or context value inwards: `customer.address.city`. */
export type NamePath = readonly string[];

/** The path that a node reads, if it is nothing but members of a field or context value. */
function pathOf(typed: Typed, root: 'field' | 'context'): NamePath | undefined {
  if (typed.kind === root) return [typed.name];
  if (typed.kind !== 'member') return undefined;
  const outer = pathOf(typed.target, root);
  return outer && [...outer, typed.name];
}

/** The path of a node that is a part of a context value; undefined for all others, and inside of `any`. */
export function contextPath(typed: Typed): NamePath | undefined {
  if (typed.kind === 'member' && typed.target.type.kind === 'any') return undefined;
  return pathOf(typed, 'context');
}

function collectPaths(typed: Typed, root: 'field' | 'context', found: Map<string, NamePath>): void {
  const path = pathOf(typed, root);
  if (path === undefined) for (const part of partsOf(typed)) collectPaths(part, root, found);
  else found.set(JSON.stringify(path), path);
}

/** Paths without those that a shorter one already covers. */
function paths(typed: Typed, root: 'field' | 'context'): NamePath[] {
  const found = new Map<string, NamePath>();
  collectPaths(typed, root, found);
  const covered = (path: NamePath): boolean =>
    path.some((_, length) => length > 0 && found.has(JSON.stringify(path.slice(0, length))));
  return [...found.values()].filter((path) => !covered(path));
}

/** The fields that an expression reads, as paths; a path covers all that is below it. */
export function fieldsUsed(typed: Typed): NamePath[] {
  return paths(typed, 'field');
}

/** The context values that an expression reads, as paths: `user.name`. */
export function contextUsed(typed: Typed): NamePath[] {
  return paths(typed, 'context');
}

/** The parameters that an expression reads. */
export function parametersUsed(typed: Typed): string[] {
  const names = new Set<string>();
  for (const node of nodesOf(typed)) if (node.kind === 'parameter') names.add(node.name);
  return [...names];
}

/** True when some value of the right types can end the expression in a problem. */
export function canFail(typed: Typed): boolean {
  return someNode(typed, nodeCanFail);
}

function nodeCanFail(node: Typed): boolean {
  if (node.kind === 'cast') return !node.lenient && castCanFail(node.operand.type, node.type);
  return (node.kind === 'call' || node.kind === 'aggregate') && node.overload.canFail === true;
}

/** The largest parts that are the same for every record of a run; of the tree itself, where it is one. */
export function constantParts(typed: Typed): Typed[] {
  return isConstant(typed) ? [typed] : partsOf(typed).flatMap(constantParts);
}

/** True when it depends on the record whether the expression ends in a problem. */
export function canFailOnRecord(typed: Typed): boolean {
  return !isConstant(typed) && (nodeCanFail(typed) || partsOf(typed).some(canFailOnRecord));
}

/** True for what can be worked out at the beginning of a run: more than a name or literal, and the same for every record. */
export function isRunConstant(typed: Typed): boolean {
  const seesLocals = (): boolean => someNode(typed, ({ kind }) => kind === 'local' || kind === 'lambda');
  return partsOf(typed).length > 0 && isConstant(typed) && !seesLocals();
}

/** True when the value is the same for every record of a run; it may depend on parameters and context. */
export function isConstant(typed: Typed): boolean {
  return !someNode(typed, (node) => {
    if (node.kind === 'call') return node.overload.volatile === true;
    return ['field', 'slot', 'aggregate', 'window-call', 'window'].includes(node.kind);
  });
}
