/**
 * The policies of a source, made ready for one step that reads it. Order of meaning: `rows` over the values as they are,
 * then masks, then whatever the step asks for over what is left. Invariant: `see` gives nothing that a policy hides; it
 * fails as a whole where a policy cannot be decided.
 */
import { MillraceError } from '../../core/errors.ts';
import { checkExpression } from '../../expression/checker.ts';
import { type Closure, compileClosure, type Env } from '../../expression/closure.ts';
import { formatTyped } from '../../expression/format-typed.ts';
import { nodesOf } from '../../expression/typed-tree.ts';
import type { Typed } from '../../expression/typed.ts';
import type { PolicyDefinition, Workspace } from '../../model/definitions/definition.ts';
import { maybeSameTable } from '../../model/table-name.ts';
import type { DataRecord } from '../../model/value.ts';
import { type Shape, types } from '../../model/value-type.ts';
import type { SourcePlace, SourcePolicies } from '../step-contract.ts';
import { policyProblem, type PolicyScope, policyScope } from './policy-scope.ts';

/** One policy over the columns that a step reads. */
interface AppliedPolicy {
  readonly name: string;
  readonly rows: Typed | undefined;
  readonly masks: ReadonlyMap<string, Typed>;
}

/** What is wrong where policies meet a step. */
export type ReportPolicy = (message: string, hint?: string) => void;

/** True if something is written for a connection, in order or not. */
export function hasPolicies({ policies, lostPolicies }: Workspace, connection: string): boolean {
  return (
    [...policies.values()].some(({ on }) => on.connection === connection) ||
    lostPolicies.some((lost) => lost.connection === undefined || lost.connection === connection)
  );
}

/** The policies of a source. */
export function policiesOn({ policies }: Workspace, place: SourcePlace): readonly PolicyDefinition[] {
  return [...policies.values()].filter(({ on }) => {
    // A policy that says `collection` where it should say `table` is a problem of its own, and protects all the same.
    const named = on.collection ?? on.table ?? '';
    if (on.connection !== place.connection) return false;
    return 'table' in place ? maybeSameTable(named, place.table) : named === place.collection;
  });
}

/** Makes the policies of a source ready for a step that reads these columns; reports what does not fit. */
export function applyPolicies(
  place: SourcePlace,
  columns: Shape,
  how: { scope: PolicyScope; report: ReportPolicy },
): SourcePolicies {
  const { workspace } = how.scope;
  for (const lost of workspace.lostPolicies) {
    if (lost.connection !== undefined && lost.connection !== place.connection) continue;
    const which = lost.name === undefined ? 'A policy' : `The policy '${lost.name}'`;
    how.report(`${which} has problems, so what it may be about cannot be read.`, `Correct it: ${lost.document.file}.`);
  }
  const applied = policiesOn(workspace, place).map((policy) => applyPolicy(policy, columns, how));
  return new AppliedPolicies(nameOf(place), applied);
}

const nameOf = (place: SourcePlace): string =>
  `${'table' in place ? place.table : place.collection} of ${place.connection}`;

function applyPolicy(
  { name, rows, mask = {} }: PolicyDefinition,
  columns: Shape,
  { scope, report }: { scope: PolicyScope; report: ReportPolicy },
): AppliedPolicy {
  const check = (source: string): Typed => {
    const { typed, problems } = checkExpression(source, policyScope(scope, columns), { expects: types.boolean });
    const wrong = problems.find(({ severity }) => severity === 'error')?.message ?? (typed && policyProblem(typed));
    if (wrong !== undefined) {
      const hint = 'Declare in `columns` what it looks at; a `select` can leave that out again.';
      report(`The policy '${name}' cannot be applied to these columns: ${wrong}.`, hint);
    }
    return typed ?? { kind: 'literal', value: false, type: types.boolean, at: { start: 0, end: 0 } };
  };
  const masked = Object.entries(mask).filter(([column]) => columns.some((one) => one.name === column));
  return {
    name,
    rows: rows === undefined ? undefined : check(rows),
    masks: new Map(masked.map(([column, condition]) => [column, check(condition)])),
  };
}

class AppliedPolicies implements SourcePolicies {
  readonly #source: string;
  readonly #applied: readonly AppliedPolicy[];

  constructor(source: string, applied: readonly AppliedPolicy[]) {
    this.#source = source;
    this.#applied = applied;
  }

  get exist(): boolean {
    return this.#applied.length > 0;
  }

  get names(): readonly string[] {
    return this.#applied.map(({ name }) => name);
  }

  get expressions(): readonly Typed[] {
    return this.#applied.flatMap(({ rows, masks }) => [...(rows === undefined ? [] : [rows]), ...masks.values()]);
  }

  get needs(): ReadonlySet<string> {
    const nodes = this.expressions.flatMap((typed) => [...nodesOf(typed)]);
    return new Set(nodes.flatMap((node) => (node.kind === 'field' ? [node.name] : [])));
  }

  get masked(): ReadonlySet<string> {
    return new Set(this.#applied.flatMap(({ masks }) => [...masks.keys()]));
  }

  get rows(): readonly Typed[] {
    return this.#applied.flatMap(({ rows }) => rows ?? []);
  }

  get facts(): readonly string[] {
    return this.#applied.map(({ name, rows, masks }) => {
      const kept = rows === undefined ? [] : [`rows where ${formatTyped(rows)}`];
      const shown = [...masks].map(([column, when]) => `${column} only where ${formatTyped(when)}`);
      return `policy ${name}: ${[...kept, ...shown].join('; ')}`;
    });
  }

  see(env: Env): (record: DataRecord) => DataRecord | undefined {
    const rows = this.rows.map(compileClosure);
    const masks = this.#applied.flatMap((policy) =>
      [...policy.masks].map(([column, when]) => ({ column, when: compileClosure(when) })),
    );
    const holds = (closure: Closure, record: DataRecord): boolean => this.#decide(() => closure(record, env));
    return (record) => {
      if (!rows.every((rule) => holds(rule, record))) return undefined;
      const hidden = masks.filter(({ when }) => !holds(when, record));
      if (hidden.length === 0) return record;
      return { ...record, ...Object.fromEntries(hidden.map(({ column }) => [column, null])) };
    };
  }

  /** Only true is yes. The message of a failure may hold values, so it is not told. */
  #decide(evaluate: () => unknown): boolean {
    try {
      return evaluate() === true;
    } catch (thrown) {
      if (!(thrown instanceof MillraceError)) throw thrown;
      throw new MillraceError(
        'policy_failed',
        `A policy of ${this.#source} cannot be decided for one of its records.`,
        {
          hint: `Policies there: ${this.names.join(', ')}. The reason (${thrown.code}) is not told further, because it may show what they hide.`,
        },
      );
    }
  }
}
