import type pg from 'pg';
import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import type { Shape } from '../../model/value-type.ts';
import { parseNamedQuery } from './named-parameters.ts';
import type { DescribedColumn } from './postgresql-decoder.ts';
import { parameterCast, postgresqlText } from './postgresql-values.ts';
import { quoteTable } from './sql-name.ts';
import type { SqlSource } from './sql-database.ts';

/** A source as it stands after `from`, with its values. */
export interface BoundSource {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** As people know it: `orders`, or `the query`. */
  readonly what: string;
}

/** Binds a source: names become placeholders, each value once. */
export function bindSource(source: SqlSource): BoundSource {
  if ('table' in source) return { sql: quoteTable(source.table), values: [], what: source.table };
  const { parts, names } = parseNamedQuery(source.query);
  const order = [...new Set(names)];
  const values = order.map((name) => {
    const parameter = source.parameters.find((other) => other.name === name);
    return parameter ? postgresqlText(parameter.value, parameter.type) : null;
  });
  const placeholder = (name: string): string => {
    const type = source.parameters.find((other) => other.name === name)?.type ?? { kind: 'null' };
    return `$${order.indexOf(name) + 1}${parameterCast(type)}`;
  };
  const sql = parts.map((part, at) => part + (names[at] === undefined ? '' : placeholder(names[at]))).join('');
  // The line break ends a comment that the query may end with.
  return { sql: `(${sql}\n) as source`, values, what: 'the query' };
}

/** The columns of a source, without reading a row. */
export async function describeSource(
  client: pg.ClientBase,
  { sql, values }: BoundSource,
): Promise<readonly DescribedColumn[]> {
  const { fields } = await client.query({
    text: `select * from ${sql} limit 0`,
    values: [...values],
    rowMode: 'array',
  });
  return fields.map(({ name, dataTypeID, dataTypeModifier }) => ({
    name,
    oid: dataTypeID,
    modifier: dataTypeModifier,
  }));
}

/** `unknown_field` for a column that the source does not have. */
export function checkColumns(shape: Shape, columns: readonly DescribedColumn[], what: string): void {
  const names = columns.map(({ name }) => name);
  const missing = shape.find(({ name }) => !names.includes(name));
  if (missing === undefined) return;
  const hint = didYouMean(missing.name, names) ?? `It has ${names.join(', ')}.`;
  throw new MillraceError('unknown_field', `There is no column ${missing.name} in ${what}.`, { hint });
}
