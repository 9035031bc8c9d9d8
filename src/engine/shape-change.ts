import type { Span } from '../expression/ast.ts';
import type { Field, Shape, ValueType } from '../model/value-type.ts';
import type { NamedExpression } from './algebra.ts';

/** The place of expressions that nobody wrote. */
const nowhere: Span = { start: 0, end: 0 };

/** The expression that hands a field on as it is, under another name if one is given. */
export function passField(field: Field, as: string = field.name): NamedExpression {
  return { name: as, value: { kind: 'field', name: field.name, type: field.type, at: nowhere } };
}

/** The shape with a field of this type: replaced in its place, or added at the end. */
export function withField(shape: Shape, name: string, type: ValueType): Shape {
  const field = { name, type };
  return shape.some((other) => other.name === name)
    ? shape.map((other) => (other.name === name ? field : other))
    : [...shape, field];
}
