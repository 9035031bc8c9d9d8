/**
 * Columns and conditions that mean in the database exactly what they mean here, for what is not applied again. A column
 * has a *value*, in which equal and less are ours, and may have an *oddity*: a condition that is true of rows whose value
 * cannot be read as declared.
 */
import type { Condition, FieldReference } from '../push-down/condition.ts';
import type { ColumnType, ExactColumn, ExactDialect, SqlBind, SqlColumn, SqlDialect } from './sql-dialect.ts';

/** The columns that an exact question looks at. */
export interface ExactColumns {
  of(field: FieldReference): ExactColumn;
}

/** What of a dialect an exact question needs. */
export type ExactWords = Omit<ExactDialect, 'exact'> & Pick<SqlDialect, 'numbered' | 'asks' | 'reader' | 'nullsLast'>;

/** The exact columns of some fields, or why one of them is not exact. */
export function exactColumns(
  fields: readonly FieldReference[],
  { columns, dialect }: { readonly columns: readonly SqlColumn[]; readonly dialect: SqlDialect },
): ExactColumns | string {
  const found = new Map<string, ExactColumn>();
  for (const { path, type } of fields) {
    const [name = ''] = path;
    const column = columns.find((one) => one.name === name);
    const exact = column && !column.type.array ? dialect.exact(column, type) : undefined;
    if (exact === undefined) return `the column ${name} is ${said(column?.type)}, which may compare otherwise there`;
    found.set(name, exact);
  }
  return { of: ({ path }) => found.get(path[0] ?? '')! };
}

function said(type: ColumnType | undefined): string {
  return type === undefined ? 'not there' : type.name;
}

/** What an exact question is put with. */
export interface ExactAsking {
  readonly columns: ExactColumns;
  readonly dialect: ExactWords;
  readonly bind: SqlBind;
}

/** A condition that is true for exactly the rows for which ours is, among those without oddities; undefined where there is none. */
export function exactCondition(condition: Condition, asking: ExactAsking): string | undefined {
  const { columns, dialect, bind } = asking;
  switch (condition.op) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'and':
    case 'or': {
      const parts = condition.parts.map((part) => exactCondition(part, asking));
      return parts.includes(undefined) ? undefined : `(${parts.join(` ${condition.op} `)})`;
    }
    case 'compare': {
      const { value: sql, of } = columns.of(condition.field);
      if (!dialect.asks(of, condition)) return undefined;
      const operand = dialect.exactOperand(of, { type: condition.field.type, value: condition.value }, bind);
      return `${sql} ${condition.comparison} ${operand}`;
    }
    case 'in': {
      const { value: sql, of } = columns.of(condition.field);
      if (!dialect.asks(of, condition) && of !== 'boolean') return undefined;
      const { type } = condition.field;
      const operands = condition.values.map((value) => dialect.exactOperand(of, { type, value }, bind));
      return `${sql} in (${operands.join(', ')})`;
    }
    case 'is-null':
    case 'is-not-null':
      return `${columns.of(condition.field).value} ${condition.op === 'is-null' ? 'is null' : 'is not null'}`;
  }
}
