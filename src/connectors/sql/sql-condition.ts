/**
 * Conditions as SQL over the columns of a table or query. A column is asked about only where its type compares as the
 * declared one does; with any other the condition keeps everything.
 */
import type { Shape, ValueType } from '../../model/value-type.ts';
import type { Condition, FieldReference } from '../push-down/condition.ts';
import { allOf, always, anyOf } from '../push-down/condition.ts';
import type { SqlOrder } from './sql-database.ts';
import type { AskedColumn, ColumnClass, ConditionDialect, SqlBind, SqlColumn } from './sql-dialect.ts';

/** Which types of column compare as which of ours do. */
const comparable: Readonly<Partial<Record<ValueType['kind'], readonly ColumnClass[]>>> = {
  text: ['text', 'long text', 'uuid'],
  boolean: ['boolean'],
  integer: ['integer', 'numeric', 'boolean'],
  number: ['float'],
  decimal: ['numeric', 'integer'],
  date: ['date'],
  time: ['time'],
  timestamp: ['timestamp'],
  datetime: ['datetime'],
};

/** The kinds of fields that can be asked about at all; whether a column is of such a type shows when it is opened. */
export function isSqlAskable({ path, type }: FieldReference): boolean {
  return path.length === 1 && Object.hasOwn(comparable, type.kind);
}

/** The class of the column behind a field; undefined where it does not compare as declared. */
function comparableClass(columns: readonly SqlColumn[], name: string, type: ValueType): ColumnClass | undefined {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) return undefined;
  const { of, array } = found.type;
  return !array && comparable[type.kind]?.includes(of) ? of : undefined;
}

/** A dialect, and the columns that there are. */
interface Asking {
  readonly dialect: ConditionDialect;
  readonly columns: readonly SqlColumn[];
}

/** The condition without what the columns cannot be asked. */
function askableOf(condition: Condition, asking: Asking): Condition {
  switch (condition.op) {
    case 'always':
    case 'never':
      return condition;
    case 'and':
      return allOf(condition.parts.map((part) => askableOf(part, asking)));
    case 'or':
      return anyOf(condition.parts.map((part) => askableOf(part, asking)));
    default: {
      const { path, type } = condition.field;
      const found = comparableClass(asking.columns, path[0] ?? '', type);
      if (found === undefined) return always;
      const isValued = condition.op === 'compare' || condition.op === 'in';
      return isValued && !asking.dialect.asks(found, condition) ? always : condition;
    }
  }
}

function askedColumn(field: FieldReference, { dialect, columns }: Asking): AskedColumn {
  const [column = ''] = field.path;
  // What is not comparable was left out before.
  return { field, name: dialect.quoteName(column), of: comparableClass(columns, column, field.type) ?? 'other' };
}

function conditionSql(condition: Condition, asking: Asking, bind: SqlBind): string {
  const { dialect } = asking;
  switch (condition.op) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => conditionSql(part, asking, bind)).join(` ${condition.op} `)})`;
    case 'compare':
      return dialect.compare(askedColumn(condition.field, asking), condition, bind);
    case 'in':
      return dialect.among(askedColumn(condition.field, asking), condition.values, bind);
    case 'is-null':
      return dialect.isNull(askedColumn(condition.field, asking));
    case 'is-not-null':
      return `${askedColumn(condition.field, asking).name} is not null`;
  }
}

/** ` where ..` for what the columns can be asked; empty where that is nothing. */
export function whereSql(condition: Condition | undefined, asking: Asking, bind: SqlBind): string {
  const asked = condition === undefined ? always : askableOf(condition, asking);
  return asked.op === 'always' ? '' : ` where ${conditionSql(asked, asking, bind)}`;
}

/** ` order by ..`; undefined where the order of a column could differ from ours. */
export function orderSql(sort: readonly SqlOrder[], shape: Shape, { dialect, columns }: Asking): string | undefined {
  const keys = sort.map(({ column, descending }) => {
    const type = shape.find(({ name }) => name === column)?.type;
    const of = type && comparableClass(columns, column, type);
    return of && dialect.orderKey(dialect.quoteName(column), of, descending);
  });
  return keys.includes(undefined) ? undefined : ` order by ${keys.join(', ')}`;
}
