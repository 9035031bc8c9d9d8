import type { Shape } from '../../model/value-type.ts';
import type { PostgresqlPool } from '../sql/postgresql-pool.ts';
import type { Collection } from './embedded-collections.ts';
import type { DocumentDeletion } from './document-store.ts';
import { embeddedForm } from './embedded-form.ts';
import { shapeOfDocuments } from './sample-shape.ts';

/** How many documents there are. */
export async function countEmbedded(pool: PostgresqlPool, { table }: Collection, signal: AbortSignal): Promise<number> {
  const found = await pool.use(signal, (client) => client.query<{ count: string }>(`select count(*) from ${table}`));
  return Number(found.rows[0]?.count ?? 0);
}

/** Deletes documents by their identity; those that are gone already do not count. */
export async function removeEmbedded(
  pool: PostgresqlPool,
  { table }: Collection,
  { ids, signal }: DocumentDeletion,
): Promise<number> {
  const identities = ids.map(({ identity }) => identity);
  const done = await pool.use(signal, (client) =>
    client.query(`delete from ${table} where doc_id = any($1::text[])`, [identities]),
  );
  return done.rowCount ?? 0;
}

/** The fields of some documents. */
export async function sampleEmbedded(
  pool: PostgresqlPool,
  { table }: Collection,
  { count, signal }: { readonly count: number; readonly signal: AbortSignal },
): Promise<Shape> {
  const found = await pool.use(signal, (client) =>
    client.query<{ body: string }>(`select body::text as body from ${table} limit $1`, [count]),
  );
  return shapeOfDocuments(found.rows.map(({ body }) => embeddedForm.untyped(JSON.parse(body))));
}
