import { formatType } from '../model/value-type.ts';
import { formatTyped } from './format-typed.ts';
import type { Typed, TypedAggregate, TypedOrder, TypedWindowCall } from './typed.ts';

function orderParts(keys: readonly TypedOrder[]): Typed[] {
  return keys.map((key) => key.by);
}

function aggregateParts({ args, filter, orderBy }: TypedAggregate): Typed[] {
  return [...args, ...(filter === undefined ? [] : [filter]), ...orderParts(orderBy)];
}

/** The nodes directly below a node. */
export function partsOf(typed: Typed): readonly Typed[] {
  switch (typed.kind) {
    case 'literal':
    case 'field':
    case 'parameter':
    case 'context':
    case 'local':
    case 'slot':
      return [];
    case 'member':
      return [typed.target];
    case 'list':
      return typed.items;
    case 'record':
      return typed.fields.map((field) => field.value);
    case 'and':
    case 'or':
      return [typed.left, typed.right];
    case 'case': {
      const branches = typed.branches.flatMap(({ when, result }) => [when, result]);
      return typed.otherwise === undefined ? branches : [...branches, typed.otherwise];
    }
    case 'coalesce':
    case 'call':
    case 'window-call':
      return typed.args;
    case 'cast':
      return [typed.operand];
    case 'lambda':
      return [typed.body];
    case 'aggregate':
      return aggregateParts(typed);
    case 'window':
      return [typed.call, ...typed.partitionBy, ...orderParts(typed.orderBy)];
  }
}

/** True when a node of the tree, or the tree itself, satisfies the test. */
export function someNode(typed: Typed, test: (node: Typed) => boolean): boolean {
  return test(typed) || partsOf(typed).some((part) => someNode(part, test));
}

/** Every node of the tree, parents before their parts. */
export function nodesOf(typed: Typed): readonly Typed[] {
  const nodes: Typed[] = [];
  gather(typed, nodes);
  return nodes;
}

function gather(typed: Typed, nodes: Typed[]): void {
  nodes.push(typed);
  for (const part of partsOf(typed)) gather(part, nodes);
}

function mapOrder(keys: readonly TypedOrder[], change: (part: Typed) => Typed): TypedOrder[] {
  return keys.map((key) => ({ ...key, by: change(key.by) }));
}

function mapAggregate(typed: TypedAggregate, change: (part: Typed) => Typed): TypedAggregate {
  const { args, filter, orderBy } = typed;
  return { ...typed, args: args.map(change), filter: filter && change(filter), orderBy: mapOrder(orderBy, change) };
}

function mapCall<T extends TypedAggregate | TypedWindowCall>(typed: T, change: (part: Typed) => Typed): T {
  return (typed.kind === 'aggregate' ? mapAggregate(typed, change) : { ...typed, args: typed.args.map(change) }) as T;
}

/** The node with each of its parts changed. */
export function mapParts(typed: Typed, change: (part: Typed) => Typed): Typed {
  switch (typed.kind) {
    case 'literal':
    case 'field':
    case 'parameter':
    case 'context':
    case 'local':
    case 'slot':
      return typed;
    case 'member':
      return { ...typed, target: change(typed.target) };
    case 'list':
      return { ...typed, items: typed.items.map(change) };
    case 'record':
      return { ...typed, fields: typed.fields.map(({ name, value }) => ({ name, value: change(value) })) };
    case 'and':
    case 'or':
      return { ...typed, left: change(typed.left), right: change(typed.right) };
    case 'case': {
      const branches = typed.branches.map(({ when, result }) => ({ when: change(when), result: change(result) }));
      return { ...typed, branches, otherwise: typed.otherwise && change(typed.otherwise) };
    }
    case 'coalesce':
    case 'call':
      return { ...typed, args: typed.args.map(change) };
    case 'window-call':
      return mapCall(typed, change);
    case 'cast':
      return { ...typed, operand: change(typed.operand) };
    case 'lambda':
      return { ...typed, body: change(typed.body) };
    case 'aggregate':
      return mapAggregate(typed, change);
    case 'window': {
      const { partitionBy, orderBy } = typed;
      const call = mapCall(typed.call, change);
      return { ...typed, call, partitionBy: partitionBy.map(change), orderBy: mapOrder(orderBy, change) };
    }
  }
}

/** A text that is the same exactly for trees that mean the same: the types of literals count, which print alike. */
export function typedKey(typed: Typed): string {
  const literals = nodesOf(typed)
    .filter((node) => node.kind === 'literal')
    .map((node) => formatType(node.type));
  return `${formatTyped(typed)} ${literals.join(' ')}`;
}
