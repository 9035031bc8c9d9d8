/** The functions that only windows have. */
import type { Value } from '../../model/value.ts';
import { types, type ValueType } from '../../model/value-type.ts';
import type { AggregateSql, WindowDeclaration, WindowOverload, WindowView } from '../function-declaration.ts';
import * as take from './parameter-patterns.ts';
import { clampSql } from './sql-text.ts';

const tieRule =
  'Records that the order does not tell apart are taken in the order in which they come in; after a step that leaves no defined order, add to `order by` what tells them apart.';

interface Form extends Pick<WindowDeclaration, 'parameters' | 'docs' | 'examples'> {
  readonly overload: WindowOverload;
}

function windowFunction(
  name: string,
  summary: string,
  { parameters, overload, docs, examples }: Form,
): WindowDeclaration {
  const words = [docs, overload.ties !== undefined ? tieRule : undefined]
    .filter((part) => part !== undefined)
    .join('\n\n');
  const more = words === '' ? {} : { docs: words };
  return { kind: 'window', name, family: 'window', summary, parameters, ...more, overloads: [overload], examples };
}

/** A call over the field `x` of records. */
function over(values: readonly string[], expression: string, result: string): WindowDeclaration['examples'][number] {
  return { values, expression, result };
}

/** A function without arguments that numbers records. */
function ranking(
  type: ValueType,
  form: Pick<WindowOverload, 'js' | 'ties'> & { readonly sql: AggregateSql },
): WindowOverload {
  const { sql, ...rest } = form;
  return { ...rest, parameters: [], returns: () => type, returnsLabel: type.kind, sql: () => sql };
}

const asInteger = (call: string): AggregateSql => ({ call, wrap: (sql) => `CAST(${sql} AS BIGINT)` });

const rankings: readonly WindowDeclaration[] = [
  windowFunction('row_number', 'The number of the record in the order, from 1.', {
    parameters: [],
    overload: ranking(types.integer, {
      ties: 'all',
      js: () => (at) => at + 1,
      sql: asInteger('row_number()'),
    }),
    examples: [
      over(['30', '10', '20'], 'row_number() over (order by x)', '[3, 1, 2]'),
      over(["'b'", "'a'", "'b'"], 'row_number() over (partition by x order by i desc)', '[2, 1, 1]'),
      over(["'a'", "'a'", "'b'"], 'row_number() over (partition by x order by i)', '[1, 2, 1]'),
    ],
  }),
  windowFunction(
    'rank',
    'The place of the record in the order; equal ones share a place, and the next one is as much further.',
    {
      parameters: [],
      docs: 'After two firsts comes the third: 1, 1, 3. `dense_rank` gives 1, 1, 2, `row_number` 1, 2, 3.',
      overload: ranking(types.integer, {
        js: (view) => (at) => view.peers(at).start + 1,
        sql: asInteger('rank()'),
      }),
      examples: [
        over(['10', '20', '10', '30'], 'rank() over (order by x desc)', '[3, 2, 3, 1]'),
        over(['1', 'null', '1'], 'rank() over (order by x)', '[1, 3, 1]'),
        over(["'a'", "'a'", "'b'"], 'rank() over (order by x)', '[1, 1, 3]'),
      ],
    },
  ),
  windowFunction(
    'dense_rank',
    'The place of the record in the order; equal ones share a place, and the next one is one further.',
    {
      parameters: [],
      docs: 'After two firsts comes the second: 1, 1, 2. `rank` gives 1, 1, 3.',
      overload: ranking(types.integer, {
        js: (view) => (at) => view.peers(at).group + 1,
        sql: asInteger('dense_rank()'),
      }),
      examples: [
        over(['10', '20', '10', '30'], 'dense_rank() over (order by x)', '[1, 2, 1, 3]'),
        over(["'b'", 'null', "'a'"], 'dense_rank() over (order by x)', '[2, 3, 1]'),
        over(["'a'", "'a'", "'b'"], 'dense_rank() over (order by x)', '[1, 1, 2]'),
      ],
    },
  ),
  windowFunction(
    'percent_rank',
    'The share of the other records that come before this one and its equals, from 0 to 1.',
    {
      parameters: [],
      docs: 'The first record has 0. Of a single record it is 0.',
      overload: ranking(types.number, {
        js: (view) => (at) => (view.size === 1 ? 0 : view.peers(at).start / (view.size - 1)),
        sql: { call: 'percent_rank()' },
      }),
      examples: [
        over(['10', '20', '30'], 'percent_rank() over (order by x)', '[0::number, 0.5::number, 1::number]'),
        over(['10', '10'], 'percent_rank() over (order by x)', '[0::number, 0::number]'),
      ],
    },
  ),
  windowFunction(
    'cume_dist',
    'The share of the records that come before this one or are equal to it, above 0 and up to 1.',
    {
      parameters: [],
      docs: 'The last record has 1. Equal records have the same share.',
      overload: ranking(types.number, {
        js: (view) => (at) => view.peers(at).end / view.size,
        sql: { call: 'cume_dist()' },
      }),
      examples: [
        over(['10', '20'], 'cume_dist() over (order by x)', '[0.5::number, 1::number]'),
        over(['10', '10'], 'cume_dist() over (order by x)', '[1::number, 1::number]'),
      ],
    },
  ),
];

