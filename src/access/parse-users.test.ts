import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseShape } from '../model/parse-shape.ts';
import { parseUsers } from './parse-users.ts';

const { fields } = parseShape({ warehouses: 'list(text)', level: 'integer' });
const ada = {
  name: 'ada',
  displayName: 'Ada Lovelace',
  email: 'ada@example.com',
  roles: ['clerk', 'people'],
  attributes: { warehouses: ['north', 'east'], level: 3 },
};

const files: readonly [string, string][] = [
  [
    'people.yaml',
    `- { name: ada, displayName: Ada Lovelace, email: ada@example.com, roles: [clerk, people], attributes: { warehouses: [north, east], level: 3 } }`,
  ],
  [
    'below-a-key.yml',
    `users:\n  - name: ada\n    displayName: Ada Lovelace\n    email: ada@example.com\n    roles: [clerk, people]\n    attributes: { warehouses: [north, east], level: 3 }\n`,
  ],
  ['people.json', JSON.stringify([ada])],
  [
    'people.csv',
    `\uFEFFname,displayName,email,roles,attributes.warehouses,attributes.level,password\nada,"Ada Lovelace",ada@example.com,clerk; people,north;east,3,\n\n`,
  ],
];
for (const [name, text] of files) {
  test(`${name} gives the same user`, () => {
    // Numbers of CSV stay text until the check of values, which keeps them exact.
    const level = name.endsWith('.csv') ? '3' : 3;
    const expected = [{ ...ada, attributes: { ...ada.attributes, level } }];
    assert.deepEqual(parseUsers({ name, text }, fields), expected);
  });
}

const bad: readonly [string, string, string, RegExp][] = [
  ['no list', 'x.yaml', 'ada', /x\.yaml is no list of users\. The item is 'ada', but a list is wanted\./],
  [
    'an unknown key',
    'x.yaml',
    '- { name: ada, role: clerk }',
    /\[0\]\.role: The key 'role' is not known here\. Did you mean 'roles'\?/,
  ],
  ['no name', 'x.json', '[{ "email": "ada@example.com" }]', /\[0\]\.name: 'name' is missing: text is wanted\./],
  [
    'an address that is none',
    'x.yaml',
    '- { name: ada, email: ada }',
    /\[0\]\.email: An e-mail address is wanted, not 'ada'\./,
  ],
  [
    'one name twice',
    'x.yaml',
    '- { name: ada }\n- { name: bob }\n- { name: ada }',
    /\[2\]\.name: There are two users 'ada'/,
  ],
  ['a broken file', 'x.json', '[', /x\.json cannot be read/],
  ['another ending', 'x.xlsx', '', /by its ending/],
];
for (const [what, name, text, message] of bad) {
  test(`${what} is said with its place`, () => assert.throws(() => parseUsers({ name, text }, fields), { message }));
}
