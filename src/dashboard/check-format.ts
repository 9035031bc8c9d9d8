import { didYouMean } from '../core/did-you-mean.ts';
import type { WrittenWidget } from '../model/definitions/dashboard-schema.ts';
import type { Path } from '../model/problem.ts';
import type { RowColumn } from './checked-dashboard.ts';
import type { DashboardCheck } from './dashboard-check.ts';

/** Where a format stands, and what it is of. */
interface FormatPlace {
  /** Of the widget. */
  readonly path: Path;
  /** Undefined where the rows have faults of their own. */
  readonly columns: readonly RowColumn[] | undefined;
}

/** Checks how a widget writes numbers: one format, or of a table one for each field. */
export function checkFormat(check: DashboardCheck, { type, format }: WrittenWidget, place: FormatPlace): void {
  if (format === undefined) return;
  const path = [...place.path, 'format'];
  if ((type === 'table') !== (typeof format === 'object')) {
    const isTable = type === 'table';
    const message = isTable ? 'the formats of a table stand by field' : `the format of a ${type} is one text`;
    const hint = isTable ? 'Write `format: { price: "#,##0.00" }`.' : 'Write `format: "#,##0"`.';
    check.report({ path, code: 'invalid_value', message, hint });
  } else if (typeof format === 'string') checkPattern(check, format, path);
  else checkByField(check, format, { path, columns: place.columns });
}

function checkPattern(check: DashboardCheck, pattern: string, path: Path): void {
  if (/[#0]/.test(pattern.replaceAll(/"[^"]*"/g, ''))) return;
  const hint = 'Write `#,##0.00` or `0.0%`.';
  check.report({ path, code: 'invalid_value', message: `'${pattern}' is no format of a number`, hint });
}

function checkByField(
  check: DashboardCheck,
  formats: Readonly<Record<string, string>>,
  { path, columns }: FormatPlace,
): void {
  for (const [name, pattern] of Object.entries(formats)) {
    checkPattern(check, pattern, [...path, name]);
    const names = columns?.map((column) => column.name) ?? [name];
    if (names.includes(name)) continue;
    const hint = didYouMean(name, names) ?? `It has: ${names.join(', ')}.`;
    const message = `the table has no column '${name}'`;
    check.report({ path: [...path, name], code: 'unknown_field', message, hint, atKey: true });
  }
}
