import type pg from 'pg';
import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Shape } from '../../model/value-type.ts';
import { quoteName, quoteTable } from './sql-name.ts';

/** A column of a table that is written to. */
export interface TableColumn {
  readonly name: string;
  /** As SQL: `numeric(12,2)`. */
  readonly type: string;
  /** True for json and jsonb. */
  readonly json: boolean;
  /** True where the database makes the value: generated columns, and identities that take no other. */
  readonly generated: boolean;
}

/** A table that is written to. */
export interface TargetTable {
  /** As SQL. */
  readonly sql: string;
  readonly name: string;
  readonly columns: readonly TableColumn[];
}

const describe = `select attname as name, format_type(atttypid, atttypmod) as type, atttypid in (114, 3802) as json,
  attgenerated <> '' or attidentity = 'a' as generated
  from pg_attribute where attrelid = to_regclass($1) and attnum > 0 and not attisdropped order by attnum`;

/** Looks at a table; `upstream_refused` where there is none. */
export async function describeTable(client: pg.ClientBase, name: string): Promise<TargetTable> {
  const sql = quoteTable(name);
  const { rows } = await client.query<TableColumn>(describe, [sql]);
  if (rows.length > 0) return { sql, name, columns: rows };
  const all = await client.query<{ name: string }>(
    `select case when table_schema = current_schema() then table_name else table_schema || '.' || table_name end as name
     from information_schema.tables where table_schema not in ('pg_catalog', 'information_schema') limit 1000`,
  );
  const hint = didYouMean(
    name,
    all.rows.map((row) => row.name),
  );
  throw new MillraceError('upstream_refused', `There is no table ${name}, or this user may not see it.`, {
    hint: hint ?? 'Create the table first, or say `create: true` in sql.write.',
  });
}

/** The columns of a table that the fields of a shape are written to, in the order of the shape. */
export function columnsFor(table: TargetTable, shape: Shape): readonly TableColumn[] {
  return shape.map(({ name }) => {
    const column = table.columns.find((other) => other.name === name);
    if (column !== undefined) return column;
    const names = table.columns.map((other) => other.name);
    throw new MillraceError('unknown_field', `The table ${table.name} has no column ${name}.`, {
      hint: didYouMean(name, names) ?? `It has ${names.join(', ')}. Use select to drop fields.`,
    });
  });
}

/** What happens where a row has the key already. */
export function conflictSql(
  table: TargetTable,
  {
    mode,
    key,
    shape,
  }: {
    readonly mode: 'insert' | 'upsert' | 'replace' | 'mirror';
    readonly key: readonly string[];
    readonly shape: Shape;
  },
): string {
  if (mode === 'insert') return '';
  const given = shape.map(({ name }) => name).filter((name) => !key.includes(name));
  const others = table.columns.filter(
    ({ name, generated }) => !generated && !shape.some((field) => field.name === name),
  );
  const changes = [
    ...given.map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`),
    ...(mode === 'upsert' ? [] : others.map(({ name }) => `${quoteName(name)} = default`)),
  ];
  // Setting a key to itself makes the row count as there, and be returned.
  const [first = ''] = key;
  const all = changes.length > 0 ? changes : [`${quoteName(first)} = excluded.${quoteName(first)}`];
  return ` on conflict (${key.map(quoteName).join(', ')}) do update set ${all.join(', ')}`;
}
