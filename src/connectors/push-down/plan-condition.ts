/**
 * Works out, once, what of a `where` can be asked of another system, and with each run's parameters the condition. Not is
 * carried inwards, so that every step on the way stays a superset: "is true" of `not x` is "is false" of x, and what
 * cannot be asked keeps everything.
 */
import { MillraceError } from '../../core/errors.ts';
import { compileClosure, type Closure, type Env } from '../../expression/closure.ts';
import { formatTyped } from '../../expression/format-typed.ts';
import { someNode } from '../../expression/typed-tree.ts';
import type { Typed } from '../../expression/typed.ts';
import type { Value } from '../../model/value.ts';
import {
  allOf,
  always,
  anyOf,
  type Comparison,
  type Condition,
  type FieldReference,
  never,
  type Present,
} from './condition.ts';

/** Gives the condition for a run's parameters and context. */
export type ConditionPlan = (env: Env) => Condition;

/** Says whether a field can be asked about. */
export type Askable = (field: FieldReference) => boolean;

/** What of a `where` is asked, and what is not. */
export interface PlannedCondition {
  readonly condition: ConditionPlan;
  /** The parts of the `where`, as text. */
  readonly asked: readonly string[];
  readonly partly: readonly string[];
  readonly kept: readonly string[];
}

interface Plan {
  readonly condition: ConditionPlan;
  /** `none`: keeps everything; `some`: keeps more than the expression may; `all`: says what the expression says. */
  readonly covers: 'none' | 'some' | 'all';
}

const nothing: Plan = { condition: () => always, covers: 'none' };

const inverse: Readonly<Record<Comparison, Comparison>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};
const mirrored: Readonly<Record<Comparison, Comparison>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '>': '<',
  '<=': '>=',
  '>=': '<=',
};

const variable = new Set<Typed['kind']>(['field', 'local', 'slot', 'aggregate', 'window-call', 'window']);

/** True when an expression has one value throughout a run. */
function isConstant(typed: Typed): boolean {
  return !someNode(
    typed,
    (node) => variable.has(node.kind) || (node.kind === 'call' && node.overload.volatile === true),
  );
}

/** A constant's value; undefined where it fails, which then is left to the expression itself. */
function constant(typed: Typed): (env: Env) => Value | undefined {
  const closure: Closure = compileClosure(typed);
  return (env) => {
    try {
      return closure({}, env);
    } catch (thrown) {
      if (thrown instanceof MillraceError) return undefined;
      throw thrown;
    }
  };
}

/** The names from the outermost record inwards; undefined for what is computed. */
export function pathOf(typed: Typed): readonly string[] | undefined {
  if (typed.kind === 'field') return [typed.name];
  if (typed.kind !== 'member') return undefined;
  const outer = pathOf(typed.target);
  return outer && [...outer, typed.name];
}

/** Integers and decimals compare as they are with decimals of at least their places. */
function isExactCast(from: Typed['type'], to: Typed['type']): boolean {
  if (to.kind !== 'decimal') return false;
  if (from.kind === 'integer') return true;
  return from.kind === 'decimal' && (to.scale === undefined || (from.scale !== undefined && from.scale <= to.scale));
}

class Planner {
  readonly #askable: Askable;
  constructor(askable: Askable) {
    this.#askable = askable;
  }

  fieldOf(typed: Typed): FieldReference | undefined {
    if (typed.kind === 'cast' && isExactCast(typed.operand.type, typed.type)) return this.fieldOf(typed.operand);
    const path = pathOf(typed);
    const field = path && { path, type: typed.type };
    return field && this.#askable(field) ? field : undefined;
  }

  /** What must hold for the expression to be `wanted`. */
  plan(typed: Typed, wanted: boolean): Plan {
    if (isConstant(typed)) return this.#test(typed, wanted);
    switch (typed.kind) {
      case 'and':
      case 'or':
        return this.#join(typed, wanted);
      case 'call':
        return this.#call(typed, wanted);
      case 'case':
        return this.#choose(typed, wanted);
      case 'coalesce':
        return loosely(any(typed.args.map((arg) => this.plan(arg, wanted))));
      case 'field':
      case 'member':
        return this.#flag(typed, wanted);
      default:
        return nothing;
    }
  }

