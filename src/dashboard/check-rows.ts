/** How a widget makes rows of records: which expressions, grouped by what. */
import { didYouMean } from '../core/did-you-mean.ts';
import type { Syntax } from '../expression/ast.ts';
import { parseExpression } from '../expression/parser.ts';
import type { CheckedValue } from '../expression/template.ts';
import type { WrittenWidget } from '../model/definitions/dashboard-schema.ts';
import type { Path } from '../model/problem.ts';
import { formatType, type Shape, types, type ValueType } from '../model/value-type.ts';
import type { RowColumn, RowPlan } from './checked-dashboard.ts';
import type { DashboardCheck, RecordScope } from './dashboard-check.ts';

/** How many rows a widget shows at most: a table what one scrolls through, a chart what one can tell apart. */
const mostRows = { number: 1, table: 1000, bar: 200, line: 5000, pie: 200, text: 1 } as const;

/** The rows of a widget, and what else may be said over a row. */
export interface CheckedRows {
  readonly plan: RowPlan;
  readonly scope: RecordScope;
}

/** What rows are made from. */
export interface RowsPlace {
  readonly path: Path;
  readonly widget: WrittenWidget;
  readonly shape: Shape;
}

/** The rows of a widget with a dataset; undefined where an expression is wrong. */
export function checkRows(check: DashboardCheck, place: RowsPlace): CheckedRows | undefined {
  const { widget, shape, path } = place;
  const where =
    widget.where === undefined
      ? undefined
      : check.expression(widget.where, {
          path: [...path, 'where'],
          records: { fields: shape },
          expects: types.boolean,
        });
  if (widget.where !== undefined && where === undefined) return undefined;
  if (widget.type === 'table') return tableRows(check, place, where);
  if (widget.type === 'number' || widget.type === 'text') return wholeRows(check, place, where);
  return chartRows(check, place, where);
}

function tableRows(check: DashboardCheck, place: RowsPlace, where: CheckedValue | undefined): CheckedRows {
  const { widget, shape, path } = place;
  const names = shape.map(({ name }) => name);
  const shown = widget.columns ?? names;
  const columns = shown.flatMap((name, index): RowColumn[] => {
    const field = shape.find((other) => other.name === name);
    const value = field && check.expression({ kind: 'field', name, at: nowhere }, { path, records: { fields: shape } });
    if (field !== undefined && value !== undefined) return [{ name, type: field.type, value }];
    const message = `the dataset has no field '${name}'`;
    check.report({ path: [...path, 'columns', index], code: 'unknown_field', message, ...hintOf(name, names) });
    return [];
  });
  const plan = { where, columns, groupedBy: undefined, sorted: false, most: mostRows.table };
  return { plan, scope: { fields: shape } };
}

const nowhere = { start: 0, end: 0 };

function hintOf(name: string, names: readonly string[]): { hint: string } {
  return { hint: didYouMean(name, names) ?? `It has: ${names.join(', ')}.` };
}

/** One row of all records: of a number its value, of a text nothing that is a column. */
function wholeRows(
  check: DashboardCheck,
  { widget, shape, path }: RowsPlace,
  where: CheckedValue | undefined,
): CheckedRows | undefined {
  const scope: RecordScope = { fields: shape, keys: [] };
  const plan = { where, groupedBy: 0, sorted: false, most: 1 };
  if (widget.type === 'text') return { plan: { ...plan, columns: [] }, scope };
  if (widget.value === undefined) return undefined;
  const value = check.expression(widget.value, { path: [...path, 'value'], records: scope });
  if (value === undefined) return undefined;
  return { plan: { ...plan, columns: [{ name: 'value', type: value.type, value }] }, scope };
}

function chartRows(
  check: DashboardCheck,
  { widget, shape, path }: RowsPlace,
  where: CheckedValue | undefined,
): CheckedRows | undefined {
  const keys = (['x', 'colour'] as const).flatMap((key) => {
    const source = widget[key];
    if (source === undefined) return [];
    const at = [...path, key];
    const value = check.expression(source, { path: at, records: { fields: shape } });
    return value === undefined || !canSetApart(check, value.type, at)
      ? [undefined]
      : [{ name: source, type: value.type, value }];
  });
  if (keys.includes(undefined) || widget.x === undefined || widget.y === undefined) return undefined;
  const columns = keys.filter((key) => key !== undefined);
  const grouped = groupedScope(shape, columns);
  const at = [...path, 'y'];
  const y = measure(check, { source: widget.y, path: at, grouped, adds: widget.type !== 'line' });
  if (y === undefined) return undefined;
  const plan: RowPlan = {
    where,
    columns: [...columns, { name: widget.y, type: y.value.type, value: y.value }],
    groupedBy: y.isAggregate ? columns.length : undefined,
    sorted: isOrdered(columns[0]?.type ?? types.null),
    most: mostRows[widget.type],
  };
  return { plan, scope: y.isAggregate ? grouped : { fields: shape } };
}

/** Fields that are keys as they stand may be named for a group; all others only inside aggregates. */
function groupedScope(shape: Shape, columns: readonly RowColumn[]): RecordScope {
  const keys = columns.flatMap(({ value }) => {
    const [only] = value.expressions;
    return only?.kind === 'field' ? [{ name: only.name, type: only.type }] : [];
  });
  return { fields: shape, keys };
}

function canSetApart(check: DashboardCheck, type: ValueType, path: Path): boolean {
  if (!['list', 'record', 'binary', 'any', 'interval'].includes(type.kind)) return true;
  const message = `${formatType(type)} cannot be drawn along an axis or as colours`;
  check.report({
    path,
    code: 'type_mismatch',
    message,
    hint: 'Use a text, number, date or boolean; cast it if needed.',
  });
  return false;
}

interface Measure {
  readonly source: string;
  readonly path: Path;
  readonly grouped: RecordScope;
  /** True where several records of one group add up; otherwise each is drawn by itself. */
  readonly adds: boolean;
}

const numeric = ['integer', 'number', 'decimal', 'null'];

function measure(
  check: DashboardCheck,
  { source, path, grouped, adds }: Measure,
): { value: CheckedValue; isAggregate: boolean } | undefined {
  const { syntax } = parseExpression(source);
  const isAggregate = syntax !== undefined && check.hasAggregates(syntax, grouped);
  const added: string | Syntax = isAggregate || !adds || syntax === undefined ? source : sumOf(syntax);
  const records = isAggregate || adds ? grouped : { fields: grouped.fields };
  const value = check.expression(added, { path, records });
  if (value === undefined) return undefined;
  if (numeric.includes(value.type.kind)) return { value, isAggregate: isAggregate || adds };
  const message = `'y' must be a number, but is ${formatType(value.type)}`;
  check.report({ path, code: 'type_mismatch', message, hint: 'Use a number, or an aggregate such as count().' });
  return undefined;
}

function sumOf(syntax: Syntax): Syntax {
  const { at } = syntax;
  return {
    kind: 'call',
    name: 'sum',
    args: [syntax],
    distinct: false,
    filter: undefined,
    orderBy: [],
    over: undefined,
    at,
  };
}

/** Texts keep the order of the records; what has an order of its own is drawn in it. */
function isOrdered({ kind }: ValueType): boolean {
  return kind !== 'text' && kind !== 'boolean' && kind !== 'null';
}
