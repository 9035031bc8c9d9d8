/**
 * Glossary. *SQL database*: a connection that holds tables. What steps ask of one stands here; each type of database has its
 * own way of doing it (`postgresql*.ts`), with its own forms of values and conditions.
 */
import type { MillraceError } from '../../core/errors.ts';
import type { ConnectorKind } from '../../model/connection.ts';
import type { BatchStream, DataRecord, Value } from '../../model/value.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import type { AggregateQuery } from '../push-down/aggregate-query.ts';
import type { Condition } from '../push-down/condition.ts';

/** A value for a `:name` in a query. */
export interface SqlParameter {
  readonly name: string;
  readonly value: Value;
  readonly type: ValueType;
}

/** What is read from: a table (`orders`, `sales.orders`), or a query with its parameters. */
export type SqlSource =
  | { readonly table: string }
  | { readonly query: string; readonly parameters: readonly SqlParameter[] };

/** A column that the database sorts by; nulls come last in both directions. */
export interface SqlOrder {
  readonly column: string;
  readonly descending: boolean;
}

/** What to read. */
export interface SqlQuery {
  readonly source: SqlSource;
  /** The columns to fetch, with the types to decode to. */
  readonly shape: Shape;
  /** Rows that surely do not meet it need not come; those that do must. */
  readonly condition?: Condition;
  readonly sort?: readonly SqlOrder[];
  /** No more rows than this are needed, in the order asked for; where the database has another order, all are. */
  readonly limit?: number;
  /** How many rows a batch should hold. */
  readonly batch: number;
  readonly signal: AbortSignal;
  /** Called for a row whose value does not fit; returns if it is to be left out. */
  failed(record: DataRecord, error: MillraceError): void;
}

/** What to aggregate. */
export interface SqlAggregation extends Pick<SqlQuery, 'source' | 'batch' | 'signal'> {
  readonly query: AggregateQuery;
}

/** A read that has begun. */
export interface SqlReading {
  /** True if the rows come in the order asked for; false where the database's order could differ from ours. */
  readonly sorted: boolean;
  readonly records: BatchStream;
}

/** How rows are written. */
export interface SqlWriteOptions {
  readonly table: string;
  readonly mode: 'insert' | 'upsert' | 'replace' | 'mirror';
  readonly shape: Shape;
  /** The columns that say which row a record is; not empty unless the mode is `insert`. */
  readonly key: readonly string[];
  readonly maxDelete: number | undefined;
  /** Make the table if it is not there. */
  readonly create?: boolean;
  readonly signal: AbortSignal;
  /** Called for a record that a constraint refuses. Left out where one refused record ends the write, which is quicker. */
  failed?(record: DataRecord, error: MillraceError): void;
}

/** What a write did. */
export interface SqlWriteCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

/** A write in progress: one transaction. */
export interface SqlWriter {
  write(records: readonly DataRecord[]): Promise<void>;
  /** Commits. */
  finish(): Promise<SqlWriteCounts>;
  /** Gives up: nothing of it is kept. */
  abandon(): Promise<void>;
}

/** What to delete: the rows of a table that `keep` is true of. */
export interface SqlDeletion {
  readonly table: string;
  readonly shape: Shape;
  readonly condition: Condition;
  matches(record: DataRecord): boolean;
  /** Rows per statement. */
  readonly batch: number;
  /** With more rows than this nothing is deleted (`at_most`). */
  readonly atMost: number | undefined;
  /** False: only counts. */
  readonly performs: boolean;
  readonly signal: AbortSignal;
  failed(record: DataRecord, error: MillraceError): void;
}

/** An opened connection to an SQL database. */
export interface SqlDatabase {
  read(query: SqlQuery): Promise<SqlReading>;
  /** The groups, with the names of keys and aggregates; or why the database's answer could differ from ours. */
  aggregate(aggregation: SqlAggregation): Promise<BatchStream | string>;
  write(options: SqlWriteOptions): Promise<SqlWriter>;
  /** Deletes in one transaction; gives the number of rows. */
  remove(deletion: SqlDeletion): Promise<number>;
  /** The columns of a table or query, with the types that read them. */
  shapeOf(source: SqlSource, signal: AbortSignal): Promise<Shape>;
}

/** Connections that hold tables. */
export const sqlKind: ConnectorKind<SqlDatabase> = { name: 'sql' };
