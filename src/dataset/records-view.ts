/**
 * What a caller asks of records that are already read: filter, sort and page. All of it sees the records as the caller
 * may see them, after rows and masks, so that nobody learns by sorting or counting what they may not see.
 */
import { createHash } from 'node:crypto';
import { MillraceError } from '../core/errors.ts';
import { compileOrder } from '../expression/aggregates.ts';
import { checkExpression } from '../expression/checker.ts';
import { compileClosure, environment } from '../expression/closure.ts';
import { incomparable } from '../expression/comparable.ts';
import type { ExpressionProblem } from '../expression/expression-problem.ts';
import type { FunctionRegistry } from '../expression/function-declaration.ts';
import type { Scope } from '../expression/scope.ts';
import type { Typed, TypedOrder } from '../expression/typed.ts';
import { toJson } from '../model/value-codec.ts';
import type { Batch } from '../model/value.ts';
import { recordOf, type Shape, types } from '../model/value-type.ts';

/** What is asked of the records. */
export interface ViewOrder {
  readonly sort?: readonly string[] | undefined;
  readonly filter?: string | undefined;
  readonly page?: { readonly offset: number; readonly limit: number } | undefined;
}

/** What comes of it. */
export interface RecordsView {
  readonly records: Batch;
  /** How many there were before the page was cut out. */
  readonly total: number;
}

/** Works a view out of records. */
export type SelectRecords = (records: Batch) => RecordsView;

/** One text for equal views, by which they are kept. */
export function viewKey({ sort, filter, page }: ViewOrder): string {
  return JSON.stringify([sort ?? [], filter ?? null, page?.offset ?? 0, page?.limit ?? null]);
}

/** Checks what is asked; `invalid_input` with an issue for each expression that is not right. */
export function prepareView(order: ViewOrder, shape: Shape, functions: FunctionRegistry): SelectRecords {
  const scope: Scope = {
    fields: shape,
    parameters: [],
    context: [],
    aggregates: 'none',
    windows: false,
    functions,
  };
  const filter = order.filter === undefined ? undefined : checkFilter(order.filter, scope);
  const sort = (order.sort ?? []).map((key, at) => checkSortKey(key, { at, scope }));
  return (records) => selectFrom(records, { filter, sort, page: order.page });
}

function selectFrom(
  records: Batch,
  view: { filter: Typed | undefined; sort: readonly TypedOrder[]; page: ViewOrder['page'] },
): RecordsView {
  const env = environment();
  const keep = view.filter === undefined ? undefined : compileClosure(view.filter);
  const kept = keep === undefined ? records : records.filter((record) => keep(record, env) === true);
  const sorted = view.sort.length === 0 ? kept : sortRecords(kept, view.sort);
  const { page } = view;
  return {
    records: page === undefined ? sorted : sorted.slice(page.offset, page.offset + page.limit),
    total: kept.length,
  };
}

function sortRecords(records: Batch, by: readonly TypedOrder[]): Batch {
  const env = environment();
  const { keys, compare } = compileOrder(by);
  return records
    .map((record) => ({ record, values: keys.map((key) => key(record, env)) }))
    .sort((a, b) => compare(a.values, b.values))
    .map(({ record }) => record);
}

function checkFilter(source: string, scope: Scope): Typed {
  const { typed, problems } = checkExpression(source, scope, { expects: types.boolean });
  if (typed === undefined) throw refused('filter', problems);
  return typed;
}

function checkSortKey(key: string, { at, scope }: { at: number; scope: Scope }): TypedOrder {
  const [, source = key, direction = 'asc'] = /^(.*?)\s+(asc|desc)\s*$/is.exec(key) ?? [];
  const { typed, problems } = checkExpression(source, scope);
  const path = `sort[${at}]`;
  if (typed === undefined) throw refused(path, problems);
  const why = incomparable(typed.type);
  if (why !== undefined) throw refused(path, [{ code: 'type_mismatch', ...why }]);
  return { by: typed, descending: direction.toLowerCase() === 'desc' };
}

function refused(path: string, problems: readonly Pick<ExpressionProblem, 'code' | 'message' | 'hint'>[]) {
  const issues = problems.map(({ code, message }) => ({ path, message, code }));
  const [first] = problems;
  return new MillraceError('invalid_input', `${path}: ${first?.message ?? 'It cannot be read.'}`, {
    issues,
    ...(first?.hint === undefined ? {} : { hint: first.hint }),
  });
}

/** Records as a JSON list, and a hash of it: changes exactly when what they show changes. */
export interface WrittenRecords {
  readonly version: string;
  /** Undefined where it would be larger than is kept. */
  readonly json: Uint8Array | undefined;
}

/** Records that are written before others get their turn. */
const stretch = 2000;

/** Writes records as JSON; `most` bytes are kept, more are only hashed. */
export async function writeRecords(
  { records, total }: RecordsView,
  { shape, most }: { shape: Shape; most: number },
): Promise<WrittenRecords> {
  const hash = createHash('sha256').update(`${total}\n`);
  const type = recordOf(shape);
  let parts: Buffer[] = [];
  let size = 2;
  for (let from = 0; from < records.length; from += stretch) {
    if (from > 0) await new Promise<void>((resolve) => setImmediate(resolve));
    const texts = records.slice(from, from + stretch).map((record) => JSON.stringify(toJson(record, type)));
    const part = Buffer.from(`${from === 0 ? '' : ','}${texts.join(',')}`);
    hash.update(part);
    size += part.length;
    if (size <= most) parts.push(part);
    else parts = [];
  }
  const version = hash.digest('base64url').slice(0, 22);
  const json = size > most ? undefined : Buffer.concat([Buffer.from('['), ...parts, Buffer.from(']')]);
  return { version, json };
}
