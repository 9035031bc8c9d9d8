/** Checks the expressions and values of one dashboard, and notes which of its parameters they use. */
import { splitAggregates } from '../expression/aggregates.ts';
import type { Syntax } from '../expression/ast.ts';
import { checkExpression } from '../expression/checker.ts';
import { completeValue } from '../expression/checked-value.ts';
import type { FunctionRegistry } from '../expression/function-declaration.ts';
import type { Scope } from '../expression/scope.ts';
import type { CheckedValue } from '../expression/template.ts';
import { parametersUsed } from '../expression/typed-walk.ts';
import { checkDefinedValue } from '../engine/check/check-defined-value.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import type { KnownDataset } from './checked-dashboard.ts';

/** What the parts of a dashboard are checked against. */
export interface DashboardSurroundings {
  readonly fields: readonly DeclaredField[];
  readonly context: Shape;
  readonly functions: FunctionRegistry;
  /** Datasets that are in order. */
  readonly datasets: ReadonlyMap<string, KnownDataset>;
  /** Names of all datasets, in order or not. */
  readonly datasetNames: readonly string[];
  readonly pages: readonly string[];
}

/** Which records, and whether aggregates over them, an expression may name; no records: neither. */
export interface RecordScope {
  readonly fields: Shape;
  /** Fields that may stand outside of aggregates; undefined where there are no aggregates. */
  readonly keys?: Shape;
}

/** Where something stands, and of which type it must be. */
export interface ValuePlace {
  readonly path: Path;
  readonly records?: RecordScope | undefined;
  readonly expects?: ValueType;
}

/** One check of a dashboard. */
export class DashboardCheck {
  readonly around: DashboardSurroundings;
  readonly faults: Fault[] = [];
  /** Names of parameters that something depends on. */
  readonly used = new Set<string>();

  constructor(around: DashboardSurroundings) {
    this.around = around;
  }

  /** Takes a fault; its path starts at the document. */
  report(fault: Fault): void {
    this.faults.push(fault);
  }

  /** An expression; undefined where it has faults. */
  expression(source: string | Syntax, { path, records, expects }: ValuePlace): CheckedValue | undefined {
    const wanted = expects === undefined ? {} : { expects };
    const { typed, problems } = checkExpression(source, this.#scope(records), wanted);
    for (const { at, ...problem } of problems) this.report({ path, offset: at.start, ...problem });
    if (typed === undefined) return undefined;
    return this.#noted(completeValue({ kind: 'expression', typed, type: typed.type }));
  }

  /** A value as YAML gives it: a literal, a template or `=expression`; undefined where it has faults. */
  value(source: unknown, { path, records, expects }: ValuePlace): CheckedValue | undefined {
    const { value, problems } = checkDefinedValue(source, this.#scope(records), expects);
    for (const { at, path: inside, ...problem } of problems) {
      this.report({ path: [...path, ...inside], offset: at.start, ...problem });
    }
    return problems.some(({ severity }) => severity === 'error') ? undefined : this.#noted(value);
  }

  /** True where an expression has aggregates outside of windows; false also where it has faults. */
  hasAggregates(source: Syntax, { fields }: RecordScope): boolean {
    const { typed } = checkExpression(source, this.#scope({ fields, keys: fields }));
    return typed !== undefined && splitAggregates(typed).aggregates.length > 0;
  }

  #noted(value: CheckedValue): CheckedValue {
    for (const name of value.expressions.flatMap(parametersUsed)) this.used.add(name);
    return value;
  }

  #scope(records: RecordScope | undefined): Scope {
    const { fields, context, functions } = this.around;
    return {
      fields: records?.fields,
      ...(records?.keys === undefined ? {} : { keys: records.keys }),
      parameters: fields.map(({ name, type }) => ({ name, type })),
      context,
      aggregates: records?.keys === undefined ? 'none' : 'allowed',
      windows: false,
      functions,
    };
  }
}
