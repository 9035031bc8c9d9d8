import { MillraceError } from '../core/errors.ts';
import { castValue } from '../model/cast.ts';
import { formatValue } from '../model/value-codec.ts';
import { isRecord, type DataRecord, type Value } from '../model/value.ts';
import { sameType, types, type ValueType } from '../model/value-type.ts';
import { splitAllAggregates } from './aggregates.ts';
import { compileClosure, environment, type Closure, type Env } from './closure.ts';
import type { Typed, TypedAggregate } from './typed.ts';

/** A value of a definition, checked: what it is made of. */
export type ValueNode =
  | { readonly kind: 'constant'; readonly value: Value; readonly type: ValueType }
  | { readonly kind: 'expression'; readonly typed: Typed; readonly type: ValueType }
  /** A template; its text is cast to `type` where that is not text. */
  | { readonly kind: 'text'; readonly parts: readonly (string | ValueNode)[]; readonly type: ValueType }
  | { readonly kind: 'list'; readonly items: readonly ValueNode[]; readonly type: ValueType }
  | {
      readonly kind: 'record';
      readonly fields: readonly { name: string; value: ValueNode }[];
      readonly type: ValueType;
    };

/** A value of a definition that can be evaluated. */
export interface CheckedValue {
  readonly type: ValueType;
  /** What it is, when it is the same for every record and run. */
  readonly constant: { readonly value: Value } | undefined;
  /** The expressions in it, aggregates included: to see which fields, parameters and context they use. */
  readonly expressions: readonly Typed[];
  /** The aggregates in it; `evaluate` wants their results as `env.slots`. */
  readonly aggregates: readonly TypedAggregate[];
  /** Throws a MillraceError where an expression fails. */
  evaluate(record: DataRecord, env: Env): Value;
}

function expressionsOf(node: ValueNode): Typed[] {
  switch (node.kind) {
    case 'constant':
      return [];
    case 'expression':
      return [node.typed];
    case 'text':
      return node.parts.flatMap((part) => (typeof part === 'string' ? [] : expressionsOf(part)));
    case 'list':
      return node.items.flatMap(expressionsOf);
    case 'record':
      return node.fields.flatMap((field) => expressionsOf(field.value));
  }
}

/** A value inside a template: null gives nothing; a list or record of unknown shape is a problem. */
function holeText(value: Value, type: ValueType): string {
  if (value === null) return '';
  if (Array.isArray(value) || isRecord(value)) {
    const what = isRecord(value) ? 'record' : 'list';
    throw new MillraceError('evaluation_failed', `A ${what} cannot stand in a text.`, {
      hint: 'Name one part of it, or join it to a text.',
    });
  }
  return formatValue(value, type);
}

function compileText({ parts, type }: ValueNode & { kind: 'text' }, next: () => Closure): Closure {
  const pieces = parts.map((part) => {
    if (typeof part === 'string') return () => part;
    const closure = compileNode(part, next);
    return (record: DataRecord, env: Env) => holeText(closure(record, env), part.type);
  });
  const join: Closure = (record, env) => pieces.map((piece) => piece(record, env)).join('');
  return type.kind === 'text' ? join : (record, env) => castValue(join(record, env), types.text, type);
}

/** Compiles a node; `next` gives the compiled expressions in the order of `expressionsOf`. */
function compileNode(node: ValueNode, next: () => Closure): Closure {
  switch (node.kind) {
    case 'constant':
      return () => node.value;
    case 'expression':
      return next();
    case 'text':
      return compileText(node, next);
    case 'list': {
      const items = node.items.map((item) =>
        withType(item, next, node.type.kind === 'list' ? node.type.item : types.any),
      );
      return (record, env) => items.map((item) => item(record, env));
    }
    case 'record': {
      const fields = node.fields.map(({ name, value }) => ({ name, value: compileNode(value, next) }));
      return (record, env) => Object.fromEntries(fields.map(({ name, value }) => [name, value(record, env)]));
    }
  }
}

/** Items of unlike numeric types are brought to the one type of their list. */
function withType(node: ValueNode, next: () => Closure, type: ValueType): Closure {
  const closure = compileNode(node, next);
  if (type.kind === 'any' || sameType(node.type, type)) return closure;
  return (record, env) => castValue(closure(record, env), node.type, type);
}

/** Makes a checked tree ready to run. */
export function completeValue(node: ValueNode): CheckedValue {
  const expressions = expressionsOf(node);
  const { aggregates, rests } = splitAllAggregates(expressions);
  const closures = rests.map(compileClosure).values();
  const evaluate = compileNode(node, () => closures.next().value ?? (() => null));
  const isConstant = expressions.every((typed) => typed.kind === 'literal');
  const constant = isConstant ? { value: evaluate({}, environment()) } : undefined;
  return { type: node.type, constant, expressions, aggregates, evaluate };
}
