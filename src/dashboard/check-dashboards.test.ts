import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkBoard } from './stock.fixture.ts';

const bar = 'type: bar, dataset: stock, x: product, y: level';
const one = (widget: string, rest = '') => `${rest}pages: [{ name: A, widgets: [{ ${widget} }] }]\n`;

const right: Record<string, string> = {
  'the board of the guide': `params: { warehouse: { type: text, optional: true }, product: { type: text, optional: true } }
controls: [{ type: select, param: warehouse }]
pages:
  - name: Levels
    widgets:
      - { type: number, dataset: stock, value: count(), where: low, at: [0, 0, 3, 2], title: Low items }
      - { type: bar, dataset: stock, x: product, y: level, colour: low, at: [3, 0, 9, 5] }
      - { type: table, dataset: stock, at: [0, 5, 12, 6], onClick: { open: Detail, with: { product: =product } } }
  - name: Detail
    widgets:
      - { type: line, dataset: history, params: { product: =$product }, x: day, y: level, at: [0, 0, 12, 6] }
`,
  'an aggregate as y, and a click on its group': one(
    'type: bar, dataset: stock, x: warehouse, y: sum(level * price), at: [0, 0, 12, 3], onClick: { set: { warehouse: =warehouse } }',
    'params: { warehouse: { type: text, optional: true } }\n',
  ),
  'a text over aggregates': one(
    "type: text, dataset: stock, where: low, text: '${count()} of ${$warehouse}', at: [0, 0, 4, 1]",
    'params: { warehouse: { type: text, default: SIN } }\n',
  ),
  'formats by field': one(
    "type: table, dataset: stock, columns: [product, price], format: { price: '#,##0.00' }, at: [0, 0, 4, 4]",
  ),
};
for (const [name, text] of Object.entries(right)) {
  test(`dashboard: ${name} is in order`, () => {
    const { board, problems } = checkBoard(text);
    assert.deepEqual(problems, []);
    assert.ok(board);
  });
}

