/** What is said of chains that are wrong: where it is, what it is, and what would be right. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkDefinitions } from '../../main/check-definitions.ts';
import { workspaceOf } from '../../model/definitions/load-workspace.ts';

const source = `records, with: { records: [], columns: {
  id: integer, customer: text, total: "decimal(10,2)", day: date, at: timestamp, open: boolean,
  items: "list(record{sku: text, qty: integer})", tags: list(text), address: "record{city: text, zip: text}", raw: any } } }`;

/** The problems of a chain whose steps come after the source: `severity code step: message | hint`. */
function problemsOf(steps: readonly string[]): string[] {
  const list = steps.map((step) => `      - ${step}`).join('\n');
  const text = `kind: connection
name: shop
type: embedded
---
kind: chainset
name: c
chains:
  C:
    steps:
      - { uses: ${source.replaceAll('\n', '\n        ')}
${list}
`;
  const { problems } = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }], '/w'));
  return problems.map(({ severity, code, path, message, hint }) => {
    const at = /steps\[(\d+)\](?:\.with)?\.?(.*)/.exec(path ?? '');
    return `${severity} ${code} ${Number(at?.[1]) + 1} ${at?.[2] ?? ''}: ${message} | ${hint ?? ''}`;
  });
}

interface Wrong {
  readonly name: string;
  readonly steps: readonly string[];
  readonly says: string;
}

const only = (where: string): string => `{ uses: filter, with: { where: ${JSON.stringify(where)} } }`;
const derive = (x: string): string => `{ uses: derive, with: { compute: { x: ${JSON.stringify(x)} } } }`;
const select = (...fields: string[]): string => `{ uses: select, with: { fields: [${fields.join(', ')}] } }`;
const lost = (title: string): string =>
  `It was there before ${title}, which does not hand it on: add it there, or use it before.`;
const other = (columns: string): string =>
  `{ steps: [{ uses: records, with: { records: [], columns: { ${columns} } } }] }`;

