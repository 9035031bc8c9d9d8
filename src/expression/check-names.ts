import { didYouMean } from '../core/did-you-mean.ts';
import { fieldType, formatType, types, type Shape } from '../model/value-type.ts';
import type { Syntax } from './ast.ts';
import { checkOperator } from './check-call.ts';
import type { Checking } from './checking.ts';
import type { Typed } from './typed.ts';

type Node<K extends Syntax['kind']> = Syntax & { readonly kind: K };

function names(shape: Shape | undefined): string[] {
  return (shape ?? []).map((field) => field.name);
}

/** The path to a field of that name one level down, if there is one: people forget the record around it. */
function nestedPath(shape: Shape, name: string): string | undefined {
  const outer = shape.find(({ type }) => type.kind === 'record' && fieldType(type.fields, name) !== undefined);
  return outer === undefined ? undefined : `${outer.name}.${name}`;
}

function unknownFieldHint(checking: Checking, { name, quoted }: Node<'field'>, shape: Shape): string | undefined {
  if (quoted === true) return `Double quotes are for names; text is written '${name}'.`;
  if (fieldType(checking.scope.parameters, name) !== undefined) return `The parameter is written $${name}.`;
  const nested = nestedPath(shape, name);
  return nested === undefined ? didYouMean(name, names(shape)) : `Did you mean '${nested}'?`;
}

/** A parameter of a lambda, or a field of the record. */
export function checkField(checking: Checking, syntax: Node<'field'>): Typed {
  const { name, at } = syntax;
  const slot = checking.locals.findLastIndex((local) => local.name === name);
  const local = checking.locals[slot];
  if (local !== undefined) return { kind: 'local', slot, name, type: local.type, at };
  const { fields, keys } = checking.scope;
  const visible = checking.insideAggregate === undefined && keys !== undefined ? keys : fields;
  const type = visible && fieldType(visible, name);
  if (type !== undefined) return { kind: 'field', name, type, at };
  if (visible === undefined) {
    const hint = unknownFieldHint(checking, syntax, []);
    return checking.fault({
      code: 'unknown_field',
      message: `there is no record here, so no field '${name}'`,
      hint,
      at,
    });
  }
  if (fields && fieldType(fields, name) !== undefined) {
    const hint = `Put it into an aggregate such as max(${name}), or group by it.`;
    return checking.fault({ code: 'unknown_field', message: `'${name}' has many values in a group`, hint, at });
  }
  const hint = unknownFieldHint(checking, syntax, visible);
  return checking.fault({ code: 'unknown_field', message: `there is no field '${name}'`, hint, at });
}

/** `$name`. */
export function checkParameter(checking: Checking, { name, at }: Node<'parameter'>): Typed {
  const type = fieldType(checking.scope.parameters, name);
  if (type !== undefined) return { kind: 'parameter', name, type, at };
  const hint = didYouMean(name, names(checking.scope.parameters)) ?? 'Declare it under params.';
  return checking.fault({ code: 'unknown_parameter', message: `there is no parameter $${name}`, hint, at });
}

/** `@name`. */
export function checkContext(checking: Checking, { name, at }: Node<'context'>): Typed {
  const type = fieldType(checking.scope.context, name);
  if (type !== undefined) return { kind: 'context', name, type, at };
  const hint = didYouMean(name, names(checking.scope.context));
  return checking.fault({ code: 'unknown_context', message: `@${name} is not known here`, hint, at });
}

function memberOf(checking: Checking, target: Typed, { name, at }: { name: string; at: Typed['at'] }): Typed {
  if (target.type.kind === 'any') return { kind: 'member', target, name, type: types.any, at };
  if (target.type.kind === 'null') return { kind: 'literal', value: null, type: types.null, at };
  if (target.type.kind === 'list') {
    const hint = 'Take one item with [1], all of them with list_map(list, i -> i.field), or unnest first.';
    return checking.fault({ message: `a ${formatType(target.type)} has no field '${name}'`, hint, at });
  }
  if (target.type.kind !== 'record')
    return checking.fault({
      message: `${target.type.kind} has no field '${name}'`,
      hint: 'Only records have fields: declare it as record{..} in the columns of the source.',
      at,
    });
  const type = fieldType(target.type.fields, name);
  if (type !== undefined) return { kind: 'member', target, name, type, at };
  const hint = didYouMean(name, names(target.type.fields));
  if (target.kind === 'context')
    return checking.fault({ code: 'unknown_context', message: `@${target.name} has no '${name}'`, hint, at });
  return checking.fault({ code: 'unknown_field', message: `the record has no field '${name}'`, hint, at });
}

/** `target.name`. */
export function checkMember(checking: Checking, { target, name, at }: Node<'member'>): Typed {
  return memberOf(checking, checking.check(target), { name, at });
}

/** `list[1]`, `record['name']`. */
export function checkIndex(checking: Checking, syntax: Node<'index'>): Typed {
  const target = checking.check(syntax.target);
  const index = checking.check(syntax.index);
  const isKey = index.kind === 'literal' && typeof index.value === 'string';
  if (isKey && target.type.kind !== 'list')
    return memberOf(checking, target, { name: String(index.value), at: syntax.at });
  if (target.type.kind === 'record') {
    return checking.fault({ message: `a field of a record is chosen by a text such as ['name']`, at: index.at });
  }
  return checkOperator(checking, 'index', { args: [target, index], at: syntax.at });
}
