import { didYouMean } from '../../core/did-you-mean.ts';
import { MillraceError } from '../../core/errors.ts';
import type { DataRecord } from '../../model/value.ts';
import type { Shape } from '../../model/value-type.ts';
import type { SqlWriteOptions } from './sql-database.ts';

/** A column of a table that is written to. */
export interface TableColumn {
  readonly name: string;
  /** As SQL: `numeric(12,2)`. */
  readonly type: string;
  /** True for json. */
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

/** `upstream_refused` for a table that is not there, beside those that are. */
export function missingTable(name: string, present: readonly string[]): MillraceError {
  return new MillraceError('upstream_refused', `There is no table ${name}, or this user may not see it.`, {
    hint: didYouMean(name, present) ?? 'Create the table first, or say `create: true` in sql.write.',
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

/** The records without those whose key is null, which could not be found again: they are told, or end the write. */
export function withKey(
  records: readonly DataRecord[],
  { key, failed, table }: Pick<SqlWriteOptions, 'key' | 'failed' | 'table'>,
): readonly DataRecord[] {
  if (key.length === 0) return records;
  return records.filter((record) => {
    if (key.every((name) => record[name] !== null && record[name] !== undefined)) return true;
    const error = new MillraceError(
      'constraint',
      `A record for ${table} has no ${key.join(', ')}, which is the key of the write.`,
    );
    if (failed === undefined) throw error;
    failed(record, error);
    return false;
  });
}

/** `upstream_refused` for a key that no unique index of the table has. */
export function keylessTable({ table, key }: Pick<SqlWriteOptions, 'table' | 'key'>, cause?: unknown): MillraceError {
  return new MillraceError(
    'upstream_refused',
    `The table ${table} has no unique constraint on ${key.join(', ')}, so it cannot be the key of a write.`,
    {
      hint: `Make one: create unique index on ${table} (${key.join(', ')}).`,
      ...(cause === undefined ? {} : { cause }),
    },
  );
}

/** `at_most` where a mirror would delete more than it may. */
export function checkMirror(count: number, { table, maxDelete }: Pick<SqlWriteOptions, 'table' | 'maxDelete'>): void {
  if (maxDelete === undefined || count <= maxDelete) return;
  throw new MillraceError(
    'at_most',
    `The mirror would delete ${count} rows of ${table}, but maxDelete is ${maxDelete}. Nothing was changed.`,
    { hint: 'Check that the input is complete, or raise maxDelete.' },
  );
}

/** `at_most` where more rows were found than may be deleted. */
export function checkAtMost(found: number, { table, atMost }: { table: string; atMost: number | undefined }): void {
  if (atMost === undefined || found <= atMost) return;
  throw new MillraceError('at_most', `More than ${atMost} rows of ${table} would be deleted. Nothing was deleted.`, {
    hint: 'Check the condition, or raise atMost.',
  });
}
