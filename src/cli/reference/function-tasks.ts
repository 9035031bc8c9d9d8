/** Which functions serve which task: the index for readers who know what they want, and not what it is called. */

/** A task, and the functions and operators for it by name. */
export interface FunctionTask {
  readonly task: string;
  readonly functions: readonly string[];
}

/** All tasks, from the most frequent to the rarer ones within each subject. */
export const functionTasks: readonly FunctionTask[] = [
  { task: 'Replace or make nulls', functions: ['coalesce', 'nullif', 'blank_to_null', 'is null', 'is_distinct'] },
  { task: 'Choose between values', functions: ['if', 'switch', 'choose', 'greatest', 'least', 'when'] },
  {
    task: 'Clean up text',
    functions: ['trim', 'normalize_space', 'lower', 'initcap', 'unaccent', 'translate', 'remove_prefix'],
  },
  {
    task: 'Search in text',
    functions: ['contains', 'starts_with', 'like', 'position', 'regexp_matches', 'regexp_full_match', 'text_count'],
  },
  {
    task: 'Take text apart',
    functions: ['substring', 'split', 'split_part', 'substring_before', 'substring_after', 'regexp_extract', 'left'],
  },
  {
    task: 'Put text together',
    functions: ['||', 'concat', 'concat_ws', 'format', 'lpad', 'list_join', 'string_agg', 'shorten'],
  },
  { task: 'Replace in text', functions: ['replace', 'regexp_replace', 'overlay', 'translate'] },
  { task: 'Find almost equal names', functions: ['levenshtein', 'jaro_winkler_similarity', 'unaccent', 'lower'] },
  { task: 'Round', functions: ['round', 'round_half_even', 'floor', 'ceil', 'trunc', 'round_up'] },
  { task: 'Show numbers and dates', functions: ['format_number', 'format_date', 'lpad', 'day_name', 'month_name'] },
  { task: 'Divide whole numbers', functions: ['div', '%', 'floor_mod', 'width_bucket'] },
  { task: 'Read dates from text', functions: ['parse_date', 'try_parse_date', 'parse_datetime', 'make_date'] },
  { task: 'Work with zones', functions: ['date_in', 'start_of', 'end_of', 'at_zone', 'to_timestamp', 'time_in'] },
  {
    task: 'Group by day, week, month',
    functions: ['date_trunc', 'date_in', 'year', 'week', 'date_bin', 'fiscal_year'],
  },
  { task: 'Measure time', functions: ['date_diff', 'elapsed', 'age', 'epoch', 'business_days', '-'] },
  { task: 'Move dates', functions: ['+', 'date_add', 'add_business_days', 'last_day', 'next_weekday'] },
  { task: 'Fill gaps between days', functions: ['date_range', 'range', 'lag'] },
  { task: 'Choose items of a list', functions: ['list_filter', 'list_find', 'list_slice', 'index', 'list_contains'] },
  {
    task: 'Compute over a list',
    functions: ['list_map', 'list_sum', 'list_count', 'list_reduce', 'list_any', 'list_all'],
  },
  { task: 'Order and combine lists', functions: ['list_sort', 'list_sort_by', 'list_distinct', 'flatten', 'list_zip'] },
  { task: 'Read JSON in a text', functions: ['parse_json', 'json_get', 'json_query', 'json_items', 'is_json'] },
  { task: 'Write and change JSON', functions: ['to_json', 'json_set', 'json_merge', 'json_remove', 'json_pretty'] },
  { task: 'Change nested records', functions: ['merge', 'pick', 'omit', 'entries', 'keys'] },
  { task: 'Make a key', functions: ['hash', 'uuid_v5', 'concat_ws', 'uuid'] },
  {
    task: 'Count and total groups',
    functions: ['count', 'count_if', 'sum', 'avg', 'min', 'max', 'median', 'quantile'],
  },
  { task: 'Keep one value of a group', functions: ['arg_max', 'first', 'last', 'any_value', 'mode', 'list'] },
  { task: 'Rank within a group', functions: ['row_number', 'rank', 'dense_rank', 'ntile', 'percent_rank'] },
  { task: 'Compare with the record before', functions: ['lag', 'lead', 'first_value', 'last_value'] },
];
