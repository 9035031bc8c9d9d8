/** The overloads without SQL, by how they are written, each with the reason why it stays in the row engine. */

const json = 'DuckDB keeps JSON as it was written, with its spaces and its form of numbers.';
const local = 'DuckDB takes the second of a time that comes twice, and we the first.';
const bytes = 'DuckDB takes other forms, and skips what it cannot read.';
const written = 'It is checked as a `case` or a record, which have SQL.';
const order = 'DuckDB has no form that keeps the order of the items.';

/** Reasons by overload. */
export const rowEngineOnly: Readonly<Record<string, string>> = {
  'choose(integer, T, ..) -> T': written,
  'end_of(date, text) -> timestamp': local,
  'format_number(number, integer?) -> text': 'DuckDB rounds the binary value, halves to even.',
  'format_number(number, integer, text, text) -> text': 'DuckDB rounds the binary value, halves to even.',
  'from_base64(text) -> binary': bytes,
  'hash(T, ..) -> text': 'The hash is over our own form of the values.',
  'index(any, integer) -> any': json,
  'is_json(text) -> boolean': json,
  'json_contains(any, any) -> boolean': json,
  'json_each(any) -> list(record{key: text, value: any})': json,
  'json_exists(any, text) -> boolean': json,
  'json_items(any) -> list(any)': json,
  'json_merge(any, any) -> any': json,
  'json_object(list(record{key: text, value: T})) -> any': json,
  'json_pretty(T, integer?) -> text': json,
  'json_query(any, text) -> list(any)': json,
  'json_remove(any, text) -> any': json,
  'json_set(any, text, T) -> any': json,
  'json_type(any) -> text': json,
  'json_get(any, text) -> any': json,
  'json_keys(any) -> list(text)': json,
  'json_length(any) -> integer': json,
  'json_text(any, text) -> text': json,
  'list_avg(list(decimal)) -> decimal':
    'Its total and count would take the text of the list twice; avg of records has SQL.',
  'list_distinct(list(T)) -> list(T)': order,
  'omit(record, field, ..) -> record': written,
  'parse_date(text, text) -> date': bytes,
  'parse_datetime(text, text) -> datetime': bytes,
  'parse_json(text) -> any': json,
  'regexp_extract_all(text, text, integer?) -> list(text)': 'DuckDB counts an empty match right after another one.',
  'pick(record, field, ..) -> record': written,
  'start_of(date, text) -> timestamp': local,
  'switch(T, T, U, ..) -> U': written,
  'to_json(T) -> text': json,
  'try_parse_date(text, text) -> date': bytes,
  'try_parse_datetime(text, text) -> datetime': bytes,
  'uuid_v7(timestamp) -> text': 'DuckDB refuses what differs from call to call inside of try.',
  'uuid() -> text': 'DuckDB refuses what differs from call to call inside of try.',
};
