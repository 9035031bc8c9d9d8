import { didYouMean } from '../../core/did-you-mean.ts';
import { type ErrorCode, MillraceError } from '../../core/errors.ts';
import { checkExpression } from '../../expression/checker.ts';
import { incomparable } from '../../expression/comparable.ts';
import { parseOver } from '../../expression/parse-over.ts';
import type { ExpressionProblem } from '../../expression/expression-problem.ts';
import type { Scope } from '../../expression/scope.ts';
import type { CheckedValue } from '../../expression/template.ts';
import type { Typed } from '../../expression/typed.ts';
import type { ConnectorKind } from '../../model/connection.ts';
import type { DefinitionKind } from '../../model/definitions/definition-kinds.ts';
import { definitionOf } from '../../model/definitions/definition-of.ts';
import { under } from '../../model/definitions/schema-faults.ts';
import { parseStepEntries } from '../../model/definitions/step-entry-schema.ts';
import { constraintsWithoutEffect, type DeclaredField, parseShape, shapeOf } from '../../model/parse-shape.ts';
import type { Path } from '../../model/problem.ts';
import { type Shape, types, type ValueType } from '../../model/value-type.ts';
import type { ErrorPolicy, Relation, StepOrigin } from '../algebra.ts';
import { inputRelation } from '../plan-stages.ts';
import { userReach } from '../user-reach.ts';
import type { Pipeline } from '../planned.ts';
import type {
  ChainCall,
  CheckContext,
  CheckedPipeline,
  ConnectionReference,
  ExpressionOptions,
  ProblemWords,
  SourcePlace,
  SourcePolicies,
} from '../step-contract.ts';
import { callChain } from './call-chain.ts';
import { callNamed } from './call-named.ts';
import { checkDefinedValue } from './check-defined-value.ts';
import { checkPipeline } from './check-pipeline.ts';
import type { ChainScope } from './check-session.ts';
import { nothingLost, withLost } from './lost-fields.ts';
import { narrowSource } from './narrow-source.ts';
import { applyPolicies, hasPolicies, policiesOn, type ReportPolicy } from './source-policies.ts';

/** A source as it is written: `{ chain, with }`, `{ steps }`, or another key that names one. */
type WrittenSource = Readonly<Record<string, unknown>> & {
  readonly chain?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly steps?: readonly unknown[];
};

/** The step that is checked, where it stands and what comes in. */
export interface StepPlace {
  readonly origin: StepOrigin;
  readonly onError: ErrorPolicy;
  /** The path of the step's entry, from the chain. */
  readonly path: Path;
  readonly input: Shape;
  readonly ordered: boolean;
}

/** What a step may use while it is checked. */
export class StepCheckContext implements CheckContext {
  readonly #place: StepPlace;
  readonly #scope: ChainScope;
  /** Connections with policies that the step named and did not ask after the policies of. */
  readonly #unheeded = new Map<string, Path>();
  /** True once it said that it depends on who runs it. */
  personal = false;
  /** The policies of what it reads. */
  heeded: SourcePolicies | undefined;
  /** The nested pipelines that the step asked for. */
  readonly nested: Pipeline[] = [];
  /** Those of them that stand in its relation, by slot. */
  readonly sources = new Map<number, Pipeline>();

  constructor(place: StepPlace, scope: ChainScope) {
    this.#place = place;
    this.#scope = scope;
  }

  get input(): Shape {
    return this.#place.input;
  }
  get inputOrdered(): boolean {
    return this.#place.ordered;
  }
  get unorderedSince(): string | undefined {
    return this.inputOrdered ? undefined : this.#scope.unorderedSince;
  }
  get parameters(): Shape {
    return this.#scope.parameters;
  }
  get step(): StepOrigin {
    return this.#place.origin;
  }
  get onError(): ErrorPolicy {
    return this.#place.onError;
  }

  problem(path: Path, code: ErrorCode, ...words: ProblemWords): void {
    this.#report(path, { code, words, severity: 'error' });
  }

  warning(path: Path, code: ErrorCode, ...words: ProblemWords): void {
    this.#report(path, { code, words, severity: 'warning' });
  }

  expression(path: Path, source: string, options: ExpressionOptions = {}): Typed {
    const { expects } = options;
    const { typed, problems } = checkExpression(
      source,
      this.#expressionScope(options),
      expects === undefined ? {} : { expects },
    );
    this.#reportExpression(path, problems, problems.length > 0 && this.#isOfInput(options));
    if (typed !== undefined) this.#scope.session.sees(userReach([typed]));
    if (typed !== undefined && options.groups === true) {
      const why = incomparable(typed.type);
      if (why !== undefined) this.problem(path, 'type_mismatch', why.message, why.hint);
    }
    return typed ?? { kind: 'literal', value: null, type: expects ?? types.null, at: { start: 0, end: source.length } };
  }

