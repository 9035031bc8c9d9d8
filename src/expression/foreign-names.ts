/** What functions of other languages are called here. */
const foreignNames: Readonly<Record<string, string>> = {
  char_length: 'length(text)',
  convert: 'x::type',
  current_date: '@today',
  current_timestamp: '@now',
  date: 'x::date, or date_in(timestamp, zone)',
  dateadd: "date_add('day', n, x)",
  datediff: "date_diff('day', a, b)",
  format: 'format_date(x, pattern) or format_number(x, pattern)',
  getdate: '@now',
  iif: 'if(condition, a, b)',
  instr: 'position(text, part)',
  int: 'x::integer',
  isnull: 'x is null, or coalesce(x, y)',
  len: 'length(text)',
  listagg: "string_agg(x, ', ')",
  mid: 'substring(text, start, length)',
  now: '@now',
  nvl: 'coalesce(x, y)',
  size: 'length(list)',
  str: 'x::text',
  string: 'x::text',
  strftime: 'format_date(x, pattern)',
  to_char: 'format_date(x, pattern) or format_number(x, pattern)',
  to_date: 'parse_date(text, pattern), or x::date for ISO text',
  to_number: 'x::number',
  today: '@today',
};

/** How it is written here; undefined for a name that is known to no other language either. */
export function foreignName(name: string): string | undefined {
  const lower = name.toLowerCase();
  return Object.hasOwn(foreignNames, lower) ? foreignNames[lower] : undefined;
}
