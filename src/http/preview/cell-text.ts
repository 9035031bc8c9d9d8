/** Cells as a spreadsheet shows them, as far as the formats go that we write: decimals, thousands, percent, dates. */

/** A cell's text and whether it is a number. */
export interface CellText {
  readonly text: string | null;
  readonly isNumber: boolean;
}

const text = (value: string | null): CellText => ({ text: value, isNumber: false });

/** The text of a cell with its number format. */
export function cellText(value: unknown, format: string | undefined): CellText {
  if (value === null || value === undefined) return text(null);
  if (typeof value === 'number') return { text: numberText(value, format ?? ''), isNumber: true };
  if (typeof value === 'bigint' || typeof value === 'string' || typeof value === 'boolean') return text(String(value));
  if (value instanceof Date) return text(dateText(value, format ?? ''));
  if (typeof value !== 'object') return text(null);
  if ('result' in value) return cellText(value.result, format);
  if ('error' in value) return text(String(value.error));
  if ('text' in value) return cellText(value.text, format);
  if ('richText' in value && Array.isArray(value.richText))
    return text(value.richText.map((part: { text?: string }) => part.text ?? '').join(''));
  return text(null);
}

/** English signs, as the files' own formats are written. */
function numberText(value: number, format: string): string {
  const [pattern = ''] = format.split(';');
  const percent = pattern.includes('%');
  const places = /\.([0#]+)/.exec(pattern)?.[1]?.length;
  if (!percent && places === undefined && !/[0#]/.test(pattern)) return String(value);
  const options = {
    useGrouping: pattern.includes(','),
    minimumFractionDigits: places ?? 0,
    maximumFractionDigits: places ?? 0,
  };
  const shown = new Intl.NumberFormat('en', options).format(percent ? value * 100 : value);
  return percent ? `${shown}%` : shown;
}

function dateText(value: Date, format: string): string {
  const iso = value.toISOString();
  const hasTime = /h|s/i.test(format.replaceAll(/"[^"]*"/g, ''));
  return hasTime || !iso.endsWith('T00:00:00.000Z') ? iso.slice(0, 19).replace('T', ' ') : iso.slice(0, 10);
}