/** Which of `count` groups a record belongs to; the first groups are one larger where it does not come out even. */
function ntile(view: WindowView): (at: number) => Value {
  return (at) => {
    const given = view.argument(0, at);
    if (given === null || Number(given) < 1) return null;
    const count = Math.min(Number(given), view.size);
    const least = Math.floor(view.size / count);
    const larger = view.size % count;
    const inLarger = larger * (least + 1);
    return at < inLarger ? Math.floor(at / (least + 1)) + 1 : larger + Math.floor((at - inLarger) / least) + 1;
  };
}

/** Further than any records are apart, and near enough for DuckDB. */
const farthest = 1_000_000_000_000;

/** The value `sign` times the offset further. */
function shifted(sign: 1 | -1): WindowOverload['js'] {
  return (view) => (at) => {
    const given = view.argument(1, at);
    const other = at + sign * Math.min(Math.max(Number(given), -farthest), farthest);
    if (given === null) return null;
    return other >= 0 && other < view.size ? view.argument(0, other) : view.argument(2, at);
  };
}

function shiftOverload(name: 'lag' | 'lead', sign: 1 | -1): readonly WindowOverload[] {
  const common = {
    alike: [0, 2],
    ties: 'all' as const,
    returns: ([type = types.null]: readonly ValueType[]) => type,
    returnsLabel: 'T',
  };
  const far = (offset: string): string => clampSql(offset, -farthest, farthest);
  return [
    {
      ...common,
      parameters: [take.anything()],
      js: (view) => (at) => {
        const other = at + sign;
        return other >= 0 && other < view.size ? view.argument(0, other) : null;
      },
      sql: ([value = '']) => ({ call: `${name}(${value})` }),
    },
    {
      ...common,
      parameters: [take.anything(), take.integer, take.anything()],
      optional: 1,
      js: shifted(sign),
      sql: ([value = '', offset = '', otherwise]) => ({
        call: `${name}(${[value, `coalesce(${far(offset)}, 0)`, ...(otherwise === undefined ? [] : [otherwise])].join(', ')})`,
        wrap: (sql) => `(CASE WHEN ${offset} IS NOT NULL THEN ${sql} END)`,
      }),
    },
  ];
}

/** A value of the frame, by where in it. */
function fromFrame(
  name: string,
  placeOf: (frame: { readonly start: number; readonly end: number }) => number,
): WindowOverload {
  return {
    parameters: [take.anything()],
    ties: 'frame',
    returns: ([type = types.null]) => type,
    returnsLabel: 'T',
    js: (view) => (at) => {
      const frame = view.frame(at);
      return frame.start < frame.end ? view.argument(0, placeOf(frame)) : null;
    },
    sql: ([value = ''], { orderBy }) => ({ call: `${name}(${value}${orderBy})` }),
  };
}

const nth: WindowOverload = {
  parameters: [take.anything(), take.integer],
  ties: 'frame',
  returns: ([type = types.null]) => type,
  returnsLabel: 'T',
  js: (view) => (at) => {
    const { start, end } = view.frame(at);
    const number = view.argument(1, at);
    const place = start + Number(number) - 1;
    return number !== null && place >= start && place < end ? view.argument(0, place) : null;
  },
  sql: ([value = '', number = ''], { orderBy }) => ({ call: `nth_value(${value}, ${number}${orderBy})` }),
};

