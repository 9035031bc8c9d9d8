/**
 * Calls that evaluate only what they need, and therefore are nodes of their own: `coalesce`, `ifnull`, `if`, `when`.
 */
import { types } from '../model/value-type.ts';
import type { SyntaxCall } from './ast.ts';
import { mustBeBoolean, unify } from './check-type.ts';
import type { Checking } from './checking.ts';
import { foldChoice, foldCoalesce } from './fold.ts';
import { isNull } from './null-test.ts';
import { isRewritten, rewriteCall } from './rewritten-calls.ts';
import type { Typed } from './typed.ts';

type Form = (checking: Checking, args: readonly Typed[], syntax: SyntaxCall) => Typed | undefined;

const coalesce: Form = (checking, args, { name, at }) => {
  const unified = unify(checking, args, `the arguments of ${name} must be of one type`);
  return unified && foldCoalesce({ kind: 'coalesce', args: unified.items, type: unified.type, at });
};

/** `if(condition, then, else)`; without `else` null. */
const choose: Form = (checking, [condition, whenTrue, whenFalse], { at }) => {
  if (condition === undefined || whenTrue === undefined) return undefined;
  const when = mustBeBoolean(checking, condition, "the condition of 'if'");
  const results = whenFalse === undefined ? [whenTrue] : [whenTrue, whenFalse];
  const unified = unify(checking, results, "both results of 'if' must be of one type");
  if (unified === undefined) return undefined;
  const [result, otherwise] = unified.items;
  return foldChoice({
    kind: 'case',
    branches: [{ when, result: result ?? whenTrue }],
    otherwise,
    type: unified.type,
    at,
  });
};

/** `when($p, condition)`: true where the parameter is null, so that an optional filter can be left out. */
const unlessNull: Form = (checking, [subject, condition], { at }) => {
  if (subject === undefined || condition === undefined) return undefined;
  const result = mustBeBoolean(checking, condition, "the condition of 'when'");
  const when: Typed = {
    kind: 'call',
    name: 'is null',
    overload: isNull,
    args: [subject],
    type: types.boolean,
    at: subject.at,
  };
  const yes: Typed = { kind: 'literal', value: true, type: types.boolean, at };
  return foldChoice({ kind: 'case', branches: [{ when, result: yes }], otherwise: result, type: types.boolean, at });
};

const forms: Readonly<
  Record<string, { readonly form: Form; readonly least: number; readonly most: number; readonly written: string }>
> = {
  coalesce: { form: coalesce, least: 1, most: Number.POSITIVE_INFINITY, written: 'coalesce(x, y, ..)' },
  ifnull: { form: coalesce, least: 2, most: 2, written: 'ifnull(x, y)' },
  if: { form: choose, least: 2, most: 3, written: 'if(condition, then, else)' },
  when: { form: unlessNull, least: 2, most: 2, written: 'when($parameter, condition)' },
};

/** A call that stands for something else, checked as that. */
function checkRewritten(checking: Checking, syntax: SyntaxCall): Typed {
  const rewritten = rewriteCall(checking, syntax);
  return rewritten === undefined
    ? { kind: 'literal', value: null, type: types.null, at: syntax.at }
    : checking.check(rewritten);
}

/** A call of one of the forms above; undefined for any other name. */
export function checkSpecialForm(checking: Checking, syntax: SyntaxCall): Typed | undefined {
  if (isRewritten(syntax.name)) return checkRewritten(checking, syntax);
  const found = Object.hasOwn(forms, syntax.name) ? forms[syntax.name] : undefined;
  if (found === undefined) return undefined;
  const count = syntax.args.length;
  if (count < found.least || count > found.most) {
    return checking.fault({
      message: `${syntax.name} does not take ${count} argument${count === 1 ? '' : 's'}`,
      hint: `Its form is ${found.written}.`,
      at: syntax.at,
    });
  }
  const args = syntax.args.map((arg) => checking.check(arg));
  return found.form(checking, args, syntax) ?? { kind: 'literal', value: null, type: types.null, at: syntax.at };
}
