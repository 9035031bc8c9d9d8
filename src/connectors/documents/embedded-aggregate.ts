/** Aggregations over the documents of an embedded collection, by PostgreSQL. */
import { decimalParts } from '../../model/decimal-type.ts';
import type { BatchStream } from '../../model/value.ts';
import type { FieldReference } from '../push-down/condition.ts';
import { aggregatedRows } from '../sql/aggregated-rows.ts';
import { readRows } from '../sql/postgresql-cursor.ts';
import { postgresqlDialect } from '../sql/postgresql-dialect.ts';
import type { PostgresqlPool } from '../sql/postgresql-pool.ts';
import { prepareAggregation } from '../sql/sql-aggregate.ts';
import type { ExactColumn } from '../sql/sql-dialect.ts';
import type { ExactWords } from '../sql/sql-exact.ts';
import type { DocumentAggregation } from './document-store.ts';
import type { Collection } from './embedded-collections.ts';
import { embeddedCondition, fieldSql, operand, unfitSql } from './embedded-condition.ts';
import { readStoredTimestamp } from './embedded-form.ts';

/** SQL that is true where a value of the right kind is one that is not read as it compares. */
function strange({ path, type }: FieldReference): readonly string[] {
  const { stored, typed } = fieldSql({ path, type });
  switch (type.kind) {
    case 'integer':
      return [`jsonb_typeof(${stored}) = 'object'`, `${typed} <> trunc(${typed})`, `abs(${typed}) > 9007199254740991`];
    case 'number':
      // What no double is, or none of those that this cast takes.
      return [
        `case when abs(${typed}) < 1e300 and (${typed} = 0 or abs(${typed}) > 1e-300) then ${typed} <> ${typed}::float8::text::numeric else ${typed} is not null end`,
      ];
    case 'decimal': {
      const { precision, scale } = decimalParts(type) ?? { precision: 38, scale: 0 };
      return [
        `${typed} <> round(${typed}, ${scale})`,
        `abs(${typed}) >= 1${'0'.repeat(precision - scale)}`,
        // Read as a double first, which holds fifteen digits for sure.
        `(jsonb_typeof(${stored}) = 'number' and length(${stored}::text) > 15)`,
      ];
    }
    case 'timestamp':
      return [`length(${typed}) <> 27`];
    default:
      return [];
  }
}

const classes = {
  text: 'text',
  boolean: 'boolean',
  integer: 'integer',
  number: 'numeric',
  decimal: 'numeric',
  timestamp: 'timestamp',
} as const;

function exactField(field: FieldReference): ExactColumn {
  const { typed } = fieldSql(field);
  const of = classes[field.type.kind as keyof typeof classes];
  return { of, value: `(${typed})`, odd: `(${[unfitSql(field), ...strange(field)].join(' or ')})` };
}

const words: ExactWords = {
  ...postgresqlDialect,
  asks: () => true,
  exactOperand: (_of, { value }, bind) => operand(value, bind),
  reader: (column, type) =>
    type.kind === 'timestamp' ? (text) => readStoredTimestamp(text) : postgresqlDialect.reader(column, type),
};

/** Has PostgreSQL aggregate; or says why its answer could differ from ours. */
export async function aggregateEmbedded(
  pool: PostgresqlPool,
  { table }: Collection,
  { query, batch, signal }: DocumentAggregation,
): Promise<BatchStream | string> {
  const prepared = prepareAggregation(query, {
    from: { sql: table, values: [] },
    columns: { of: exactField },
    dialect: words,
    loosely: (bind) => (query.condition.op === 'always' ? '' : ` where ${embeddedCondition(query.condition, bind)}`),
  });
  if (typeof prepared === 'string') return prepared;
  return aggregatedRows(readRows(pool, prepared.bound, { batch, signal }), prepared);
}