const frameDocs =
  'It looks at the frame, which without `rows` or `range` ends with the current record and its equals: `rows between unbounded preceding and unbounded following` is the whole partition. Nulls are values here; `first` and `last` leave them out.';

const others: readonly WindowDeclaration[] = [
  windowFunction('ntile', 'Which of so many groups of nearly equal size the record belongs to, from 1.', {
    parameters: ['count'],
    docs: 'Where it does not come out even, the first groups have one record more. Of no groups it is null.',
    overload: {
      parameters: [take.integer],
      ties: 'all',
      returns: () => types.integer,
      returnsLabel: 'integer',
      js: ntile,
      sql: ([count = '']) => ({
        call: `ntile(CASE WHEN ${count} >= 1 THEN ${count} ELSE 1 END)`,
        wrap: (sql) => `(CASE WHEN ${count} >= 1 THEN CAST(${sql} AS BIGINT) END)`,
      }),
    },
    examples: [
      over(['1', '2', '3', '4', '5'], 'ntile(2) over (order by x)', '[1, 1, 1, 2, 2]'),
      over(['1', '2'], 'ntile(4) over (order by x)', '[1, 2]'),
    ],
  }),
  {
    ...windowFunction(
      'lag',
      'The value of the record before this one in the order, or so many before; else a default, or null.',
      {
        parameters: ['value', 'distance', 'default'],
        overload: shiftOverload('lag', -1)[0]!,
        docs: 'The default is for where there is no such record, not for null.',
        examples: [
          over(['10', '20', 'null'], 'lag(x) over (order by i)', '[null, 10, 20]'),
          over(['10', '20', '30'], 'lag(x, 2, 0) over (order by i)', '[0, 0, 10]'),
          over(['10', '30', '60'], 'x - lag(x) over (order by i)', '[null, 20, 30]'),
          over(['10', 'null', '30'], 'lag(x) over (order by i)', '[null, 10, null]'),
        ],
      },
    ),
    overloads: shiftOverload('lag', -1),
  },
  {
    ...windowFunction(
      'lead',
      'The value of the record after this one in the order, or so many after; else a default, or null.',
      {
        parameters: ['value', 'distance', 'default'],
        overload: shiftOverload('lead', 1)[0]!,
        docs: 'The default is for where there is no such record, not for null.',
        examples: [
          over(['10', '20', '30'], 'lead(x) over (order by i)', '[20, 30, null]'),
          over(["'a'", "'b'"], "lead(x, 1, 'end') over (order by i)", "['b', 'end']"),
        ],
      },
    ),
    overloads: shiftOverload('lead', 1),
  },
  windowFunction('first_value', 'The value of the first record of the frame.', {
    parameters: ['value'],
    docs: frameDocs,
    overload: fromFrame('first_value', ({ start }) => start),
    examples: [
      over(['30', '10', '20'], 'first_value(x) over (order by i)', '[30, 30, 30]'),
      over(
        ['30', '10', '20'],
        'first_value(x) over (order by i rows between 1 preceding and current row)',
        '[30, 30, 10]',
      ),
    ],
  }),
  windowFunction('last_value', 'The value of the last record of the frame.', {
    parameters: ['value'],
    docs: frameDocs,
    overload: fromFrame('last_value', ({ end }) => end - 1),
    examples: [
      over(['30', '10', '20'], 'last_value(x) over (order by i)', '[30, 10, 20]'),
      over(
        ['30', '10', '20'],
        'last_value(x) over (order by x rows between unbounded preceding and unbounded following)',
        '[30, 30, 30]',
      ),
    ],
  }),
  windowFunction('nth_value', 'The value of the record with a number, from 1, in the frame; null where it has fewer.', {
    parameters: ['value', 'position'],
    docs: frameDocs,
    overload: nth,
    examples: [
      over(['30', '10', '20'], 'nth_value(x, 2) over (order by i)', '[null, 10, 10]'),
      over(['30', '10'], 'nth_value(x, 0) over (order by i)', '[null, null]'),
    ],
  }),
];

/** The functions that only windows have. */
export const windowFunctions: readonly WindowDeclaration[] = [...rankings, ...others];
