/** How PostgreSQL says conditions and orders. */
import type { Present } from '../push-down/condition.ts';
import { conditionCast, postgresqlText } from './postgresql-values.ts';
import type { AskedColumn, ColumnClass, ConditionDialect, SqlBind } from './sql-dialect.ts';
import { quoteName } from './sql-name.ts';

const lowerUuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A value beside a column; undefined for one that no value of the column can equal. */
function operand({ field, of }: AskedColumn, value: Present, bind: SqlBind): string | undefined {
  if (of !== 'uuid') return `${bind(postgresqlText(value, field.type))}${conditionCast(value, field.type)}`;
  // A uuid is read in lower case: any other text is none.
  return typeof value === 'string' && lowerUuid.test(value) ? `${bind(value)}::uuid` : undefined;
}

/** NaN and the infinities are read as null. */
const numberless = "('NaN', 'Infinity', '-Infinity')";

function isFloating(of: ColumnClass): boolean {
  return of === 'float' || of === 'numeric';
}

function nullsLast(value: string, descending: boolean): string {
  return `${value} ${descending ? 'desc' : 'asc'} nulls last`;
}

/** Conditions in the words of PostgreSQL. */
export const postgresqlCondition: ConditionDialect = {
  quoteName,
  asks(of, condition) {
    const isOrder = condition.op === 'compare' && condition.comparison !== '=' && condition.comparison !== '<>';
    return !(of === 'uuid' && isOrder);
  },
  compare(column, { comparison, value }, bind) {
    const { name, of } = column;
    const sql = operand(column, value, bind);
    if (sql === undefined) return comparison === '=' ? 'false' : `${name} is not null`;
    const collation = of === 'text' && comparison !== '=' ? ' collate "C"' : '';
    return `${name}${collation} ${comparison} ${sql}`;
  },
  among(column, values, bind) {
    const operands = values.map((value) => operand(column, value, bind)).filter((sql) => sql !== undefined);
    return operands.length === 0 ? 'false' : `${column.name} in (${operands.join(', ')})`;
  },
  isNull: ({ name, of }) => (isFloating(of) ? `(${name} is null or ${name} in ${numberless})` : `${name} is null`),
  nullsLast,
  orderKey(name, of, descending) {
    const value = isFloating(of)
      ? `(case when ${name} in ${numberless} then null else ${name} end)`
      : of === 'text'
        ? `${name} collate "C"`
        : name;
    return nullsLast(value, descending);
  },
};
