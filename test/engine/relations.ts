/** Builds relations from expression texts, as steps do, and runs them over given records. */
import { systemClock } from '../../src/core/clock.ts';
import { checkExpression } from '../../src/expression/checker.ts';
import { environment } from '../../src/expression/closure.ts';
import { functionRegistry } from '../../src/expression/functions/registry.ts';
import type { Typed, TypedOrder } from '../../src/expression/typed.ts';
import { parseType } from '../../src/model/type-parser.ts';
import { type Batch, type BatchStream, type DataRecord, DateValue } from '../../src/model/value.ts';
import { fieldType, recordOf, type Shape, types, type ValueType } from '../../src/model/value-type.ts';
import type { ErrorPolicy, JoinType, NamedExpression, Relation, StepOrigin } from '../../src/engine/algebra.ts';
import type { RecordFailure, RelationContext, StepMeter } from '../../src/engine/row/relation-context.ts';

/** A shape from types as they are written. */
export function shapeOf(fields: Readonly<Record<string, string>>): Shape {
  return Object.entries(fields).map(([name, text]) => {
    const result = parseType(text);
    if (result.type === undefined) throw new Error(`${text} is not a type`);
    return { name, type: result.type };
  });
}

interface CheckOptions {
  readonly aggregates?: boolean;
  readonly keys?: Shape;
  readonly expects?: ValueType;
}

/** Parameters of every run here; the last is no zone. */
const parameters = {
  day: { type: types.date, value: new DateValue(20_513) },
  zone: { type: types.text, value: 'Asia/Singapore' },
  wrong: { type: types.text, value: 'Nowhere/Town' },
} as const;

/** Checks an expression over `fields`. */
function typed(source: string, fields: Shape, options: CheckOptions = {}): Typed {
  const scope = {
    fields,
    parameters: Object.entries(parameters).map(([name, { type }]) => ({ name, type })),
    context: [],
    aggregates: options.aggregates ? ('allowed' as const) : ('none' as const),
    windows: !options.aggregates,
    functions: functionRegistry(),
    ...(options.keys && { keys: options.keys }),
  };
  const result = checkExpression(source, scope, options.expects ? { expects: options.expects } : {});
  if (result.typed === undefined) throw new Error(`${source}: ${JSON.stringify(result.problems)}`);
  return result.typed;
}

let nextStep = 0;

function origin(uses: string): StepOrigin {
  nextStep += 1;
  return { index: nextStep, name: `${uses}#${nextStep}`, uses };
}

/** A relation that is being built, one step after the other. */
export class Chain {
  readonly relation: Relation;
  readonly #onError: ErrorPolicy;

  constructor(relation: Relation, onError: ErrorPolicy = 'fail') {
    this.relation = relation;
    this.#onError = onError;
  }

  /** The records of the input with this slot. */
  static input(fields: Readonly<Record<string, string>> | Shape, slot = 0): Chain {
    const shape = Array.isArray(fields) ? (fields as Shape) : shapeOf(fields as Record<string, string>);
    return new Chain({ op: 'input', slot, shape, ordered: true, step: origin('input'), onError: 'fail' });
  }

  /** What DuckDB reads itself. */
  static scan(fields: Readonly<Record<string, string>>, slot = 0): Chain {
    const step = origin('scan');
    return new Chain({ op: 'scan', slot, shape: shapeOf(fields), ordered: true, step, onError: 'fail' });
  }

  /** What the steps that follow do with records on which they fail. */
  onError(onError: ErrorPolicy): Chain {
    return new Chain(this.relation, onError);
  }

