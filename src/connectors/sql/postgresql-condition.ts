/**
 * Conditions as SQL over the columns of a table or query. A column is asked about only where its type compares as the
 * declared one does; with any other the condition keeps everything.
 */
import type { Condition, FieldReference, Present } from '../push-down/condition.ts';
import { allOf, always, anyOf } from '../push-down/condition.ts';
import type { DescribedColumn } from './postgresql-decoder.ts';
import { columnType, type ColumnClass } from './postgresql-types.ts';
import { conditionCast, postgresqlText } from './postgresql-values.ts';
import { quoteName } from './sql-name.ts';
import type { SqlOrder } from './sql-database.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';

/** Binds a value and gives its placeholder. */
type Bind = (value: unknown) => string;

/** Which types of column compare as which of ours do. */
const comparable: Readonly<Partial<Record<ValueType['kind'], readonly ColumnClass[]>>> = {
  text: ['text', 'uuid'],
  boolean: ['boolean'],
  integer: ['integer', 'numeric'],
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
function classOf(columns: readonly DescribedColumn[], name: string, type: ValueType): ColumnClass | undefined {
  const found = columns.find((column) => column.name === name);
  if (found === undefined) return undefined;
  const { of, array } = columnType(found.oid);
  return !array && comparable[type.kind]?.includes(of) ? of : undefined;
}

const lowerUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The condition without what the columns cannot be asked. */
function askableOf(condition: Condition, columns: readonly DescribedColumn[]): Condition {
  switch (condition.op) {
    case 'always':
    case 'never':
      return condition;
    case 'and':
      return allOf(condition.parts.map((part) => askableOf(part, columns)));
    case 'or':
      return anyOf(condition.parts.map((part) => askableOf(part, columns)));
    default: {
      const { path, type } = condition.field;
      const found = classOf(columns, path[0] ?? '', type);
      const isOrder = condition.op === 'compare' && condition.comparison !== '=' && condition.comparison !== '<>';
      return found === undefined || (found === 'uuid' && isOrder) ? always : condition;
    }
  }
}

function operand(
  field: FieldReference,
  of: ColumnClass | undefined,
  { value, bind }: { value: Present; bind: Bind },
): string | undefined {
  if (of !== 'uuid') return `${bind(postgresqlText(value, field.type))}${conditionCast(value, field.type)}`;
  // A uuid is read in lower case: any other text is none.
  return typeof value === 'string' && lowerUuid.test(value) ? `${bind(value)}::uuid` : undefined;
}

/** NaN and the infinities are read as null. */
const numberless = "('NaN', 'Infinity', '-Infinity')";

interface Leaf {
  readonly field: FieldReference;
  readonly name: string;
  readonly of: ColumnClass | undefined;
}

function leafOf(field: FieldReference, columns: readonly DescribedColumn[]): Leaf {
  const [column = ''] = field.path;
  return { field, name: quoteName(column), of: classOf(columns, column, field.type) };
}

function isFloating(of: ColumnClass | undefined): boolean {
  return of === 'float' || of === 'numeric';
}

function comparisonSql(
  { field, name, of }: Leaf,
  { comparison, value }: Extract<Condition, { op: 'compare' }>,
  bind: Bind,
): string {
  const sql = operand(field, of, { value, bind });
  if (sql === undefined) return comparison === '=' ? 'false' : `${name} is not null`;
  const collation = of === 'text' && comparison !== '=' ? ' collate "C"' : '';
  return `${name}${collation} ${comparison} ${sql}`;
}

function membershipSql({ field, name, of }: Leaf, values: readonly Present[], bind: Bind): string {
  const operands = values.map((value) => operand(field, of, { value, bind })).filter((sql) => sql !== undefined);
  return operands.length === 0 ? 'false' : `${name} in (${operands.join(', ')})`;
}

function nullSql({ name, of }: Leaf): string {
  return isFloating(of) ? `(${name} is null or ${name} in ${numberless})` : `${name} is null`;
}

function conditionSql(condition: Condition, columns: readonly DescribedColumn[], bind: Bind): string {
  switch (condition.op) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => conditionSql(part, columns, bind)).join(` ${condition.op} `)})`;
    case 'compare':
      return comparisonSql(leafOf(condition.field, columns), condition, bind);
    case 'in':
      return membershipSql(leafOf(condition.field, columns), condition.values, bind);
    case 'is-null':
      return nullSql(leafOf(condition.field, columns));
    case 'is-not-null':
      return `${leafOf(condition.field, columns).name} is not null`;
  }
}

/** ` where ..` for what the columns can be asked; empty where that is nothing. */
export function whereSql(condition: Condition | undefined, columns: readonly DescribedColumn[], bind: Bind): string {
  const asked = condition === undefined ? always : askableOf(condition, columns);
  return asked.op === 'always' ? '' : ` where ${conditionSql(asked, columns, bind)}`;
}

/** ` order by ..`; undefined where the order of a column could differ from ours. */
export function orderSql(
  sort: readonly SqlOrder[],
  shape: Shape,
  columns: readonly DescribedColumn[],
): string | undefined {
  const keys = sort.map(({ column, descending }) => {
    const type = shape.find(({ name }) => name === column)?.type;
    const of = type && classOf(columns, column, type);
    if (of === undefined) return undefined;
    const name = quoteName(column);
    const value = isFloating(of)
      ? `(case when ${name} in ${numberless} then null else ${name} end)`
      : of === 'text'
        ? `${name} collate "C"`
        : name;
    return `${value} ${descending ? 'desc' : 'asc'} nulls last`;
  });
  return keys.includes(undefined) ? undefined : ` order by ${keys.join(', ')}`;
}