  value(path: Path, source: unknown, options: ExpressionOptions = {}): CheckedValue {
    const { value, problems } = checkDefinedValue(source, this.#expressionScope(options), options.expects);
    for (const problem of problems)
      this.#reportExpression([...path, ...problem.path], [problem], this.#isOfInput(options));
    this.#scope.session.sees(userReach(value.expressions));
    return value;
  }

  shape(path: Path, source: Readonly<Record<string, unknown>>): Shape {
    const useless = constraintsWithoutEffect(source, 'columns have names and types');
    for (const fault of useless) this.#scope.report(under(this.#at(path), fault));
    return shapeOf(this.fields(path, source));
  }

  fields(path: Path, source: Readonly<Record<string, unknown>>): readonly DeclaredField[] {
    const { fields, faults } = parseShape(source);
    for (const fault of faults) this.#scope.report(under(this.#at(path), fault));
    return fields;
  }

  connection<T>(path: Path, name: string, kind: ConnectorKind<T>): ConnectionReference<T> {
    const { workspace, connectors } = this.#scope.session.services;
    const found = workspace.connections.get(name);
    this.#scope.session.used.add(`connection ${name}`);
    if (hasPolicies(workspace, name)) this.#unheeded.set(name, path);
    if (found === undefined) {
      const hint = didYouMean(name, workspace.connections.keys());
      this.problem(
        path,
        'unknown_reference',
        `There is no connection '${name}'.`,
        hint ?? 'Define it: `kind: connection`.',
      );
    } else if (connectors.find(found.type)?.kind.name !== kind.name) {
      const fitting = connectors.all().filter((connector) => connector.kind.name === kind.name);
      const wanted = fitting.map((connector) => connector.type).join(' or ');
      this.problem(
        path,
        'type_mismatch',
        `The connection '${name}' is of type ${found.type}, but ${this.step.uses} needs ${wanted}.`,
      );
    }
    return { name, type: found?.type ?? '', kind };
  }

  policies(place: SourcePlace, columns: Shape): SourcePolicies {
    // What a step gives is seen through the policies of one source.
    if (this.heeded !== undefined) throw new MillraceError('internal', `${this.step.uses} reads more than one source.`);
    const { session } = this.#scope;
    const { workspace } = session.services;
    this.#unheeded.delete(place.connection);
    const report: ReportPolicy = (message, hint) => this.problem(['columns'], 'policy_refused', message, hint);
    const policies = applyPolicies(place, columns, { scope: session.services, report });
    for (const policy of policiesOn(workspace, place)) {
      session.used.add(`policy ${policy.name}`);
      session.policies.set(policy.name, policy);
    }
    session.sees(userReach(policies.expressions));
    this.heeded = policies;
    return policies;
  }

  refusePolicies(path: Path, connection: string): void {
    this.#unheeded.delete(connection);
    if (!hasPolicies(this.#scope.session.services.workspace, connection)) return;
    const message = `The connection '${connection}' has policies, which this could not keep to.`;
    this.problem(
      path,
      'policy_refused',
      message,
      'Read a table or collection, and join or aggregate in further steps.',
    );
  }

  dependsOnPrincipal(): void {
    this.personal = true;
    this.#scope.session.sees('everything');
  }

  /** Reports what a source would read without regard to policies. */
  refuseUnheeded(): void {
    for (const [connection, path] of this.#unheeded) this.refusePolicies(path, connection);
  }

  definition(path: Path, kind: DefinitionKind, name: string): unknown {
    const { workspace } = this.#scope.session.services;
    const found = workspace.documents.filter((document) => document.kind === kind);
    this.#scope.session.used.add(`${kind} ${name}`);
    if (!found.some((document) => document.name === name)) {
      const hint = didYouMean(
        name,
        found.map((document) => document.name),
      );
      this.problem(
        path,
        'unknown_reference',
        `There is no ${kind} '${name}'.`,
        hint ?? `Define it: \`kind: ${kind}\`.`,
      );
    }
    return definitionOf(workspace, kind, name);
  }

  steps(path: Path, source: readonly unknown[], input: Shape | undefined): CheckedPipeline {
    return this.#nest(this.#checkSteps(path, source, { input, label: path.join('.') }));
  }

  source(path: Path, source: unknown, scope: Shape = []): CheckedPipeline {
    const from = source as WrittenSource;
    const call: ChainCall = { with: from.with ?? {}, scope, input: undefined };
    if (from.chain !== undefined) return this.chain(path, from.chain, call);
    if (from.steps !== undefined) return this.steps([...path, 'steps'], from.steps, undefined);
    const sources = this.#scope.session.services.sources.find(({ key }) => from[key] !== undefined);
    if (sources === undefined) {
      this.problem(path, 'unknown_reference', 'Nothing is known of such a source.', 'Say `{ chain: name }`.');
      return this.steps(path, [], []);
    }
    return this.#nest(callNamed(sources, { name: String(from[sources.key]), call, path, context: this }, this.#scope));
  }

  sourceByKey(path: Path, source: unknown, key: string) {
    const narrowed = narrowSource(source, key, this.#scope);
    if (narrowed === undefined) return { pipeline: this.source(path, source), byKey: false };
    const { faults, steps, scope, keys } = narrowed;
    for (const fault of faults) this.#scope.report(under(this.#at([...path, 'steps']), fault));
    const pass = (name: string, type: ValueType) => ({
      name,
      type,
      value: this.value(path, `=$${name}`, { scope: 'none' }),
    });
    const parameters = [
      ...this.#scope.parameters.map(({ name, type }) => pass(name, type)),
      { ...keys, value: this.value(path, '=keys', { scope: [{ name: 'keys', type: keys.type }] }) },
    ];
    const call = { chain: this.step.name, parameters, input: undefined, atMost: undefined };
    const place = { path: this.#at([...path, 'steps']), input: undefined, label: path.join('.'), call };
    return { pipeline: this.#nest(checkPipeline(steps, place, scope)), byKey: true };
  }

  chain(path: Path, name: string, call: ChainCall): CheckedPipeline {
    return this.#nest(callChain({ name, call, path, context: this }, this.#scope));
  }

  relationOf(pipeline: CheckedPipeline): Relation {
    const slot = this.#scope.session.nextSlot();
    this.sources.set(slot, pipeline as Pipeline);
    return inputRelation({ slot, shape: pipeline.output, ordered: pipeline.ordered, step: this.step });
  }

  #report(
    path: Path,
    { code, severity, words }: { code: ErrorCode; severity: 'error' | 'warning'; words: ProblemWords },
  ): void {
    const [message, hint] = words;
    const fault = { path: this.#at(path), code, severity, message, ...(hint === undefined ? {} : { hint }) };
    this.#scope.report(withLost(fault, this.#scope.lost ?? nothingLost));
  }

  #at(path: Path): Path {
    return [...this.#place.path, 'with', ...path];
  }

  #nest(pipeline: Pipeline): Pipeline {
    this.nested.push(pipeline);
    return pipeline;
  }

  #checkSteps(path: Path, source: readonly unknown[], place: { input: Shape | undefined; label: string }): Pipeline {
    const { steps, faults } = parseStepEntries(source);
    for (const fault of faults) this.#scope.report(under(this.#at(path), fault));
    return checkPipeline(steps, { path: this.#at(path), ...place }, this.#scope);
  }

  #expressionScope(options: ExpressionOptions): Scope {
    const { scope = this.input, keys, aggregates = false, windows = false } = options;
    const over = options.over === undefined ? undefined : parseOver(options.over);
    return {
      fields: scope === 'none' ? undefined : scope,
      ...(keys === undefined ? {} : { keys }),
      parameters: this.#scope.parameters,
      context: this.#scope.context,
      aggregates: aggregates ? 'allowed' : 'none',
      windows,
      ...(over === undefined ? {} : { over }),
      functions: this.#scope.session.services.functions,
      calendars: this.#scope.session.calendars,
    };
  }

  /** True where all that comes in can be named. */
  #isOfInput({ scope = this.input }: ExpressionOptions): boolean {
    return scope !== 'none' && this.input.every(({ name }) => scope.some((field) => field.name === name));
  }

  /** `ofInput`: its names are fields of what comes in. */
  #reportExpression(path: Path, problems: readonly ExpressionProblem[], ofInput: boolean): void {
    const lost = (ofInput ? this.#scope.lost : undefined) ?? nothingLost;
    for (const { at, ...rest } of problems)
      this.#scope.report(withLost({ path: this.#at(path), offset: at.start, ...rest }, lost));
  }
}
