import { formatType, sameType, types, type ValueType } from '../model/value-type.ts';

/** True when a value of the type, or a part of it, has an unknown shape. */
export function holdsAny(type: ValueType): boolean {
  if (type.kind === 'list') return holdsAny(type.item);
  if (type.kind === 'record') return type.fields.some((field) => holdsAny(field.type));
  return type.kind === 'any';
}

/** What to do about a value of unknown shape. */
export const castHint = castHintTo(types.text);

/** The same for what must be of one type. */
export function castHintTo(type: ValueType): string {
  return `Declare its type in the columns of the source, or cast it: x::${formatType(type)}.`;
}

/** Why values of a type cannot be compared, sorted or grouped by; undefined when they can. */
export function incomparable(type: ValueType): { readonly message: string; readonly hint: string } | undefined {
  if (!holdsAny(type)) return undefined;
  const what =
    type.kind === 'any' ? 'a value of unknown shape (any)' : `a ${formatType(type)}, whose shape is not fully known,`;
  return { message: `${what} cannot be compared, sorted or grouped by`, hint: castHint };
}

/** What would be right where two types do not compare. */
export function comparisonHint(a: ValueType, b: ValueType): string | undefined {
  const kinds = new Set([a.kind, b.kind]);
  if (kinds.has('date') && kinds.has('timestamp')) {
    return 'Say which zone is meant: start_of(date, zone) is a timestamp, date_in(timestamp, zone) a date.';
  }
  if (kinds.has('datetime') && kinds.has('timestamp')) {
    return 'Say which zone is meant: at_zone(datetime, zone) is a timestamp.';
  }
  if (kinds.has('datetime') && kinds.has('date')) return 'Cast one side: x::date or x::datetime.';
  const list = [a, b].find(({ kind }) => kind === 'list');
  if (list?.kind === 'list' && sameType(list.item, a === list ? b : a))
    return 'Ask for one of its items: list_contains(list, item).';
  if (!kinds.has('text')) return undefined;
  const other = a.kind === 'text' ? b.kind : a.kind;
  if (['date', 'time', 'timestamp', 'datetime', 'interval'].includes(other))
    return `Text becomes a ${other} when written ${other} '..', or by a cast: x::${other}.`;
  if (['list', 'record', 'any', 'null'].includes(other)) return undefined;
  return `Cast one side: x::${other} or x::text. Text stands in single quotes, all else without.`;
}
