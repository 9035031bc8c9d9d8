/** Short ways of doing with a document store what the steps do. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { Condition } from '../../src/connectors/push-down/condition.ts';
import { type Askable, planCondition } from '../../src/connectors/push-down/plan-condition.ts';
import type {
  DocumentOrder,
  DocumentStore,
  WriteCounts,
  WriteMode,
} from '../../src/connectors/documents/document-store.ts';
import { documentRules } from '../../src/connectors/documents/push-down-rules.ts';
import type { MillraceError } from '../../src/core/errors.ts';
import { checkExpression } from '../../src/expression/checker.ts';
import { compileClosure, environment } from '../../src/expression/closure.ts';
import { functionRegistry } from '../../src/expression/functions/registry.ts';
import type { Typed } from '../../src/expression/typed.ts';
import { parseType } from '../../src/model/type-parser.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { toJson } from '../../src/model/value-codec.ts';
import { recordOf, type Shape, types } from '../../src/model/value-type.ts';

/** A shape from types as they are written. */
export function shapeOf(fields: Readonly<Record<string, string>>): Shape {
  return Object.entries(fields).map(([name, written]) => {
    const { type, problem } = parseType(written);
    assert.ok(type, problem?.message);
    return { name, type };
  });
}

/** A checked expression over a shape. */
export function typedOver(shape: Shape, source: string, parameters: Shape = []): Typed {
  const scope = {
    fields: shape,
    parameters,
    context: [],
    aggregates: 'none',
    windows: false,
    functions: functionRegistry(),
  } as const;
  const { typed, problems } = checkExpression(source, scope, { expects: types.boolean });
  assert.ok(typed, `${source}: ${problems.map(({ message }) => message).join('; ')}`);
  return typed;
}

/** What of an expression is asked, where some fields can be asked about. */
export function conditionOf(where: Typed, askable: Askable, parameters: DataRecord = {}): Condition {
  return planCondition(where, askable).condition(environment({ parameters }));
}

/** What of an expression a kind of document store is asked. */
export function conditionFor(kind: string, where: Typed, parameters: DataRecord = {}): Condition {
  const rules = documentRules(kind);
  return conditionOf(where, (field) => rules.askable(field), parameters);
}

/** What can be said of a read beside its collection and shape. */
export interface ReadHow {
  readonly condition?: Condition;
  readonly sort?: readonly DocumentOrder[];
  readonly batch?: number;
  readonly signal?: AbortSignal;
  readonly failures?: { readonly record: DataRecord; readonly error: MillraceError }[];
}

/** Streams a collection; without a list for failures the first one is thrown. */
export function reading(store: DocumentStore, from: { collection: string; shape: Shape }, how: ReadHow = {}) {
  return store.read({
    ...from,
    batch: how.batch ?? 100,
    signal: how.signal ?? new AbortController().signal,
    failed: (record, error) => {
      if (how.failures === undefined) throw error;
      how.failures.push({ record, error });
    },
    ...(how.condition === undefined ? {} : { condition: how.condition }),
    ...(how.sort === undefined ? {} : { sort: how.sort }),
  });
}

/** All records of a collection. */
export async function readAll(
  store: DocumentStore,
  from: { collection: string; shape: Shape },
  how: ReadHow = {},
): Promise<DataRecord[]> {
  const records: DataRecord[] = [];
  for await (const batch of reading(store, from, how)) records.push(...batch);
  return records;
}

/** The records that an expression keeps: asked of the store as far as it goes, and applied again. */
export async function readWhere(
  store: DocumentStore,
  from: { collection: string; shape: Shape },
  where: { typed: Typed; kind: string },
): Promise<DataRecord[]> {
  const keep = compileClosure(where.typed);
  const records = await readAll(store, from, { condition: conditionFor(where.kind, where.typed), failures: [] });
  return records.filter((record) => keep(record, environment()) === true);
}

/** How to write, beside where and what. */
export interface WriteHow {
  readonly mode?: WriteMode;
  readonly key?: readonly string[];
  readonly maxDelete?: number;
  readonly failures?: { readonly record: DataRecord; readonly error: MillraceError }[];
  /** The same for a write that is done again. */
  readonly attempt?: string;
  readonly batch?: number;
}

/** Writes records, in batches of three unless told otherwise. */
export async function writeAll(
  store: DocumentStore,
  to: { collection: string; shape: Shape; records: readonly DataRecord[] },
  { mode = 'insert', key, maxDelete, failures, attempt = 'a', batch: size = 3 }: WriteHow = {},
): Promise<WriteCounts> {
  const writer = await store.write({
    collection: to.collection,
    mode,
    shape: to.shape,
    key: key ?? (mode === 'insert' ? [] : ['_id']),
    maxDelete,
    signal: new AbortController().signal,
    failed: (record, error) => {
      if (failures === undefined) throw error;
      failures.push({ record, error });
    },
  });
  try {
    for (let from = 0; from < to.records.length; from += size) {
      const batch = to.records.slice(from, from + size);
      await writer.write(batch.map((record, at) => ({ record, id: idOf(attempt, from + at) })));
    }
    return await writer.finish();
  } catch (thrown) {
    await writer.abandon();
    throw thrown;
  }
}

function idOf(attempt: string, at: number): string {
  return createHash('sha256').update(`${attempt}:${at}`).digest('hex');
}

/** Records as JSON, sorted by `_id`, for comparing. */
export function shown(records: readonly DataRecord[], shape: Shape): unknown[] {
  const type = recordOf(shape);
  const byId = (record: DataRecord): string => String(record['_id']);
  return [...records].sort((a, b) => (byId(a) < byId(b) ? -1 : 1)).map((record) => toJson(record as Value, type));
}
