import type pg from 'pg';
import { bestType, columnType } from './postgresql-types.ts';
import type { SqlColumn } from './sql-dialect.ts';
import type { BoundSource } from './sql-source.ts';

/** The columns of a source, without reading a row. */
export async function describeSource(
  client: pg.ClientBase,
  { sql, values }: BoundSource,
): Promise<readonly SqlColumn[]> {
  const { fields } = await client.query({
    text: `select * from ${sql} limit 0`,
    values: [...values],
    rowMode: 'array',
  });
  return fields.map(({ name, dataTypeID, dataTypeModifier }) => {
    const type = columnType(dataTypeID);
    return { name, type, best: bestType(type, dataTypeModifier) };
  });
}
