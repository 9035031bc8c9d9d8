/**
 * The relational algebra that relational steps become. One tree has one meaning and two implementations (`row/`,
 * `vector/`), later a third on a cluster. Every node says its shape, whether its order is defined, and the step that
 * it came from, so that counters, problems and rejects find their way back.
 */
import type { Typed, TypedOrder } from '../expression/typed.ts';
import type { Shape } from '../model/value-type.ts';

/** The step that a node came from. `index` counts in the order of `explain`, nested steps included. */
export interface StepOrigin {
  readonly index: number;
  /** The step's `id`, or its `uses` and number where it has none. */
  readonly name: string;
  readonly uses: string;
  readonly label?: string;
  /** How many steps it stands inside of; missing for none. */
  readonly depth?: number;
}

/** What happens to a record on which an expression of the step fails. */
export type ErrorPolicy = 'fail' | 'skip' | 'reject';

/** An expression with the name of the field that it gives. */
export interface NamedExpression {
  readonly name: string;
  readonly value: Typed;
}

interface Node {
  readonly shape: Shape;
  /** True where the order of the records is defined. */
  readonly ordered: boolean;
  readonly step: StepOrigin;
  readonly onError: ErrorPolicy;
}

/** Records that come from outside the tree: the previous stage (slot 0), or another source (slots 1..). */
export interface InputRelation extends Node {
  readonly op: 'input';
  readonly slot: number;
}

/** What DuckDB reads of a source itself. */
export interface TableScan {
  /** A table expression with exactly the fields of the source's shape, in order. */
  readonly sql: string;
  /** A further column, of whole numbers that grow in the order of the records. */
  readonly place?: string;
  /** True where numbers that are not finite are null already. */
  readonly finite?: boolean;
  /** Fields, by position, of which all values are whole numbers of 32 bits. */
  readonly small?: ReadonlySet<number>;
}

/** A file, or several, that DuckDB reads itself. `sql` is a table function over absolute paths: `read_parquet(['..'])`. */
export interface ScanRelation extends Node {
  readonly op: 'scan';
  /** Evaluated when the run starts, because file names may hold parameters. */
  readonly slot: number;
}

/** Keeps the records for which `where` is true. */
export interface FilterRelation extends Node {
  readonly op: 'filter';
  readonly input: Relation;
  readonly where: Typed;
}

/** Gives exactly `columns`, in this order; none of them holds an aggregate, windows are allowed. */
export interface ProjectRelation extends Node {
  readonly op: 'project';
  readonly input: Relation;
  readonly columns: readonly NamedExpression[];
}

/** One record per group of equal `by` (nulls are equal); without `by`, one record in all, also of no records. */
export interface AggregateRelation extends Node {
  readonly op: 'aggregate';
  readonly input: Relation;
  readonly by: readonly NamedExpression[];
  /** Expressions over aggregates and the `by` fields. */
  readonly compute: readonly NamedExpression[];
}

/** How records without a partner are treated; `semi` and `anti` give left records only. */
export type JoinType = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** Pairs of records. Keys are equal when both are not null and the same. */
export interface JoinRelation extends Node {
  readonly op: 'join';
  readonly left: Relation;
  readonly right: Relation;
  readonly type: JoinType;
  /** Pairs of expressions that must be equal: the first over the left record, the second over the right. */
  readonly keys: readonly { readonly left: Typed; readonly right: Typed }[];
  /** A further condition over a record `{ left, right }`. */
  readonly condition: Typed | undefined;
  /** The output: fields of the left record as they are, then these of the right under their new names. */
  readonly take: readonly { readonly field: string; readonly as: string }[];
}

/** Sorts; nulls last in both directions; the order among ties is the input's in the row engine, undefined by meaning. */
export interface SortRelation extends Node {
  readonly op: 'sort';
  readonly input: Relation;
  readonly by: readonly TypedOrder[];
}

/** Skips `offset` records and gives at most `count`. */
export interface LimitRelation extends Node {
  readonly op: 'limit';
  readonly input: Relation;
  /** Constant over a run: may use parameters. */
  readonly count: Typed | undefined;
  readonly offset: Typed | undefined;
}

/** One record of each set of equal ones: equal in `by`, or in all fields. With `by`, the first in the input's order. */
export interface DistinctRelation extends Node {
  readonly op: 'distinct';
  readonly input: Relation;
  readonly by: readonly Typed[] | undefined;
}

/** All records of all inputs; shapes are equal, fields by name. */
export interface UnionRelation extends Node {
  readonly op: 'union';
  readonly inputs: readonly Relation[];
}

/** One record per item of the list field: the field then holds the item. */
export interface UnnestRelation extends Node {
  readonly op: 'unnest';
  readonly input: Relation;
  readonly field: string;
  /** Keep records whose list is empty or null, with a null item. */
  readonly keepEmpty: boolean;
  /** Name of a field that gets the item's number, from 1. */
  readonly position: string | undefined;
}

/** A node of the algebra. */
export type Relation =
  | InputRelation
  | ScanRelation
  | FilterRelation
  | ProjectRelation
  | AggregateRelation
  | JoinRelation
  | SortRelation
  | LimitRelation
  | DistinctRelation
  | UnionRelation
  | UnnestRelation;

/** The relations that a node reads. */
export function inputsOf(relation: Relation): readonly Relation[] {
  switch (relation.op) {
    case 'input':
    case 'scan':
      return [];
    case 'join':
      return [relation.left, relation.right];
    case 'union':
      return relation.inputs;
    default:
      return [relation.input];
  }
}

/** What stands behind a source in its segment. */
export interface BehindSource {
  /** The relations that read one from the other, the nearest to the source first; its own are left out. */
  readonly relations: readonly Relation[];
  /** The fields of what the source reads that anything reads. */
  readonly needed: ReadonlySet<string>;
}

/** How a source reads, knowing what stands behind it. */
export interface TakenOver<P> {
  /** To read with in place of the step's own plan. It still gives all that matters, and everything is applied again. */
  readonly plan: P;
  readonly pushed: readonly string[];
  /** A relation that the outside system can do itself, with all that stands before it. */
  readonly done?: DoneOutside<P>;
}

/** A relation that the outside system does; whether it can shows at the latest when it is asked. */
export interface DoneOutside<P> {
  readonly relation: Relation;
  /** For `readDone`. */
  readonly plan: P;
  /** What `readDone` gives. */
  readonly shape: Shape;
  /** What stands in the relation's place, over what `readDone` gives. */
  instead(input: Relation): Relation;
}
