import type { ClientBase } from 'pg';

/** Tables with their columns, constraints and indexes, in one query each over the catalogue; partitions of months left out. */
const TABLES = `
  select c.oid, c.relname as name, coalesce(pg_get_partkeydef(c.oid), '') as key
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'millrace' and c.relkind in ('r', 'p') and not c.relispartition
  order by c.relname`;

const LINES = `
  select line from (
    select 1 as part, a.attnum::int as place, '  ' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when a.attnotnull then ' not null' else '' end
      || case when a.attidentity = 'a' then ' generated always as identity' else '' end
      || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as line
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
    union all
    -- PostgreSQL 18 lists NOT NULL among the constraints; older ones do not, and the columns say it already.
    select 2, row_number() over (order by x.conname)::int, '  constraint ' || quote_ident(x.conname) || ' ' || pg_get_constraintdef(x.oid)
    from pg_constraint x where x.conrelid = $1 and x.contype <> 'n'
    union all
    select 3, row_number() over (order by i.indexrelid::regclass::text)::int, '  ' || pg_get_indexdef(i.indexrelid)
    from pg_index i left join pg_constraint x on x.conindid = i.indexrelid and x.conrelid = i.indrelid
    where i.indrelid = $1 and x.oid is null
    union all
    select 4, row_number() over (order by t.tgname)::int, '  ' || pg_get_triggerdef(t.oid)
    from pg_trigger t where t.tgrelid = $1 and not t.tgisinternal
  ) as lines order by part, place`;

/** The functions that triggers call. */
const FUNCTIONS = `
  select pg_get_functiondef(p.oid) as text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname = 'millrace' order by p.proname`;

/** The schema as text, for people to read and for a test to compare. */
export async function describeSchema(client: ClientBase): Promise<string> {
  const tables = await client.query<{ oid: number; name: string; key: string }>(TABLES);
  const parts: string[] = [];
  for (const { oid, name, key } of tables.rows) {
    const lines = await client.query<{ line: string }>(LINES, [oid]);
    const title = key === '' ? `table ${name}` : `table ${name} partition by ${key}`;
    parts.push([title, ...lines.rows.map((row) => row.line)].join('\n'));
  }
  const functions = await client.query<{ text: string }>(FUNCTIONS);
  parts.push(...functions.rows.map(({ text }) => text.trimEnd()));
  return `${parts.join('\n\n')}\n`;
}
