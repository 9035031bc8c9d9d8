/**
 * Calls that are another way to write what the language has already, and are checked as that: `switch` and `choose` as a
 * `case`, `pick` and `omit` as a record of the fields that stay.
 */
import { types } from '../model/value-type.ts';
import type { Span, Syntax, SyntaxCall } from './ast.ts';
import type { Checking } from './checking.ts';

type Rewrite = (checking: Checking, call: SyntaxCall) => Syntax | undefined;

function refuse(checking: Checking, { name, args, at }: SyntaxCall, form: string): undefined {
  const count = `${args.length} argument${args.length === 1 ? '' : 's'}`;
  checking.fault({ message: `${name} does not take ${count}`, hint: `Its form is ${form}.`, at });
  return undefined;
}

/** `switch(x, value, result, .., otherwise)`. */
const switching: Rewrite = (checking, call) => {
  const [operand, ...rest] = call.args;
  if (operand === undefined || rest.length < 2)
    return refuse(checking, call, 'switch(x, value, result, .., otherwise)');
  const pairs = Math.floor(rest.length / 2);
  const branches = Array.from({ length: pairs }, (_, index) => ({
    when: rest[index * 2] as Syntax,
    result: rest[index * 2 + 1] as Syntax,
  }));
  return { kind: 'case', operand, branches, otherwise: rest[pairs * 2], at: call.at };
};

/** `choose(n, first, second, ..)`. */
const choosing: Rewrite = (checking, call) => {
  const [operand, ...results] = call.args;
  if (operand === undefined || results.length === 0) return refuse(checking, call, 'choose(n, first, second, ..)');
  const branches = results.map((result, index) => ({
    when: { kind: 'literal', value: index + 1, type: types.integer, at: call.at } as const,
    result,
  }));
  return { kind: 'case', operand, branches, otherwise: undefined, at: call.at };
};

/** The names of fields, written as they are or as texts. */
function namesOf(checking: Checking, args: readonly Syntax[]): readonly string[] | undefined {
  const names: string[] = [];
  for (const arg of args) {
    const name = arg.kind === 'field' ? arg.name : arg.kind === 'literal' ? arg.value : undefined;
    if (typeof name !== 'string') {
      checking.fault({ message: "the fields are chosen by their names, such as name or 'name'", at: arg.at });
      return undefined;
    }
    names.push(name);
  }
  return names;
}

function recordOfFields(target: Syntax, names: readonly string[], at: Span): Syntax {
  const fields = names.map((name) => ({ name, value: { kind: 'member', target, name, at } as const }));
  const none: Syntax = { kind: 'literal', value: null, type: types.null, at };
  const isNull: Syntax = { kind: 'is-null', operand: target, negated: false, at };
  return {
    kind: 'case',
    operand: undefined,
    branches: [{ when: isNull, result: none }],
    otherwise: { kind: 'record', fields, at },
    at,
  };
}

/** The fields of the record that is the first argument; undefined, with a fault noted, where it is none. */
function fieldNames(checking: Checking, target: Syntax): readonly string[] | undefined {
  const { type, at } = checking.check(target);
  if (type.kind === 'record') return type.fields.map((field) => field.name);
  if (!checking.failed) checking.fault({ message: `only a record has fields to choose from, not ${type.kind}`, at });
  return undefined;
}

function selecting(keeps: (name: string, given: readonly string[]) => boolean): Rewrite {
  return (checking, call) => {
    const [target, ...rest] = call.args;
    if (target === undefined || rest.length === 0) return refuse(checking, call, `${call.name}(record, field, ..)`);
    const given = namesOf(checking, rest);
    const known = given && fieldNames(checking, target);
    if (given === undefined || known === undefined) return undefined;
    const missing = given.findIndex((name) => !known.includes(name));
    const at = rest[missing]?.at;
    if (at !== undefined) {
      checking.fault({ code: 'unknown_field', message: `the record has no field '${given[missing]}'`, at });
      return undefined;
    }
    const kept = known.filter((name) => keeps(name, given));
    if (kept.length === 0) checking.fault({ message: 'no field would be left', at: call.at });
    return kept.length === 0 ? undefined : recordOfFields(target, kept, call.at);
  };
}

const rewrites: Readonly<Record<string, Rewrite>> = {
  switch: switching,
  choose: choosing,
  pick: selecting((name, given) => given.includes(name)),
  omit: selecting((name, given) => !given.includes(name)),
};

/** True for the calls above. */
export function isRewritten(name: string): boolean {
  return Object.hasOwn(rewrites, name);
}

/** What a call stands for; undefined, with a fault noted, where it is wrong. */
export function rewriteCall(checking: Checking, call: SyntaxCall): Syntax | undefined {
  return rewrites[call.name]?.(checking, call);
}
