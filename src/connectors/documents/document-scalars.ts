/** Readings of scalars that all document stores share: exact decimals, and dates and times kept as ISO text. */
import type { Decimal } from 'decimal.js';
import { ExactDecimal, type Value } from '../../model/value.ts';
import { fitDecimal, parseDate, parseDatetime, parseInterval, parseTime } from '../../model/value-text.ts';
import type { ValueType } from '../../model/value-type.ts';
import type { Present } from './document-decoder.ts';

/** Prices and rates repeat; making a decimal costs ten times what a look-up does. */
const mostRemembered = 4096;

/** Reads the text of a number as a decimal type; undefined where digits would be lost. */
export function readDecimal(type: ValueType): (text: string) => Decimal | undefined {
  const remembered = new Map<string, Decimal>();
  return (text) => {
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const exact = new ExactDecimal(text);
    const fitted = exact.isFinite() ? fitDecimal(exact, type) : undefined;
    if (!fitted?.equals(exact)) return undefined;
    if (remembered.size >= mostRemembered) remembered.clear();
    remembered.set(text, fitted);
    return fitted;
  };
}

const isoReaders: Readonly<Partial<Record<ValueType['kind'], (text: string) => Value | undefined>>> = {
  date: parseDate,
  time: parseTime,
  datetime: parseDatetime,
  interval: parseInterval,
};

/** Reads a date, time, datetime or interval from ISO text; for other types nothing fits. */
export function readIsoText(type: ValueType): (stored: Present) => Value | undefined {
  const read = isoReaders[type.kind];
  return (stored) => (read && typeof stored === 'string' ? read(stored) : undefined);
}