  #test(typed: Typed, wanted: boolean): Plan {
    const value = constant(typed);
    const condition: ConditionPlan = (env) => {
      const found = value(env);
      return found === undefined || found === wanted ? always : never;
    };
    return { condition, covers: 'all' };
  }

  #join(typed: Typed & { kind: 'and' | 'or' }, wanted: boolean): Plan {
    const parts = [this.plan(typed.left, wanted), this.plan(typed.right, wanted)];
    return (typed.kind === 'and') === wanted ? all(parts) : any(parts);
  }

  #flag(typed: Typed, wanted: boolean): Plan {
    const field = this.fieldOf(typed);
    return field
      ? { condition: () => ({ op: 'compare', field, comparison: '=', value: wanted }), covers: 'all' }
      : nothing;
  }

  /** Each branch with its condition; what comes after a branch that may have been taken is a superset. */
  #choose({ branches, otherwise }: Typed & { kind: 'case' }, wanted: boolean): Plan {
    const taken = branches.map(({ when, result }) => all([this.plan(when, true), this.plan(result, wanted)]));
    const rest = otherwise === undefined ? [] : [this.plan(otherwise, wanted)];
    const isSwitch = branches.every(({ when }) => isConstant(when));
    const either = any([...taken, ...rest]);
    return isSwitch ? either : loosely(either);
  }

  #call(typed: Typed & { kind: 'call' }, wanted: boolean): Plan {
    const [first, second, third] = typed.args;
    if (first === undefined) return nothing;
    if (typed.name === 'not') return this.plan(first, !wanted);
    if (typed.name === 'is null' || typed.name === 'is not null')
      return this.#nullTest(first, (typed.name === 'is null') === wanted);
    if (second === undefined) return nothing;
    if (typed.name === 'in') return this.#membership(first, second, wanted);
    if (typed.name === 'between' && third !== undefined) return this.#between([first, second, third], wanted);
    if (Object.hasOwn(inverse, typed.name)) {
      const comparison = typed.name as Comparison;
      return this.#compare(first, second, wanted ? comparison : inverse[comparison]);
    }
    return nothing;
  }

  #nullTest(operand: Typed, isNull: boolean): Plan {
    const field = this.fieldOf(operand);
    return field ? { condition: () => ({ op: isNull ? 'is-null' : 'is-not-null', field }), covers: 'all' } : nothing;
  }

  #compare(left: Typed, right: Typed, comparison: Comparison): Plan {
    if (isConstant(left)) return isConstant(right) ? nothing : this.#compare(right, left, mirrored[comparison]);
    const field = this.fieldOf(left);
    if (field === undefined || !isConstant(right)) return nothing;
    const value = constant(right);
    const condition: ConditionPlan = (env) => {
      const found = value(env);
      if (found === undefined) return always;
      return found === null ? never : { op: 'compare', field, comparison, value: found };
    };
    return { condition, covers: 'all' };
  }

  #between([operand, low, high]: readonly [Typed, Typed, Typed], wanted: boolean): Plan {
    const sides = wanted
      ? [this.#compare(operand, low, '>='), this.#compare(operand, high, '<=')]
      : [this.#compare(operand, low, '<'), this.#compare(operand, high, '>')];
    return wanted ? all(sides) : any(sides);
  }

  #membership(operand: Typed, list: Typed, wanted: boolean): Plan {
    const field = this.fieldOf(operand);
    if (field === undefined || !isConstant(list)) return nothing;
    const values = constant(list);
    return { condition: (env) => membership(field, values(env), wanted), covers: 'all' };
  }
}

function membership(field: FieldReference, found: Value | undefined, wanted: boolean): Condition {
  if (found === undefined) return always;
  if (!Array.isArray(found)) return never;
  const options = found as readonly Value[];
  const present = options.filter((value): value is Present => value !== null);
  if (wanted) return present.length === 0 ? never : { op: 'in', field, values: present };
  // One null among the options leaves open whether the value is among them.
  if (present.length < options.length) return never;
  if (present.length === 0) return always;
  return allOf(present.map((value): Condition => ({ op: 'compare', field, comparison: '<>', value })));
}

function loosely(plan: Plan): Plan {
  return plan.covers === 'none' ? plan : { ...plan, covers: 'some' };
}

function all(parts: readonly Plan[]): Plan {
  const condition: ConditionPlan = (env) => allOf(parts.map((part) => part.condition(env)));
  if (parts.every((part) => part.covers === 'none')) return nothing;
  return { condition, covers: parts.every((part) => part.covers === 'all') ? 'all' : 'some' };
}

function any(parts: readonly Plan[]): Plan {
  if (parts.some((part) => part.covers === 'none')) return nothing;
  const condition: ConditionPlan = (env) => anyOf(parts.map((part) => part.condition(env)));
  return { condition, covers: parts.every((part) => part.covers === 'all') ? 'all' : 'some' };
}

function conjuncts(typed: Typed): Typed[] {
  return typed.kind === 'and' ? [...conjuncts(typed.left), ...conjuncts(typed.right)] : [typed];
}

/** Plans what of `where` is asked of a system that can be asked about some fields. */
export function planCondition(where: Typed, askable: Askable): PlannedCondition {
  const planner = new Planner(askable);
  const parts = conjuncts(where).map((part) => ({ text: formatTyped(part), plan: planner.plan(part, true) }));
  const texts = (covers: Plan['covers']): string[] =>
    parts.filter(({ plan }) => plan.covers === covers).map(({ text }) => text);
  return {
    condition: all(parts.map(({ plan }) => plan)).condition,
    asked: texts('all'),
    partly: texts('some'),
    kept: texts('none'),
  };
}
