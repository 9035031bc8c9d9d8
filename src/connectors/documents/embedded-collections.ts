/** The catalogue of the embedded collections: each is a partition of `millrace.documents`, made by the first write. */
import type pg from 'pg';
import { didYouMean } from '../../core/did-you-mean.ts';
import { newId } from '../../core/ids.ts';
import type { OpenContext } from '../../model/connection.ts';
import type { PostgresqlPool } from '../sql/postgresql-pool.ts';

/** The workgroup whose collections these are. */
const workgroup = '00000000-0000-7000-8000-000000000001';

/** A collection and the table that holds its documents. */
export interface Collection {
  readonly id: string;
  /** As SQL: schema and quoted name. */
  readonly table: string;
}

/** The collections of one connection. */
export interface Collections {
  /** The collection, or undefined (with a warning in the log) where nothing was ever written. */
  find(name: string, signal: AbortSignal): Promise<Collection | undefined>;
  /** The collection, made if need be. */
  ensure(name: string, signal: AbortSignal): Promise<Collection>;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly partition: string;
}

const toCollection = ({ id, partition }: Row): Collection => ({ id, table: `millrace."${partition}"` });

/** `documents_orders_018f...`: readable, and unique by the id. */
function partitionName(name: string, id: string): string {
  const readable = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .slice(0, 16);
  return `documents_${readable}_${id.replaceAll('-', '')}`;
}

async function create(client: pg.ClientBase, connection: string, name: string): Promise<void> {
  const id = newId();
  const partition = partitionName(name, id);
  const made = await client.query(
    `insert into millrace.collections (id, workgroup_id, connection, name, partition) values ($1, $2, $3, $4, $5)
     on conflict do nothing`,
    [id, workgroup, connection, name, partition],
  );
  if (made.rowCount === 0) return;
  // Attaching an empty table lets others read and write while it happens; `partition of` would make them wait.
  await client.query(`create table millrace."${partition}" (like millrace.documents including all)`);
  await client.query(`alter table millrace.documents attach partition millrace."${partition}" for values in ('${id}')`);
}

/** The collections that the connection of `context` sees. */
export function embeddedCollections(pool: PostgresqlPool, context: OpenContext): Collections {
  const known = new Map<string, Collection>();

  const look = async (name: string, signal: AbortSignal): Promise<Collection | undefined> => {
    const remembered = known.get(name);
    if (remembered) return remembered;
    const found = await pool.use(signal, (client) =>
      client.query<Row>(
        'select id, name, partition from millrace.collections where workgroup_id = $1 and connection = $2 and name = $3',
        [workgroup, context.name, name],
      ),
    );
    const collection = found.rows[0] && toCollection(found.rows[0]);
    if (collection) known.set(name, collection);
    return collection;
  };

  const warnOfMissing = async (name: string, signal: AbortSignal): Promise<void> => {
    const all = await pool.use(signal, (client) =>
      client.query<Row>('select name from millrace.collections where workgroup_id = $1 and connection = $2', [
        workgroup,
        context.name,
      ]),
    );
    const hint = didYouMean(
      name,
      all.rows.map((row) => row.name),
    );
    const why = `Nothing was ever written to the collection ${name} of ${context.name}, so it has no documents.`;
    context.log('warn', hint === undefined ? why : `${why} ${hint}`);
  };

  return {
    async find(name, signal) {
      const collection = await look(name, signal);
      if (collection === undefined) await warnOfMissing(name, signal);
      return collection;
    },
    async ensure(name, signal) {
      const present = await look(name, signal);
      if (present) return present;
      await pool.use(signal, async (client) => {
        await client.query('begin');
        await create(client, context.name, name);
        await client.query('commit');
      });
      return (await look(name, signal))!;
    },
  };
}
