/** Expressions as they are made: text with holes, so that parts can be taken out again when a case is made small. */
import type { ValueType } from '../../src/model/value-type.ts';

/** A piece of an expression, with the type that it was made for. */
export interface Node {
  readonly pieces: readonly (string | Node)[];
  readonly type: ValueType;
  /** The overload that it was made to call, as `formatOverload` writes it. */
  readonly calls?: string;
}

/** The expression as it is written. */
export function textOf({ pieces }: Node): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : textOf(piece))).join('');
}

/** A node with text only. */
export function leaf(text: string, type: ValueType): Node {
  return { pieces: [text], type };
}

/** Text with nodes in it, in parentheses, so that it can stand anywhere. */
export function written(type: ValueType, ...pieces: readonly (string | Node)[]): Node {
  return { pieces: ['(', ...pieces, ')'], type };
}

/** `name(a, b)`. */
export function call(name: string, args: readonly Node[], type: ValueType): Node {
  return { pieces: [`${name}(`, ...separated(args), ')'], type };
}

/** Nodes with commas between them. */
export function separated(nodes: readonly Node[], between = ', '): (string | Node)[] {
  return nodes.flatMap((node, at) => (at === 0 ? [node] : [between, node]));
}

/** The nodes directly inside of a node. */
export function partsOfNode({ pieces }: Node): readonly Node[] {
  return pieces.filter((piece) => typeof piece !== 'string');
}

/** All nodes, the outer ones first. */
export function* allNodes(node: Node): Generator<Node> {
  yield node;
  for (const part of partsOfNode(node)) yield* allNodes(part);
}

/** The node with one of its nodes replaced. */
export function replaceNode(node: Node, from: Node, to: Node): Node {
  if (node === from) return to;
  return {
    ...node,
    pieces: node.pieces.map((piece) => (typeof piece === 'string' ? piece : replaceNode(piece, from, to))),
  };
}

/** How many nodes there are. */
export function sizeOf(node: Node): number {
  return [...allNodes(node)].length;
}
