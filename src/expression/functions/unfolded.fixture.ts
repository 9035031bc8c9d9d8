/** Expressions with fields in place of their literals, so that they are computed where they run and not when they are checked. */
import { castValue } from '../../model/cast.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import type { Syntax } from '../ast.ts';
import { parseExpression } from '../parser.ts';

/** An expression over the fields of one record. */
export interface Unfolded {
  readonly syntax: Syntax;
  readonly shape: Shape;
  readonly record: DataRecord;
}

/** Moves the literals of an expression (and casts of literals) into fields called `v0`, `v1`.. */
export function unfold(expression: string): Unfolded {
  const { syntax } = parseExpression(expression);
  if (syntax === undefined) throw new TypeError(`This does not parse: ${expression}`);
  const shape: { name: string; type: ValueType }[] = [];
  const record: Record<string, Value> = {};
  const moved = (value: Value, type: ValueType, at: Syntax['at']): Syntax => {
    const name = `v${shape.length}`;
    shape.push({ name, type });
    record[name] = value;
    return { kind: 'field', name, at };
  };
  const walk = (node: unknown): unknown => {
    if (Array.isArray(node)) return node.map(walk);
    if (!isSyntax(node)) return typeof node === 'object' && node !== null ? mapped(node, walk) : node;
    if (node.kind === 'literal' && node.value !== null) return moved(node.value, node.type, node.at);
    if (node.kind === 'cast' && node.operand.kind === 'literal' && node.operand.value !== null) {
      return moved(castValue(node.operand.value, node.operand.type, node.type), node.type, node.at);
    }
    return node.kind === 'literal' ? node : mapped(node, walk);
  };
  return { syntax: walk(syntax) as Syntax, shape, record };
}

function isSyntax(node: unknown): node is Syntax {
  return typeof node === 'object' && node !== null && 'at' in node && 'kind' in node;
}

/** Types and values are not searched for literals. */
function mapped(node: object, walk: (part: unknown) => unknown): object {
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, key === 'type' ? part : walk(part)]));
}