  get #shape(): Shape {
    return this.relation.shape;
  }

  #with(node: object & { op: Relation['op'] }, change: { shape?: Shape; ordered?: boolean } = {}): Chain {
    const { shape, ordered } = this.relation;
    const common = { shape, ordered, step: origin(node.op), onError: this.#onError };
    return new Chain({ ...common, ...change, ...node } as Relation, this.#onError);
  }

  filter(where: string): Chain {
    return this.#with({ op: 'filter', input: this.relation, where: typed(where, this.#shape) } as never);
  }

  /** Exactly these columns. */
  project(columns: Readonly<Record<string, string>>): Chain {
    const named = Object.entries(columns).map(([name, source]) => ({ name, value: typed(source, this.#shape) }));
    return this.#project(named);
  }

  /** All columns, and these. */
  derive(columns: Readonly<Record<string, string>>): Chain {
    const kept = this.#shape.filter(({ name }) => !(name in columns)).map(({ name }) => this.#field(name));
    const added = Object.entries(columns).map(([name, source]) => ({ name, value: typed(source, this.#shape) }));
    return this.#project([...kept, ...added]);
  }

  #project(columns: readonly NamedExpression[]): Chain {
    const shape = columns.map(({ name, value }) => ({ name, type: value.type }));
    return this.#with({ op: 'project', input: this.relation, columns } as never, { shape });
  }

  #field(name: string): NamedExpression {
    const type = fieldType(this.#shape, name) ?? types.null;
    return { name, value: { kind: 'field', name, type, at: { start: 0, end: 0 } } };
  }

  aggregate(by: Readonly<Record<string, string>>, compute: Readonly<Record<string, string>>): Chain {
    const keys = Object.entries(by).map(([name, source]) => ({ name, value: typed(source, this.#shape) }));
    const keyShape = keys.map(({ name, value }) => ({ name, type: value.type }));
    const computed = Object.entries(compute).map(([name, source]) => ({
      name,
      value: typed(source, this.#shape, { aggregates: true, keys: keyShape }),
    }));
    const shape = [...keys, ...computed].map(({ name, value }) => ({ name, type: value.type }));
    return this.#with({ op: 'aggregate', input: this.relation, by: keys, compute: computed } as never, {
      shape,
      ordered: false,
    });
  }

  sort(...by: string[]): Chain {
    const keys: TypedOrder[] = by.map((text) => {
      const descending = text.startsWith('-');
      return { by: typed(descending ? text.slice(1) : text, this.#shape), descending };
    });
    return this.#with({ op: 'sort', input: this.relation, by: keys } as never, { ordered: true });
  }

  limit(count: string | undefined, offset?: string): Chain {
    const constant = (source: string | undefined) => source && typed(source, [], { expects: types.integer });
    return this.#with({ op: 'limit', input: this.relation, count: constant(count), offset: constant(offset) } as never);
  }

  distinct(...by: string[]): Chain {
    const keys = by.length === 0 ? undefined : by.map((source) => typed(source, this.#shape));
    return this.#with({ op: 'distinct', input: this.relation, by: keys } as never, { ordered: false });
  }

  union(...others: Chain[]): Chain {
    const inputs = [this.relation, ...others.map(({ relation }) => relation)];
    return this.#with({ op: 'union', inputs } as never, { ordered: false });
  }

  unnest(field: string, options: { keepEmpty?: boolean; position?: string } = {}): Chain {
    const { keepEmpty = false, position } = options;
    const shape = this.#shape.map(({ name, type }) => ({
      name,
      type: name === field && type.kind === 'list' ? type.item : type,
    }));
    if (position !== undefined) shape.push({ name: position, type: types.integer });
    return this.#with({ op: 'unnest', input: this.relation, field, keepEmpty, position } as never, { shape });
  }

  join(right: Chain, how: JoinHow): Chain {
    const { type = 'inner', on = {}, where, take = {} } = how;
    const rightShape = right.relation.shape;
    const keys = Object.entries(on).map(([a, b]) => ({ left: typed(a, this.#shape), right: typed(b, rightShape) }));
    const sides = [
      { name: 'left', type: recordOf(this.#shape) },
      { name: 'right', type: recordOf(rightShape) },
    ];
    const condition = where === undefined ? undefined : typed(where, sides);
    const taken = Object.entries(take).map(([as, field]) => ({ field, as }));
    const added = taken.map(({ field, as }) => ({ name: as, type: fieldType(rightShape, field) ?? types.null }));
    const node = {
      op: 'join',
      left: this.relation,
      right: right.relation,
      type,
      keys,
      condition,
      take: taken,
    } as const;
    return this.#with(node, { shape: [...this.#shape, ...added], ordered: false });
  }
}

/** How two chains are joined: `on` left to right expression, `take` new name to right field. */
export interface JoinHow {
  readonly type?: JoinType;
  readonly on?: Readonly<Record<string, string>>;
  readonly where?: string;
  readonly take?: Readonly<Record<string, string>>;
}

/** What a test can look at after a run. */
export interface Watched {
  readonly context: RelationContext;
  readonly meters: Map<string, StepMeter>;
  readonly failures: RecordFailure[];
}

/** A context whose counters and failures can be looked at; records on which a step fails are left out or end the run. */
export function watchedContext(options: Partial<RelationContext> = {}): Watched {
  const meters = new Map<string, StepMeter>();
  const failures: RecordFailure[] = [];
  const context: RelationContext = {
    env: environment({
      parameters: Object.fromEntries(Object.entries(parameters).map(([name, { value }]) => [name, value])),
    }),
    signal: new AbortController().signal,
    clock: systemClock,
    budget: { rows: 1_000_000 },
    memory: 512 * 1024 * 1024,
    folders: [],
    scratch: () => Promise.reject(new Error('no scratch folder in this test')),
    meter(step) {
      const meter = meters.get(step.uses) ?? { recordsIn: 0, recordsOut: 0, working: 0, engine: 'row' as const };
      meters.set(step.uses, meter);
      return meter;
    },
    fail(failure) {
      if (failure.onError === 'fail') throw failure.error;
      failures.push(failure);
    },
    ...options,
  };
  return { context, meters, failures };
}

/** A stream of these records in batches of `size`; `closed` is called when the consumer stops or it ends. */
export async function* streamOf(records: readonly DataRecord[], size = 3, closed?: () => void): BatchStream {
  try {
    for (let start = 0; start < records.length; start += size) yield records.slice(start, start + size);
  } finally {
    closed?.();
  }
}

/** All records of a stream. */
export async function recordsOf(stream: BatchStream): Promise<DataRecord[]> {
  const batches: Batch[] = [];
  for await (const batch of stream) batches.push(batch);
  return batches.flat();
}
