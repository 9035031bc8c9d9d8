/**
 * Glossary. *Pipeline*: checked steps in order. *Stage*: what the runner performs as one: either a *segment* (relational
 * steps folded into one relation) or an *operator* (one step with its own `run`). *Leaf*: where a segment's records come
 * from.
 */
import type { CheckedValue } from '../expression/template.ts';
import type { Shape, ValueType } from '../model/value-type.ts';
import type { DoneOutside, ErrorPolicy, Relation, StepOrigin } from './algebra.ts';
import type { AnyStep, CheckedPipeline, CheckedStep, SourcePolicies } from './step-contract.ts';

/** One checked step of a pipeline. */
export interface PlannedStep {
  readonly origin: StepOrigin;
  readonly declaration: AnyStep;
  readonly checked: CheckedStep<unknown>;
  readonly input: Shape;
  readonly inputOrdered: boolean;
  readonly onError: ErrorPolicy;
  /** False: records pass through. */
  readonly enabled: boolean;
  readonly whenEmpty: 'run' | 'skip';
  /** Milliseconds. */
  readonly timeout: number | undefined;
  readonly retry: RetryPlan | undefined;
  readonly repeatEffects: boolean;
  /** What may be seen of what it reads; undefined for a step that reads nothing that could have policies. */
  readonly policies: SourcePolicies | undefined;
  /** True for a step that said that it depends on who runs it. */
  readonly personal: boolean;
  /** Nested pipelines by the slot of the relation that stands for them. */
  readonly sources: ReadonlyMap<number, Pipeline>;
  /** Nested pipelines in the order of the settings, for `explain` and counters. */
  readonly nested: readonly Pipeline[];
}

/** How often a source that failed is opened again, before it gave a record; waits in milliseconds. */
export interface RetryPlan {
  readonly attempts: number;
  readonly wait: number;
  readonly factor: number;
  readonly max: number;
}

/** How a nested pipeline that is another chain gets its parameters. */
export interface PipelineCall {
  readonly chain: string;
  readonly parameters: readonly CalledParameter[];
  /** The shape that is handed in, if any is. */
  readonly input: Shape | undefined;
  /** More records than these are cut off, and the run is then `truncated`. */
  readonly atMost: number | undefined;
}

/** One parameter of a called chain: a value over the caller's record and parameters. */
export interface CalledParameter {
  readonly name: string;
  readonly type: ValueType;
  readonly value: CheckedValue;
}

/** Checked steps in order. */
export interface Pipeline extends CheckedPipeline {
  readonly steps: readonly PlannedStep[];
  readonly call: PipelineCall | undefined;
  /** What to call it in `explain`: `join source`, `branch 2`, `common.Products`. */
  readonly label: string;
}

/** Where a segment's records come from. */
export type Leaf =
  /** The stage before, or what the pipeline is given. */
  | { readonly kind: 'previous' }
  /** A source step. */
  | { readonly kind: 'source'; readonly step: PlannedStep }
  /** Another pipeline that is more than one segment. */
  | { readonly kind: 'pipeline'; readonly pipeline: Pipeline };

/** Relational steps as one relation; `leaves[slot]` is what input or scan nodes with that slot read. */
export interface Segment {
  readonly kind: 'segment';
  readonly relation: Relation;
  readonly leaves: readonly Leaf[];
  readonly steps: readonly PlannedStep[];
  /** What outside systems may do in place of relations of this segment. */
  readonly done: readonly LeafDone[];
}

/** A relation that the outside system behind a leaf may do. */
export interface LeafDone extends DoneOutside<unknown> {
  readonly slot: number;
  readonly step: PlannedStep;
}

/** One step with its own `run`. */
export interface Operator {
  readonly kind: 'operator';
  readonly step: PlannedStep;
}

/** What the runner performs as one. */
export type Stage = Segment | Operator;

/** All steps of a pipeline in the order of `explain`, nested ones too. */
export function stepsOf(pipeline: Pipeline): PlannedStep[] {
  return pipeline.steps.flatMap((step) => [step, ...step.nested.flatMap(stepsOf)]);
}
