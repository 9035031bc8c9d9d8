/** Conditions as SQL over the column `body` of an embedded collection; see push-down/condition.ts for what they promise. */
import { MillraceError } from '../../core/errors.ts';
import { DateValue, isDecimal, Timestamp } from '../../model/value.ts';
import { formatScalar } from '../../model/value-text.ts';
import type { Condition, FieldReference, Present } from '../push-down/condition.ts';
import type { DocumentOrder } from './document-store.ts';
import { keyLiteral, storedText, storedTimestamp, toStored } from './embedded-form.ts';

/** Binds a value and gives its placeholder. */
export type Bind = (value: unknown) => string;

/** SQL for a field: what lies there, and its value where it has the declared type (null where it has another). */
export interface FieldSql {
  readonly stored: string;
  readonly typed: string;
}

function pathSql(path: readonly string[]): string {
  return path.reduce((target, name) => `(${target} -> ${keyLiteral(name)})`, 'body');
}

function typedSql(stored: string, kind: FieldReference['type']['kind']): string {
  const when = (type: string, value: string): string =>
    `(case jsonb_typeof(${stored}) when '${type}' then ${value} end)`;
  switch (kind) {
    case 'text':
      return `${when('string', `${stored} #>> '{}'`)} collate "C"`;
    case 'date':
      // Only what has the length of a date sorts like one.
      return `(case when jsonb_typeof(${stored}) = 'string' and length(${stored} #>> '{}') = 10 then ${stored} #>> '{}' end) collate "C"`;
    case 'boolean':
      return when('boolean', `${stored}::boolean`);
    case 'number':
      return when('number', `${stored}::numeric`);
    case 'integer':
    case 'decimal':
      return `(case jsonb_typeof(${stored}) when 'number' then ${stored}::numeric when 'object' then coalesce(${stored} ->> '$decimal', ${stored} ->> '$integer')::numeric end)`;
    case 'timestamp':
      return `(${stored} ->> '$timestamp') collate "C"`;
    default:
      throw new MillraceError('internal', `A field of type ${kind} cannot be compared in an embedded collection.`);
  }
}

/** The SQL of a field. */
export function fieldSql({ path, type }: FieldReference): FieldSql {
  const stored = pathSql(path);
  return { stored, typed: typedSql(stored, type.kind) };
}

/** SQL that is true of a document in which the field, or a record around it, is of another type: such documents must come. */
export function unfitSql({ path, type }: FieldReference): string {
  const { stored, typed } = fieldSql({ path, type });
  const here = `(${typed} is null and coalesce(jsonb_typeof(${stored}), 'null') <> 'null')`;
  const around = path.slice(0, -1).map((_, index) => {
    const outer = pathSql(path.slice(0, index + 1));
    return `(coalesce(jsonb_typeof(${outer}), 'null') not in ('object', 'null') or ${outer} ?| array['$timestamp', '$decimal', '$integer', '$binary'])`;
  });
  return [here, ...around].join(' or ');
}

/** A value in the form that `FieldSql.typed` has. */
export function operand(value: Present, bind: Bind): string {
  if (value instanceof Timestamp) return `${bind(storedTimestamp(value))}::text`;
  if (value instanceof DateValue || typeof value === 'string') return `${bind(formatScalar(value))}::text`;
  if (typeof value === 'boolean') return `${bind(value)}::boolean`;
  if (typeof value === 'number' || typeof value === 'bigint' || isDecimal(value)) {
    return `${bind(formatScalar(value))}::numeric`;
  }
  throw new MillraceError('internal', 'A value of this type cannot be compared in an embedded collection.');
}

/** An `_id` is found by the primary key. */
function identitySql(values: readonly Present[], bind: Bind): string {
  return `doc_id = any(${bind(values.map((value) => storedText(toStored(value))))}::text[])`;
}

const isTextIdentity = ({ path, type }: FieldReference): boolean =>
  path.length === 1 && path[0] === '_id' && type.kind === 'text';

type Comparing = Extract<Condition, { op: 'compare' | 'in' }>;

function comparingSql(condition: Comparing, bind: Bind): string {
  const { field } = condition;
  const values = condition.op === 'in' ? condition.values : [condition.value];
  const isEquality = condition.op === 'in' || condition.comparison === '=';
  // Identities of another type cannot be equal, and are reported when they are read for another reason.
  if (isEquality && isTextIdentity(field)) return identitySql(values, bind);
  const { typed } = fieldSql(field);
  const operands = values.map((value) => operand(value, bind));
  const comparison =
    condition.op === 'in' ? `in (${operands.join(', ')})` : `${condition.comparison} ${operands[0] ?? 'null'}`;
  return `(${typed} ${comparison} or ${unfitSql(field)})`;
}

function nullSql({ op, field }: { op: 'is-null' | 'is-not-null'; field: FieldReference }): string {
  const stored = pathSql(field.path);
  const isNull = `coalesce(jsonb_typeof(${stored}), 'null') = 'null'`;
  const around = field.path.length > 1 ? ` or ${unfitAround(field)}` : '';
  return op === 'is-null' ? `(${isNull})` : `(not (${isNull})${around})`;
}

function unfitAround({ path }: FieldReference): string {
  const outer = path.slice(0, -1).map((_, index) => pathSql(path.slice(0, index + 1)));
  return outer.map((sql) => `coalesce(jsonb_typeof(${sql}), 'null') not in ('object', 'null')`).join(' or ');
}

/** A condition as an SQL condition over `body` and `doc_id`. */
export function embeddedCondition(condition: Condition, bind: Bind): string {
  switch (condition.op) {
    case 'always':
      return 'true';
    case 'never':
      return 'false';
    case 'and':
    case 'or':
      return `(${condition.parts.map((part) => embeddedCondition(part, bind)).join(` ${condition.op} `)})`;
    case 'compare':
    case 'in':
      return comparingSql(condition, bind);
    default:
      return nullSql(condition);
  }
}

/** An `order by` list; ties are broken by the `_id`, so that the order is the same every time. */
export function embeddedOrder(orders: readonly DocumentOrder[]): string {
  const keys = orders.map(
    ({ path, type, descending }) => `${fieldSql({ path, type }).typed} ${descending ? 'desc' : 'asc'} nulls last`,
  );
  return [...keys, 'doc_id'].join(', ');
}
