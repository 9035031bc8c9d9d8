import { formatValue } from '../../model/value-codec.ts';
import type { DataRecord, Value } from '../../model/value.ts';
import type { Shape, ValueType } from '../../model/value-type.ts';
import { escapeHtml } from './markdown.ts';

/** Records to be shown in a mail: the first of them, out of `total`. */
export interface MailTable {
  readonly shape: Shape;
  readonly records: readonly DataRecord[];
  readonly total: number;
}

const isNumeric = ({ kind }: ValueType): boolean => kind === 'integer' || kind === 'number' || kind === 'decimal';

/** A value for people: fractions with thousands set apart, null as nothing. */
function shown(value: Value | undefined, type: ValueType): string {
  if (value === null || value === undefined) return '';
  const text = formatValue(value, type);
  if (type.kind !== 'decimal' && type.kind !== 'number') return text;
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function remainder({ records, total }: MailTable): string | undefined {
  return records.length < total ? `The first ${records.length} of ${total} records.` : undefined;
}

/** The table as aligned text. */
export function tableAsText(table: MailTable): string {
  const { shape, records } = table;
  const rows = [
    shape.map((field) => field.name),
    ...records.map((record) => shape.map(({ name, type }) => shown(record[name], type))),
  ];
  const widths = shape.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) =>
        isNumeric(shape[column]?.type ?? { kind: 'text' })
          ? cell.padStart(widths[column] ?? 0)
          : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  const more = remainder(table);
  return [lines[0], rule, ...lines.slice(1), ...(more === undefined ? [] : ['', more])].join('\n');
}

/** The table as HTML, with its looks beside each cell: mail programs know no style sheets. */
export function tableAsHtml(table: MailTable): string {
  const { shape, records } = table;
  const cell = (tag: 'th' | 'td', text: string, type: ValueType): string => {
    const line = tag === 'th' ? '2px solid #868e96' : '1px solid #dee2e6';
    const align = isNumeric(type) ? 'right' : 'left';
    return `<${tag} style="padding: 6px 12px; border-bottom: ${line}; text-align: ${align}; white-space: nowrap">${escapeHtml(text)}</${tag}>`;
  };
  const head = shape.map(({ name, type }) => cell('th', name, type)).join('');
  const body = records
    .map((record) => `<tr>${shape.map(({ name, type }) => cell('td', shown(record[name], type), type)).join('')}</tr>`)
    .join('');
  const more = remainder(table);
  const note = more === undefined ? '' : `<p style="color: #5c5f66">${more}</p>`;
  return `<table style="border-collapse: collapse; margin: 16px 0; font-variant-numeric: tabular-nums"><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table>${note}`;
}
