import type { DataRecord, Value } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import { readRows } from '../sql/postgresql-cursor.ts';
import type { TextRow } from '../sql/sql-dialect.ts';
import type { BoundQuery } from '../sql/sql-source.ts';
import type { PostgresqlPool } from '../sql/postgresql-pool.ts';
import type { DocumentQuery, IdentifiedRecord } from './document-store.ts';
import type { Collection } from './embedded-collections.ts';
import { embeddedCondition, embeddedOrder } from './embedded-condition.ts';
import { embeddedForm, keyLiteral } from './embedded-form.ts';
import { embeddedRowDecoder } from './embedded-row.ts';
import { misfitError } from './misfit-error.ts';

/** The query for documents: a column for each field, so that what nobody reads stays on the server, then the `_id`. */
function queryOf({ shape, condition, sort, limit: most }: DocumentQuery, { table }: Collection): BoundQuery {
  const values: unknown[] = [];
  const bind = (value: unknown): string => `$${values.push(value)}`;
  const columns = shape.map(({ name }) => `body -> ${keyLiteral(name)}`);
  const where = condition === undefined ? '' : ` where ${embeddedCondition(condition, bind)}`;
  const order = sort?.length ? ` order by ${embeddedOrder(sort)}` : '';
  const limit = most === undefined ? '' : ` limit ${most}`;
  return { sql: `select ${[...columns, 'doc_id'].join(', ')} from ${table}${where}${order}${limit}`, values };
}

/** As much of a document as was read, for showing it to people. */
function shown(row: TextRow, shape: Shape): DataRecord {
  const parts = shape.map(({ name }, index): [string, Value] => {
    const json = row[index] ?? null;
    return [name, json === null ? null : embeddedForm.untyped(JSON.parse(json))];
  });
  return Object.fromEntries(parts);
}

/** The decoder of rows, which reports a misfit as the query wants it. */
function reportingDecoder(query: DocumentQuery): (row: TextRow) => DataRecord | undefined {
  const decode = embeddedRowDecoder(query.shape);
  return (row) =>
    decode(row, (fault) =>
      query.failed(shown(row, query.shape), misfitError(query.collection, row[query.shape.length] ?? null, fault)),
    );
}

/** Reads documents as records. */
export async function* readEmbedded(
  pool: PostgresqlPool,
  collection: Collection,
  query: DocumentQuery,
): AsyncGenerator<DataRecord[]> {
  const decode = reportingDecoder(query);
  for await (const rows of readRows(pool, queryOf(query, collection), query)) {
    const records: DataRecord[] = [];
    for (const row of rows) {
      const record = decode(row);
      if (record !== undefined) records.push(record);
    }
    if (records.length > 0) yield records;
  }
}

/** Reads documents with their `_id`s. */
export async function* identifyEmbedded(
  pool: PostgresqlPool,
  collection: Collection,
  query: DocumentQuery,
): AsyncGenerator<IdentifiedRecord[]> {
  const decode = reportingDecoder(query);
  for await (const rows of readRows(pool, queryOf(query, collection), query)) {
    const found: IdentifiedRecord[] = [];
    for (const row of rows) {
      const record = decode(row);
      if (record !== undefined) found.push({ record, id: { identity: row[query.shape.length] } });
    }
    if (found.length > 0) yield found;
  }
}
