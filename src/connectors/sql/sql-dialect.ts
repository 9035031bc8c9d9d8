/**
 * Glossary. *Dialect*: what differs between databases that speak SQL: how names are quoted, values bound and compared,
 * columns selected and read. What steps ask of a database is worked out once (`sql-condition.ts`, `sql-row-decoder.ts`,
 * `sql-source.ts`), over a dialect. Every value comes as the text that the database writes.
 */
import type { Value } from '../../model/value.ts';
import type { ValueType } from '../../model/value-type.ts';
import type { Condition, FieldReference, Present } from '../push-down/condition.ts';
import type { NamedQuery } from './named-parameters.ts';

/** What sort of values a column holds. */
export type ColumnClass =
  | 'boolean'
  | 'integer'
  | 'single'
  | 'float'
  | 'numeric'
  | 'text'
  | 'long text'
  | 'uuid'
  | 'other'
  | 'date'
  | 'time'
  | 'datetime'
  | 'timestamp'
  | 'interval'
  | 'binary'
  | 'bits'
  | 'json';

/** A type of a database. */
export interface ColumnType {
  readonly of: ColumnClass;
  /** True for an array of it. */
  readonly array: boolean;
  /** As people know it. */
  readonly name: string;
}

/** A column as the server described it. */
export interface SqlColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** The type of ours that reads it best. */
  readonly best: ValueType;
}

/** A row as the database wrote it: text or null for each column. */
export type TextRow = readonly (string | null)[];

/** Binds a value and gives its placeholder. */
export type SqlBind = (value: unknown) => string;

/** Reads a text; undefined where it does not fit, null where it stands for nothing (NaN). */
export type ReadText = (text: string) => Value | undefined;

/** A column that a condition asks about. */
export interface AskedColumn {
  readonly field: FieldReference;
  /** Quoted. */
  readonly name: string;
  readonly of: ColumnClass;
}

/** A comparison of a column with a value. */
export type SqlComparison = Extract<Condition, { op: 'compare' }>;

/** How a database says conditions and orders. */
export interface ConditionDialect {
  quoteName(name: string): string;
  /** False where the database would not judge as we do, nor more widely. */
  asks(of: ColumnClass, condition: SqlComparison | Extract<Condition, { op: 'in' }>): boolean;
  compare(column: AskedColumn, condition: SqlComparison, bind: SqlBind): string;
  /** True for rows whose value is among some. */
  among(column: AskedColumn, values: readonly Present[], bind: SqlBind): string;
  isNull(column: AskedColumn): string;
  /** A key of `order by` over a value that sorts as ours does. */
  nullsLast(value: string, descending: boolean): string;
  /** A key of `order by`, nulls last; undefined where the order could differ from ours. */
  orderKey(name: string, of: ColumnClass, descending: boolean): string | undefined;
}

/** A column whose value compares there as it does here. */
export interface ExactColumn {
  readonly of: ColumnClass;
  /** SQL of the value; null where it is read as null. */
  readonly value: string;
  /** SQL that is true where the value cannot be read as declared; undefined where that cannot be. */
  readonly odd?: string;
}

/** A value beside a column. */
export interface TypedValue {
  readonly type: ValueType;
  readonly value: Present;
}

/** How a database says what is not checked again. */
export interface ExactDialect {
  /** A column as a type; undefined where it compares in a way of its own. */
  exact(column: SqlColumn, type: ValueType): ExactColumn | undefined;
  /** A value that compares with `ExactColumn.value`. */
  exactOperand(of: ColumnClass, value: TypedValue, bind: SqlBind): string;
  /** The total of whole numbers or decimals with all its digits. */
  exactSum(value: string): string;
  /** The column type of totals, and that of counts. */
  readonly totals: ColumnType;
  readonly counts: ColumnType;
  /** What is selected for a value of {@link ExactDialect.exact}, so that its text can be read. */
  selectedExact(value: string, of: ColumnClass): string;
}

/** How a database takes what is asked, and gives what it has. */
export interface SqlDialect extends ConditionDialect, ExactDialect {
  quoteTable(table: string): string;
  parseQuery(sql: string): NamedQuery;
  /** True where one placeholder may stand in several places. */
  readonly numbered: boolean;
  /** Binds the value of a `:name`. */
  bindParameter(value: Value, type: ValueType, bind: SqlBind): string;
  /** What is selected for a column, so that its text can be read. */
  selected(column: SqlColumn): string;
  /** What a column can be declared as, the best first. */
  readableAs(type: ColumnType): readonly ValueType['kind'][];
  isReadable(type: ColumnType, wanted: ValueType): boolean;
  reader(type: ColumnType, wanted: ValueType): ReadText;
}
