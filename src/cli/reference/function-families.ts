/** What the pages of the families of functions are called, and what holds for all functions of one. */
import type { FunctionFamily } from '../../expression/function-declaration.ts';

/** The page of a family. */
export interface FamilyPage {
  /** Its file below `functions/`, without the ending. */
  readonly file: string;
  readonly title: string;
  /** What it is about, in a few words. */
  readonly about: string;
  /** What holds for all of its functions, in Markdown. */
  readonly rules: string;
}

/** The pages by family, in the order of the index. */
export const familyPages: Readonly<Record<FunctionFamily, FamilyPage>> = {
  operator: {
    file: 'operators',
    title: 'Operators',
    about: 'arithmetic, comparison, logic, `in`, `between`, `like`',
    rules:
      'From the strongest to the weakest: `::`, `.` and `[]`; the sign `-`; `* / div %`; `+ -`; `||`; comparisons, `in`, `between`, `like`, `is null`; `not`; `and`; `or`. Parentheses change it.\n\nAn integer beside a decimal becomes a decimal, and either beside a number becomes a number. Text is never turned into a number by itself: cast it. `and` is false if one side is false, `or` true if one side is true, also where the other side is null.',
  },
  conditional: {
    file: 'conditional',
    title: 'Choosing',
    about: 'if, nulls and their replacement',
    rules:
      'These see nulls, and evaluate only what they need. `case when a then b else c end` belongs to them, too; it is part of the language and not a function.',
  },
  text: {
    file: 'text',
    title: 'Text',
    about: 'parts, search, replacement, padding, regular expressions, similarity',
    rules:
      'Characters are Unicode code points. Positions count from 1; where a negative position is allowed it counts from the end. Upper and lower case differ. Functions that search give 0 where nothing is found, those that cut give the empty text. The empty text is not null.\n\nRegular expressions are those of RE2: no look-ahead, no look-behind, no back-references, and no pattern that takes for ever. `(?i)` at the beginning ignores case.',
  },
  number: {
    file: 'number',
    title: 'Numbers',
    about: 'rounding, signs, powers, angles, bits',
    rules:
      'There are three kinds: `integer` (64 bits, exact), `decimal(p,s)` (up to 38 digits, exact, for money) and `number` (a double, fast, about 15 digits). A function that takes `number` takes the other two as well and turns them into one; one with a form of its own for a kind keeps it. What has no finite result, such as the root of -1 or a division by zero, is null. An integer or decimal that grows beyond its range is the problem `overflow`.',
  },
  'date and time': {
    file: 'date-and-time',
    title: 'Dates and times',
    about: 'days, instants, zones, parts, differences, working days, patterns',
    rules:
      'A `date` is a day in the calendar and has no zone. A `timestamp` is an instant, the same everywhere, kept in UTC to the microsecond. A `datetime` is what a clock on a wall shows, without saying where. They do not compare with each other: `start_of(date, zone)` makes an instant of a day, `date_in(timestamp, zone)` a day of an instant.\n\nZones are names such as `Europe/Berlin`; `@zone` is the zone of the run. Where a function takes an optional zone and none is given, a timestamp is taken in UTC. Weeks begin on Monday (day 1) and are those of ISO 8601. Years go from 0001 to 9999.',
  },
  list: {
    file: 'list',
    title: 'Lists',
    about: 'filter, map, sort, combine and total lists',
    rules:
      'Positions count from 1, negative ones from the end. Beyond the ends there is null, not a problem. A lambda such as `i -> i.quantity > 0` names the item as it likes; its second parameter, where it has one, is the position.\n\nA null list gives null. Totals leave null items out. The functions of this page work on one list in one record; over the records of a group it is [aggregates](aggregate.md).',
  },
  record: {
    file: 'record',
    title: 'Records',
    about: 'fields of nested records',
    rules:
      'A nested record such as `customer` has fields that are known when the chain is saved: `customer.address.city`. A field of a null record is null; a field that the shape does not have is an error when the chain is saved. A record is written `{name: value, ..}`.',
  },
  json: {
    file: 'json',
    title: 'JSON of unknown shape',
    about: 'values of type `any`',
    rules:
      'A value of type `any` is read with `.` and `[]` or by a path, and cast before it is computed with: `(data.price)::decimal(12,2)`. What is not there is null. A path is a text such as `items.1.name`; positions count from 1, negative ones from the end.',
  },
  conversion: {
    file: 'conversion',
    title: 'Conversion',
    about: 'numbers as text, bytes as text',
    rules:
      'Types are converted with a cast: `x::integer` or `cast(x as integer)`. A cast that fails is a problem with the code `cast_failed`; `try_cast(x as integer)` gives null instead. A number as text has the shortest form that means the same number.',
  },
  hashing: {
    file: 'hashing',
    title: 'Hashes and identifiers',
    about: 'keys, checksums, UUIDs',
    rules:
      'Text is hashed in UTF-8. `hash` and `uuid_v5` give the same for the same input in every run, `uuid` and `uuid_v7` do not.',
  },
  aggregate: {
    file: 'aggregate',
    title: 'Aggregates',
    about: 'one value out of the records of a group',
    rules:
      "They stand in the [`aggregate`](../steps/aggregate.md) step, and with `over (..)` also in [`derive`](../steps/derive.md) and [`window`](../steps/window.md). Records in which the first argument is null do not count, unless it says otherwise, and of no records the result is null (of `count` 0).\n\n`sum(distinct amount)` takes each value once; `sum(amount) filter (where status = 'paid')` only some of the records; `first(price order by at)` and `list(sku order by amount desc)` say in which order.\n\nIn the examples, `x` is the field of the records, one value for each.",
  },
  window: {
    file: 'window',
    title: 'Windows',
    about: 'ranks, and values of the records before and after',
    rules:
      "They stand in [`derive`](../steps/derive.md) and [`window`](../steps/window.md) with `over (partition by .. order by ..)`: each record stays, and gets a value that depends on the others of its partition. Without `partition by` all records are one partition. Every [aggregate](aggregate.md) can be used so, too: `sum(amount) over (partition by customer order by day)` is a running total.\n\nWith an order, a frame of an aggregate reaches from the first record of the partition to the current one and its equals; `rows between 6 preceding and current row` counts records, `range between interval '6 days' preceding and current row` looks at values.\n\nIn the examples `x` is the field of the records, and `i` their number.",
  },
};