/** What is written, the code, the path and a part of what is said. */
const wrong: Record<string, readonly [string, string, string, RegExp]> = {
  'a dataset that does not exist': [
    one('type: table, dataset: stok, at: [0, 0, 4, 4]'),
    'unknown_reference',
    'pages[0].widgets[0].dataset',
    /Did you mean 'stock'/,
  ],
  'a field that does not exist': [
    one('type: bar, dataset: stock, x: produkt, y: level, at: [0, 0, 4, 4]'),
    'unknown_field',
    'pages[0].widgets[0].x',
    /produkt/,
  ],
  'a measure that is no number': [
    one('type: bar, dataset: stock, x: product, y: max(day), at: [0, 0, 4, 4]'),
    'type_mismatch',
    'pages[0].widgets[0].y',
    /must be a number/,
  ],
  'a text that is added up': [
    one('type: pie, dataset: stock, x: product, y: warehouse, at: [0, 0, 4, 4]'),
    'type_mismatch',
    'pages[0].widgets[0].y',
    /sum/,
  ],
  'a number without an aggregate': [
    one('type: number, dataset: stock, value: level, at: [0, 0, 4, 4]'),
    'unknown_field',
    'pages[0].widgets[0].value',
    /level/,
  ],
  'a condition that is none': [
    one(`${bar}, where: level, at: [0, 0, 4, 4]`),
    'type_mismatch',
    'pages[0].widgets[0].where',
    /boolean/,
  ],
  'a missing key': [
    one('type: bar, dataset: stock, x: product, at: [0, 0, 4, 4]'),
    'missing_key',
    'pages[0].widgets[0]',
    /bar needs `y`/,
  ],
  'a key that another type takes': [
    one('type: pie, dataset: stock, x: product, y: level, colour: low, at: [0, 0, 4, 4]'),
    'no_effect',
    'pages[0].widgets[0].colour',
    /takes no `colour`/,
  ],
  'a widget beyond the grid': [one(`${bar}, at: [8, 0, 6, 4]`), 'invalid_value', 'pages[0].widgets[0].at', /column 14/],
  'a place of three numbers': [one(`${bar}, at: [8, 0, 6]`), 'invalid_value', 'pages[0].widgets[0].at', /4/],
  'two widgets on one cell': [
    `pages: [{ name: A, widgets: [{ ${bar}, title: Levels, at: [0, 0, 6, 4] }, { ${bar}, at: [5, 3, 6, 4] }] }]\n`,
    'invalid_value',
    'pages[0].widgets[1].at',
    /over 'Levels'/,
  ],
  'a page of a click that does not exist': [
    one('type: table, dataset: stock, at: [0, 0, 4, 4], onClick: { open: Detial }'),
    'unknown_reference',
    'pages[0].widgets[0].onClick.open',
    /no page 'Detial'/,
  ],
  'a parameter of a click that does not exist': [
    one('type: table, dataset: stock, at: [0, 0, 4, 4], onClick: { set: { product: =product } }'),
    'unknown_parameter',
    'pages[0].widgets[0].onClick.set.product',
    /no parameter 'product'/,
  ],
  'a field of a click that is no key of its group': [
    one(
      `${bar}, at: [0, 0, 4, 4], onClick: { set: { warehouse: =warehouse } }`,
      'params: { warehouse: { type: text, optional: true } }\n',
    ),
    'unknown_field',
    'pages[0].widgets[0].onClick.set.warehouse',
    /warehouse/,
  ],
  'a click that does nothing': [
    one('type: table, dataset: stock, at: [0, 0, 4, 4], onClick: {}'),
    'missing_key',
    'pages[0].widgets[0].onClick',
    /does nothing/,
  ],
  'an event to a workflow': [
    one('type: table, dataset: stock, at: [0, 0, 4, 4], onClick: { sendEvent: { send: approve } }'),
    'not_supported',
    'pages[0].widgets[0].onClick.sendEvent',
    /not supported yet/,
  ],
  'a parameter of the dataset that does not exist': [
    one('type: table, dataset: stock, params: { where: A }, at: [0, 0, 4, 4]'),
    'unknown_parameter',
    'pages[0].widgets[0].params.where',
    /no parameter 'where'/,
  ],
  'a parameter that the dataset needs': [
    one('type: table, dataset: history, at: [0, 0, 4, 4]'),
    'missing_key',
    'pages[0].widgets[0].dataset',
    /needs its parameter 'product'/,
  ],
  'a parameter of the same name and another type': [
    one(
      'type: table, dataset: stock, at: [0, 0, 4, 4]',
      "params: { warehouse: { type: 'list(text)', optional: true } }\n",
    ),
    'type_mismatch',
    'pages[0].widgets[0].dataset',
    /list\(text\)/,
  ],
  'a parameter that nothing uses': [
    one(`${bar}, at: [0, 0, 4, 4]`, 'params: { colour: text }\n'),
    'no_effect',
    'params.colour',
    /othing uses/,
  ],
  'a control of no parameter': [
    one(`${bar}, at: [0, 0, 4, 4]`, 'controls: [{ type: text, param: product }]\n'),
    'unknown_parameter',
    'controls[0].param',
    /product/,
  ],
  'a select of nothing': [
    one(
      `${bar}, at: [0, 0, 4, 4]`,
      'params: { product: { type: text, optional: true } }\ncontrols: [{ type: select, param: product }]\n',
    ),
    'missing_key',
    'controls[0]',
    /choose from/,
  ],
  'a date for a text': [
    one(
      `${bar}, at: [0, 0, 4, 4]`,
      'params: { product: { type: text, optional: true } }\ncontrols: [{ type: date, param: product }]\n',
    ),
    'type_mismatch',
    'controls[0].type',
    /gives a date/,
  ],
  'an unknown type': [
    one('type: gauge, dataset: stock, at: [0, 0, 4, 4]'),
    'invalid_value',
    'pages[0].widgets[0].type',
    /number, table, bar, line, pie or text/,
  ],
  'two pages of one name': [
    `pages: [{ name: A, widgets: [{ ${bar}, at: [0, 0, 4, 4] }] }, { name: A, widgets: [{ ${bar}, at: [0, 0, 4, 4] }] }]\n`,
    'duplicate_name',
    'pages[1].name',
    /another page 'A'/,
  ],
  'a role that does not exist': [
    one(`${bar}, at: [0, 0, 4, 4]`, 'roles: [operatons]\n'),
    'unknown_reference',
    'roles[0]',
    /operatons/,
  ],
};
for (const [name, [text, code, path, said]] of Object.entries(wrong)) {
  test(`dashboard: ${name} is a problem with its place`, () => {
    const { problems } = checkBoard(text);
    assert.deepEqual(
      problems.map((problem) => [problem.code, problem.path]),
      [[code, path]],
      JSON.stringify(problems, null, 1),
    );
    assert.match(`${problems[0]?.message} ${problems[0]?.hint}`, said);
    assert.ok((problems[0]?.position?.line ?? 0) > 2);
  });
}
