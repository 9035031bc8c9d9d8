/** Number formats as a spreadsheet writes them: `#,##0.00`, `0.0%`, `#,##0 "kg"`. Pure. */

interface Pattern {
  readonly before: string;
  readonly after: string;
  readonly options: Intl.NumberFormatOptions;
}

const core = /[#0][#0,]*(\.[#0]+)?%?/;

function readPattern(text: string): Pattern {
  // Only the first part counts: those for negative numbers and zero are a spreadsheet's own.
  const [part = ''] = text.split(';');
  const quotes: string[] = [];
  // A quoted text is no part of the number, whatever stands in it.
  const bare = part.replaceAll(/"([^"]*)"/g, (_all, inner: string) =>
    String.fromCharCode(0xe000 + quotes.push(inner) - 1),
  );
  const words = (piece: string): string =>
    piece.replaceAll(/[\ue000-\uf8ff]/g, (mark) => quotes[mark.charCodeAt(0) - 0xe000] ?? '');
  const found = core.exec(bare);
  if (found === null) return { before: '', after: '', options: {} };
  const [number] = found;
  const decimals = /\.([#0]+)/.exec(number)?.[1] ?? '';
  return {
    before: words(bare.slice(0, found.index)),
    after: words(bare.slice(found.index + number.length)),
    options: {
      useGrouping: number.includes(','),
      minimumFractionDigits: decimals.replaceAll('#', '').length,
      maximumFractionDigits: decimals.length,
      ...(number.endsWith('%') ? { style: 'percent' } : {}),
    },
  };
}

const formatters = new Map<string, (value: number | string) => string>();

/** Writes a number by a pattern, with the signs of the locale. Decimals come as text and keep every digit. */
export function numberByPattern(value: number | string, pattern: string, locale: string): string {
  const key = `${locale} ${pattern}`;
  const known = formatters.get(key);
  if (known !== undefined) return known(value);
  const { before, after, options } = readPattern(pattern);
  const format = new Intl.NumberFormat(locale, options);
  const write = (one: number | string): string => before + format.format(one as number) + after;
  formatters.set(key, write);
  return write(value);
}
