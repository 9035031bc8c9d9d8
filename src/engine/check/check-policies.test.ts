import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkDefinitions } from '../../main/check-definitions.ts';
import { workspaceOf } from '../../model/definitions/load-workspace.ts';
import { formatProblem } from '../../model/problem.ts';

const around = `kind: connection
name: shop
type: embedded
---
kind: connection
name: erp
type: postgresql
url: embedded:erp
---
kind: connection
name: web
type: http
url: https://example.com
---
kind: attributes
name: people
attributes: { warehouses: list(text) }
`;

const problemsOf = (...files: readonly string[]): string[] =>
  checkDefinitions(
    workspaceOf(
      [around, ...files].map((text, at) => ({ path: `${at}.yaml`, text })),
      '/w',
    ),
  ).problems.map(formatProblem);

const policy = (rest: string, on = '{ connection: shop, collection: stock }'): string =>
  `kind: policy\nname: p\non: ${on}\n${rest}`;

describe('a policy', () => {
  const right = {
    'that rules rows': policy("rows: warehouse in @user.warehouses or 'auditor' in @user.roles\n"),
    'that masks': policy('mask: { cost: "\'finance\' in @user.roles", note: "owner = @user.id" }\n'),
    'over fields of any type': policy(
      "rows: length(a) > 1 and b.c = 'x' and list_any(d, i -> i.e > 2) and f >= @today\n",
    ),
    'of a table': policy('rows: n > 1\n', '{ connection: erp, table: sales.stock }'),
  };
  for (const [name, text] of Object.entries(right))
    test(`${name} is in order`, () => assert.deepEqual(problemsOf(text), []));

  const wrong: Readonly<Record<string, readonly [string, RegExp]>> = {
    'on a connection that does not exist': [
      policy('rows: n > 1\n', '{ connection: shp, collection: stock }'),
      /^1\.yaml:3:19: .*no connection 'shp'.*'shop'.*unknown_reference/,
    ],
    'on a table of a connection with collections': [
      policy('rows: n > 1\n', '{ connection: shop, table: stock }'),
      /^1\.yaml:3:25: .*of type embedded, which has no tables\. Say `collection`.*type_mismatch/,
    ],
    'on a connection that has neither': [
      policy('rows: n > 1\n', '{ connection: web, table: stock }'),
      /^1\.yaml:3:24: .*of type http, which has no tables.*type_mismatch/,
    ],
    'on both': [policy('rows: n > 1\n', '{ connection: shop, table: a, collection: b }'), /^1\.yaml:3:\d+: .*not both/],
    'that rules nothing': [policy(''), /rows.*mask.*both/],
    'with a slip in an expression': [policy('rows: n >\n'), /^1\.yaml:4:\d+: .*syntax/],
    'with an attribute that does not exist': [
      policy('rows: w in @user.warehouse\n'),
      /^1\.yaml:4:\d+: .*@user has no 'warehouse'.*'warehouses'.*unknown_context/,
    ],
    'with a parameter': [policy('rows: w = $w\n'), /^1\.yaml:4:\d+: .*no parameter \$w.*unknown_parameter/],
    'with the run': [policy('rows: w = @run.id\n'), /^1\.yaml:4:\d+: .*@run is not known here.*unknown_context/],
    'with an aggregate': [policy('rows: sum(n) > 1\n'), /^1\.yaml:4:7: .*Sum is an aggregate/],
    'that is not true or false': [
      policy('mask: { cost: "@user.name" }\n'),
      /^1\.yaml:4:16: .*must be boolean.*type_mismatch/,
    ],
    'that masks a part of a column': [policy('mask: { address.street: "false" }\n'), /^1\.yaml:4:\d+: .*whole column/],
  };
  for (const [name, [text, pattern]] of Object.entries(wrong)) {
    test(`${name} is a problem with its place`, () => {
      const problems = problemsOf(text);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.match(problems[0]!, pattern);
    });
  }
});

describe('a policy that cannot be used stops what it may be about', () => {
  const chain = (connection: string): string =>
    `kind: chainset\nname: c\nchains:\n  C:\n    steps:\n      - uses: documents.read\n        with: { connection: ${connection}, collection: stock, columns: { n: integer } }\n`;
  const other = 'kind: connection\nname: other\ntype: embedded\n';
  const refused = (file: string, connection: string): boolean =>
    problemsOf(file, other, chain(connection)).some((problem) => problem.includes('policy_refused'));
  const cases: readonly [string, string, { shop: boolean; other: boolean }][] = [
    ['in order', policy('rows: n > 1\n'), { shop: false, other: false }],
    ['with an unknown key', policy('rows: n > 1\nrow: n\n'), { shop: true, other: false }],
    [
      'without a name',
      'kind: policy\non: { connection: shop, collection: stock }\nrows: n > 1\n',
      { shop: true, other: false },
    ],
    [
      'whose connection is no text',
      policy('rows: n > 1\n', '{ connection: [shop], collection: stock }'),
      { shop: true, other: true },
    ],
    ['that is not valid YAML', policy('rows: n > 1\n  mask: [\n'), { shop: true, other: true }],
    ['in a file that starts wrongly', `]\n${policy('rows: n > 1\n')}`, { shop: true, other: true }],
    [
      'with the name of another',
      `${policy('rows: n > 1\n')}---\n${policy('rows: n > 2\n')}`,
      { shop: true, other: false },
    ],
  ];
  for (const [name, text, expected] of cases) {
    test(`one ${name}`, () => {
      assert.deepEqual({ shop: refused(text, 'shop'), other: refused(text, 'other') }, expected);
    });
  }
});