const wrong: readonly Wrong[] = [
  {
    name: 'a misspelt field',
    steps: [only('totl > 5')],
    says: "error unknown_field 2 where: There is no field 'totl'. | Did you mean 'total'?",
  },
  {
    name: 'a field that a select dropped',
    steps: [select('id', 'customer'), only('total > 5')],
    says: `error unknown_field 3 where: There is no field 'total'. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a field that a select dropped two steps before',
    steps: [select('id'), derive('id + 1'), '{ uses: sort, with: { by: [total desc] } }'],
    says: `error unknown_field 4 by[0]: There is no field 'total'. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a field that a step with a name of its own dropped',
    steps: ['{ id: slim, uses: select, with: { fields: [id] } }', derive('total * 2')],
    says: `error unknown_field 3 compute.x: There is no field 'total'. | ${lost("the step 'slim'")}`,
  },
  {
    name: 'a field of the records, behind an aggregation',
    steps: [
      '{ uses: aggregate, with: { by: [customer], compute: { n: count() } } }',
      '{ uses: sort, with: { by: [day] } }',
    ],
    says: `error unknown_field 3 by[0]: There is no field 'day'. | ${lost('step 2 (aggregate)')}`,
  },
  {
    name: 'a field by the name that it had',
    steps: ['{ uses: rename, with: { fields: { amount: total } } }', derive('total * 2')],
    says: "error unknown_field 3 compute.x: There is no field 'total'. | Since step 2 (rename) it is called 'amount'.",
  },
  {
    name: 'a field that only one select hands on',
    steps: [select('id'), select('id', 'customer')],
    says: `error unknown_field 3 fields[1]: There is no field 'customer' here. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a key of groups that is gone',
    steps: [select('id'), '{ uses: aggregate, with: { by: [customer], compute: { n: count() } } }'],
    says: `error unknown_field 3 by[0]: There is no field 'customer'. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a key of a join that is gone',
    steps: [
      select('id'),
      `{ uses: join, with: { on: [customer], take: [name], source: ${other('customer: text, name: text')} } }`,
    ],
    says: `error unknown_field 3 on[0]: There is no field 'customer' in the records that come in. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a list to take apart that is gone',
    steps: [select('id'), '{ uses: unnest, with: { field: items } }'],
    says: `error unknown_field 3 field: There is no field 'items' here. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'the key of a write that is gone',
    steps: [
      select('customer'),
      '{ uses: documents.write, with: { connection: shop, collection: x, mode: upsert, key: [id] } }',
    ],
    says: `error unknown_field 3 key[0]: The records have no field 'id' that could be the key. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a column of a workbook that is gone',
    steps: [select('id'), '{ uses: excel.write, with: { file: a.xlsx, columns: { total: { format: "0.0" } } } }'],
    says: `error unknown_field 3 columns.total: There is no field 'total'. | ${lost('step 2 (select)')}`,
  },
  {
    name: 'a field of a source of its own, which was never there',
    steps: [
      select('id'),
      '{ uses: union, with: { sources: [{ steps: [{ uses: records, with: { records: [], columns: { id: integer } } }, { uses: filter, with: { where: total > 1 } }] }] } }',
    ],
    says: "error unknown_field 3 sources[0].steps[1].with.where: There is no field 'total'. | Known here: id.",
  },
  {
    name: 'text compared with a number',
    steps: [only('customer > 5')],
    says: "error type_mismatch 2 where: '>' compares values of one type, not text and integer. | Cast one side: x::integer or x::text. Text stands in single quotes, all else without.",
  },
  {
    name: 'a number compared with text',
    steps: [only("total = '12'")],
    says: "error type_mismatch 2 where: '=' compares values of one type, not decimal(10,2) and text. | Cast one side: x::decimal or x::text. Text stands in single quotes, all else without.",
  },
  {
    name: 'a day compared with an instant',
    steps: [only('day = at')],
    says: "error type_mismatch 2 where: '=' compares values of one type, not date and timestamp. | Say which zone is meant: start_of(date, zone) is a timestamp, date_in(timestamp, zone) a date.",
  },
  {
    name: 'a day compared with text',
    steps: [only("day > '2026-13-01'")],
    says: "error type_mismatch 2 where: '>' compares values of one type, not date and text. | Text becomes a date when written date '..', or by a cast: x::date.",
  },
  {
    name: 'a yes or no compared with text',
    steps: [only("open = 'yes'")],
    says: "error type_mismatch 2 where: '=' compares values of one type, not boolean and text. | Cast one side: x::boolean or x::text. Text stands in single quotes, all else without.",
  },
  {
    name: 'text among numbers',
    steps: [only('customer in (1, 2)')],
    says: "error type_mismatch 2 where: 'in' compares values of one type, not text and integer. | Cast one side: x::integer or x::text. Text stands in single quotes, all else without.",
  },
  {
    name: 'a list compared with what it may hold',
    steps: [only("tags = 'new'")],
    says: "error type_mismatch 2 where: '=' compares values of one type, not list(text) and text. | Ask for one of its items: list_contains(list, item).",
  },
  {
    name: 'a value of unknown shape compared',
    steps: [only('raw > 5')],
    says: 'error type_mismatch 2 where: A value of unknown shape (any) cannot be compared, sorted or grouped by. | Declare its type in the columns of the source, or cast it: x::text.',
  },
  {
    name: 'groups by a value of unknown shape',
    steps: ['{ uses: aggregate, with: { by: [raw], compute: { n: count() } } }'],
    says: 'error type_mismatch 2 by[0]: A value of unknown shape (any) cannot be compared, sorted or grouped by. | Declare its type in the columns of the source, or cast it: x::text.',
  },
  {
    name: 'keys of a join that cannot be equal',
    steps: [
      `{ uses: join, with: { on: [customer], take: [name], source: ${other('customer: integer, name: text')} } }`,
    ],
    says: "error type_mismatch 2 on[0]: '=' compares values of one type, not text and integer. | Cast one side: x::integer or x::text. Text stands in single quotes, all else without.",
  },
  {
    name: 'a comparison with null',
    steps: [only('customer = null')],
    says: "warning type_mismatch 2 where: Comparing with null gives null, never true. | Write 'is null' or 'is not null'.",
  },
  {
    name: 'a condition that is none',
    steps: [only('total')],
    says: "error type_mismatch 2 where: This must be boolean, but is decimal(10,2). | Say what is asked of it: a comparison (x > 0, x = 'a'), or `x is not null`.",
  },
  {
    name: 'a field of text',
    steps: [only("customer.name = 'x'")],
    says: "error type_mismatch 2 where: Text has no field 'name'. | Only records have fields: declare it as record{..} in the columns of the source.",
  },
  {
    name: 'a field of a record that has another',
    steps: [only("address.town = 'x'")],
    says: "error unknown_field 2 where: The record has no field 'town'. | Known here: city, zip.",
  },
  {
    name: 'a field of a list of records',
    steps: [only("items.sku = 'x'")],
    says: "error type_mismatch 2 where: A list(record{sku: text, qty: integer}) has no field 'sku'. | Take one item with [1], all of them with list_map(list, i -> i.field), or unnest first.",
  },
  {
    name: 'a day plus text',
    steps: [derive("day + 'one'")],
    says: "error type_mismatch 2 compute.x: '+' does not take date and text. | A number is days: day + 1; or say interval '1 month'.",
  },
  {
    name: 'an aggregate of a condition',
    steps: [only('sum(total) > 5')],
    says: 'error type_mismatch 2 where: Sum is an aggregate, and there is no group of records here. | Use an aggregate step first.',
  },
  {
    name: 'an aggregate of an aggregate',
    steps: ['{ uses: aggregate, with: { by: [customer], compute: { t: sum(max(total)) } } }'],
    says: 'error type_mismatch 2 compute.t: Max stands inside sum: an aggregate cannot aggregate another. | Compute max(..) in an aggregate step, and sum(..) of it in a second one.',
  },
  {
    name: 'a field of the records of a group',
    steps: ['{ uses: aggregate, with: { by: [customer], compute: { t: total } } }'],
    says: "error unknown_field 2 compute.t: 'total' has many values in a group. | Put it into an aggregate such as max(total), or group by it.",
  },
  {
    name: 'a total of texts',
    steps: ['{ uses: aggregate, with: { compute: { t: sum(customer) } } }'],
    says: 'error type_mismatch 2 compute.t: Sum does not take (text). | Its forms are sum(value: integer) -> integer; sum(value: decimal) -> decimal; sum(value: number) -> number.',
  },
  {
    name: 'results of two types',
    steps: [derive("case when open then 1 else 'no' end")],
    says: "error type_mismatch 2 compute.x: All results of 'case' must be of one type, not integer and text. | Cast one side: x::integer or x::text. Text stands in single quotes, all else without.",
  },
  {
    name: 'the first of what has no order',
    steps: [
      '{ uses: aggregate, with: { by: [customer], compute: { n: count() } } }',
      only('n > 1'),
      '{ uses: limit, with: { count: 5 } }',
    ],
    says: 'warning no_effect 4 : The order is not defined since step 2 (aggregate), so any records may be the first. | Put a sort before it.',
  },
  {
    name: 'sources of other fields together',
    steps: [`{ uses: union, with: { sources: [${other('id: text')}] } }`],
    says: "error type_mismatch 2 sources[0]: This source does not have the same fields: 'id' is text instead of integer. | Put select, rename or derive after it.",
  },
  {
    name: 'a source behind another',
    steps: ['{ uses: records, with: { records: [], columns: { id: integer } } }'],
    says: "error invalid_value 2 uses: 'records' is a source, so the records that come before it would be lost. | Put it first, or bring it in by `join` or `union`.",
  },
  {
    name: 'a way for failing records where none can fail',
    steps: ['{ uses: limit, onError: skip, with: { count: 5 } }'],
    says: "error no_effect 2 onError: What fails in 'limit' ends the run, for whatever record. | Remove it.",
  },
  {
    name: 'ways with different fields',
    steps: [
      "{ uses: branch, with: { cases: [{ when: open, steps: [] }, { when: not open, steps: [{ uses: derive, with: { compute: { x: '1' } } }] }] } }",
    ],
    says: "error type_mismatch 2 cases[1]: Way 2 does not give the same fields as the first: 'x' is one too many. | Put a select or derive at its end.",
  },
  {
    name: 'a misspelt function',
    steps: [derive('uper(customer)')],
    says: "error unknown_function 2 compute.x: There is no function 'uper'. | Did you mean 'upper'?",
  },
  {
    name: 'a function of another language',
    steps: [derive('toUpperCase(customer)')],
    says: "error unknown_function 2 compute.x: There is no function 'touppercase'. | Write upper(text).",
  },
  {
    name: 'a parameter that nobody declared',
    steps: [only('total > $min')],
    says: 'error unknown_parameter 2 where: There is no parameter $min. | Declare it under params.',
  },
];

describe('a wrong chain is told', () => {
  for (const { name, steps, says } of wrong) {
    it(name, () => assert.deepEqual(problemsOf(steps), [says]));
  }

  it('at the very name that is wrong', () => {
    const text = `kind: chainset
name: c
chains:
  C:
    steps:
      - { uses: records, with: { columns: { id: integer, total: integer }, records: [] } }
      - uses: select
        with: { fields: [id] }
      - uses: derive
        with:
          compute:
            x: id + total
`;
    const [problem] = checkDefinitions(workspaceOf([{ path: 'a.yaml', text }], '/w')).problems;
    assert.deepEqual(problem?.position, { file: 'a.yaml', line: 12, column: 21 });
  });
});
