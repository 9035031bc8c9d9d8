/** What one check of a workflow shares: where its faults go, what its expressions may name, which chains there are. */
import { checkDefinedValue } from '../engine/check/check-defined-value.ts';
import type { CheckServices } from '../engine/check/check-session.ts';
import type { ChainState } from '../engine/check/check-workspace-chains.ts';
import { checkExpression } from '../expression/checker.ts';
import { type Closure, compileClosure } from '../expression/closure.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { WorkflowDefinition, Workspace } from '../model/definitions/definition.ts';
import type { Fault } from '../model/definitions/schema-faults.ts';
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import { type DataShapes, instanceRecordShape, scopeOf } from './workflow-scope.ts';

/** What there is around a workflow. */
export interface WorkflowSurroundings {
  readonly workspace: Workspace;
  readonly chains: ReadonlyMap<string, ChainState>;
  readonly functions: CheckServices['functions'];
}

/** One check of a workflow. */
export class WorkflowChecking {
  readonly definition: WorkflowDefinition;
  readonly around: WorkflowSurroundings;
  readonly data: DataShapes;
  readonly faults: Fault[] = [];

  constructor(definition: WorkflowDefinition, around: WorkflowSurroundings, data: DataShapes) {
    this.definition = definition;
    this.around = around;
    this.data = data;
  }

  report(fault: Fault): void {
    this.faults.push(fault);
  }

  /** The record that expressions at a place are over; `input` is what came with the event, where one knows it. */
  record(input?: readonly DeclaredField[]): Shape {
    return instanceRecordShape(this.data, input);
  }

  /** Checks an expression that must be true or false. */
  condition(path: Path, source: string, fields: Shape): Closure {
    const { typed, problems } = checkExpression(source, scopeOf(fields, this.around), { expects: { kind: 'boolean' } });
    for (const { at, ...problem } of problems) this.report({ path, offset: at.start, ...problem });
    return typed === undefined ? () => null : compileClosure(typed);
  }

  /** Checks a value: literal, template or `=expression`. */
  value(path: Path, source: unknown, { fields, type }: { fields: Shape; type: ValueType }): CheckedValue {
    const { value, problems } = checkDefinedValue(source, scopeOf(fields, this.around), type);
    for (const { at, path: inner, ...problem } of problems)
      this.report({ path: [...path, ...inner], offset: at.start, ...problem });
    return value;
  }
}
