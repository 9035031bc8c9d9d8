/** Runs relations in both engines and compares what they give. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MillraceError } from '../../src/core/errors.ts';
import type { Relation } from '../../src/engine/algebra.ts';
import { pruneRelation } from '../../src/engine/prune.ts';
import { runRelation } from '../../src/engine/row/compile-relation.ts';
import { runVector } from '../../src/engine/vector/vector-run.ts';
import { relationToSql } from '../../src/engine/vector/relation-sql.ts';
import { groupKey } from '../../src/model/value-compare.ts';
import type { DataRecord, Value } from '../../src/model/value.ts';
import { formatShape, type Shape } from '../../src/model/value-type.ts';
import { recordsOf, streamOf, watchedContext } from './relations.ts';

/** Calls `work` with a folder that is removed afterwards. */
export async function withScratch<T>(work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(path.join(tmpdir(), 'millrace-engine-'));
  try {
    return await work(scratch);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** What a run came to: its records, or the code that it ended with. */
export type Result = { readonly records: readonly DataRecord[] } | { readonly code: string; readonly message: string };

async function resultOf(work: () => Promise<DataRecord[]>): Promise<Result> {
  try {
    return { records: await work() };
  } catch (error) {
    if (error instanceof MillraceError) return { code: error.code, message: error.message };
    throw error;
  }
}

/** A relation over these inputs in the row engine. */
function rowResult(relation: Relation, inputs: readonly (readonly DataRecord[])[]): Promise<Result> {
  const streams = inputs.map((records) => streamOf(records, 7));
  return resultOf(() => recordsOf(runRelation(pruneRelation(relation), streams, watchedContext().context)));
}

/** The same in the vector engine. */
function vectorResult(relation: Relation, inputs: readonly (readonly DataRecord[])[]): Promise<Result> {
  return withScratch((scratch) => {
    const leaves = new Map(inputs.map((records, slot) => [slot, { stream: streamOf(records, 7) }]));
    const { context } = watchedContext({ scratch: () => Promise.resolve(scratch) });
    return resultOf(() => recordsOf(runVector(pruneRelation(relation), leaves, context)));
  });
}

/** Fails unless both engines give the same: in order where `ordered`, else as multisets; doubles within 1e-9. */
export async function assertSame(
  relation: Relation,
  inputs: readonly (readonly DataRecord[])[],
  ordered = false,
): Promise<Result> {
  const { obstacle } = relationToSql(pruneRelation(relation), { leaf: () => 'leaf' });
  assert.equal(obstacle, undefined, `no SQL: ${obstacle}`);
  const [row, vector] = [await rowResult(relation, inputs), await vectorResult(relation, inputs)];
  if ('code' in row || 'code' in vector) {
    assert.equal(
      'code' in vector ? vector.code : 'ok',
      'code' in row ? row.code : 'ok',
      JSON.stringify([row, vector], bigints),
    );
    return row;
  }
  assertRecords(vector.records, row.records, { shape: relation.shape, ordered });
  return row;
}

function bigints(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

/** Fails unless both are the same records: in order where `ordered`, else as multisets; doubles within 1e-9. */
export function assertRecords(
  actual: readonly DataRecord[],
  expected: readonly DataRecord[],
  { shape, ordered }: { readonly shape: Shape; readonly ordered: boolean },
): void {
  const [left, right] = [actual, expected].map((records) => tokensOf(records, shape, ordered));
  const same = left?.length === right?.length && left?.every((tokens, at) => sameTokens(tokens, right?.[at] ?? []));
  if (same !== true) assert.deepEqual(left, right);
}

type Token = string | number;

function tokensOf(records: readonly DataRecord[], shape: Shape, ordered: boolean): Token[][] {
  assert.ok(
    records.every((record) => Object.keys(record).length <= shape.length),
    formatShape(shape),
  );
  const rows = records.map((record) => shape.flatMap(({ name }) => [`${name}=`, ...tokens(record[name] ?? null)]));
  if (ordered) return rows;
  return rows.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function tokens(value: Value): Token[] {
  if (typeof value === 'number' && !Number.isInteger(value)) return [value];
  if (Array.isArray(value)) return ['[', ...value.flatMap(tokens), ']'];
  return [String(groupKey(value)).replaceAll('\u0000', '~')];
}

/** Doubles that differ in their last digits must not change places. */
function sortKey(row: readonly Token[]): string {
  return row.map((token) => (typeof token === 'number' ? token.toPrecision(5) : token)).join(' ');
}

function sameTokens(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && a.every((token, at) => sameToken(token, b[at] ?? ''));
}

function sameToken(a: Token, b: Token): boolean {
  if (typeof a === 'string' && typeof b === 'string') return a === b;
  return Math.abs(Number(a) - Number(b)) <= 1e-9 * Math.max(Math.abs(Number(a)), Math.abs(Number(b)));
}
