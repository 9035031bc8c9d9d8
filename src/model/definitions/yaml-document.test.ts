import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPosition } from '../problem.ts';
import { SourceNumber } from '../source-number.ts';
import { readYaml } from './yaml-document.ts';

interface FaultCase {
  readonly name: string;
  readonly yaml: string;
  readonly at: string;
  readonly says: RegExp;
}

const faults: readonly FaultCase[] = [
  {
    name: 'a tab indents, which leads to further complaints',
    yaml: 'a:\n  b:\n\tc: 1\n    d:\n      e: 1\n',
    at: '3:1',
    says: /tab.*spaces/,
  },
  {
    name: 'a key of an entry is indented too little',
    yaml: 'a:\n  - b: 1\n   c: 2\n',
    at: '3:1',
    says: /belongs to no entry.*same indentation/,
  },
  {
    name: 'a list in an expression in { }',
    yaml: 'a: { b: c in [1, 2] }\n',
    at: '1:14',
    says: /not valid YAML.*quote every expression/,
  },
  { name: 'the same deeper', yaml: '{ a: { b: c in [1, 2] } }\n', at: '1:16', says: /'\[' is not wanted.*quote/ },
  { name: 'a tab indents', yaml: 'a:\n\tb: 1\n', at: '2:1', says: /tab.*spaces/ },
  { name: 'a key stands twice', yaml: 'a: 1\nb: 2\na: 3\n', at: '3:1', says: /'a' stands twice.*Remove/ },
  { name: '@ starts a value', yaml: 'where: @now > at\n', at: '1:8', says: /cannot start with @.*where: "@now > at"/ },
  { name: '% starts a value', yaml: 'where: %x\n', at: '1:8', says: /start with %.*where: "%x"/ },
  { name: '! starts a value', yaml: 'where: !done\n', at: '1:8', says: /tag.*where: "!done"/ },
  { name: '* starts a value', yaml: 'where: *x\n', at: '1:8', says: /\*x.*quotes/ },
  { name: "' starts an expression", yaml: "where: 'open' = status\n", at: '1:15', says: /where: "'open' = status"/ },
  { name: '" starts an expression', yaml: 'where: "a" || b\n', at: '1:12', says: /where: '"a" \|\| b'/ },
  { name: '> starts an expression', yaml: 'where: > 5\n', at: '1:10', says: /where: "> 5"/ },
  { name: 'double braces', yaml: 'with: {{ x }}\n', at: '1:8', says: /no braces.*with: "=x"/ },
  { name: 'two colons on a line', yaml: 'a: b: c\n', at: '1:4', says: /a: "b: c"/ },
  { name: 'deeper than its key', yaml: 'a: 1\n  b: 2\n', at: '1:4', says: /indented as if/ },
  { name: 'no level fits', yaml: 'a:\n    b: 1\n  c: 2\n', at: '3:1', says: /indent/ },
  { name: 'a comma inside { }', yaml: 'compute: { a: if(x, y), b: 2 }\n', at: '1:21', says: /comma.*a: "if\(x, y\)"/ },
  { name: 'two commas inside { }', yaml: 'compute: { a: f(x, y, z) }\n', at: '1:20', says: /a: "f\(x, y, z\)"/ },
  {
    name: 'an index inside { }',
    yaml: 'with: { where: items[1].sku = 3 }\n',
    at: '1:21',
    says: /Inside \{ \} and \[ \], quote/,
  },
  {
    name: 'a list in quotes inside { }',
    yaml: "with: { where: s in ('a', 'b') }\n",
    at: '1:30',
    says: /Inside \{ \} and \[ \], quote/,
  },
  { name: 'a quote never closed', yaml: 'a: "open\nb: 1\n', at: '3:1', says: /never closed/ },
  { name: 'a bracket never closed', yaml: 'a: [1, 2\nb: 3\n', at: '2:1', says: /not closed/ },
  { name: 'a bad escape', yaml: 'a: "\\d+"\n', at: '1:5', says: /\\d.*single quotes/ },
  { name: 'a line without a colon', yaml: 'kind: job\nname\nchain: x\n', at: '2:1', says: /'name' is not a key/ },
  { name: 'a list too deep', yaml: '['.repeat(5000), at: '1:', says: /too deeply/ },
  { name: 'a value too deep', yaml: `${'['.repeat(150)}${']'.repeat(150)}`, at: '1:', says: /more than 100 levels/ },
  { name: 'aliases that multiply', yaml: bomb(8), at: '', says: /more than 10000 values/ },
  { name: 'an alias to itself', yaml: 'a: &a\n  b: *a\n', at: '2:6', says: /contains itself/ },
  { name: 'infinity', yaml: 'a: .inf\n', at: '1:4', says: /finite/ },
  { name: '__proto__', yaml: '__proto__: { a: 1 }\n', at: '1:1', says: /cannot be a name/ },
];

function bomb(levels: number): string {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level < levels; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    );
  }
  return `${lines.join('\n')}\n`;
}

for (const { name, yaml, at, says } of faults) {
  test(`says what is wrong: ${name}`, () => {
    const [problem, ...more] = readYaml({ path: 'x.yaml', text: yaml }).flatMap((document) => document.problems);
    assert.ok(problem, 'no problem was found');
    assert.match(`${problem.message} ${problem.hint ?? ''}`, says);
    assert.ok(problem.position && formatPosition(problem.position).startsWith(`x.yaml:${at}`), JSON.stringify(problem));
    assert.equal(more.length, 0, JSON.stringify(more));
  });
}

const valueIn = (text: string): unknown => readYaml({ path: 'x.yaml', text })[0]?.value;

test('numbers keep the text that JavaScript would lose', () => {
  assert.deepEqual(valueIn('a: [9007199254740993, 1.10, 1.5, 42, 0042, 1e3, 0x1F, -7, +7]'), {
    a: [
      new SourceNumber('9007199254740993'),
      new SourceNumber('1.10'),
      1.5,
      42,
      new SourceNumber('0042'),
      new SourceNumber('1e3'),
      31,
      -7,
      7,
    ],
  });
});

test('dates, times and words of YAML 1.1 stay text', () => {
  assert.deepEqual(valueIn('a: [2026-03-01, 2026-03-01T03:00:00Z, 08:30, yes, off, ~, true]'), {
    a: ['2026-03-01', '2026-03-01T03:00:00Z', '08:30', 'yes', 'off', null, true],
  });
});

test('anchors, aliases and merges are expanded; own keys win', () => {
  const yaml =
    'base: &base { a: 1, b: 2 }\nother: &other { b: 5, c: 6 }\nx:\n  b: 3\n  <<: [*base, *other]\ny: *base\n';
  assert.deepEqual(valueIn(yaml), {
    base: { a: 1, b: 2 },
    other: { b: 5, c: 6 },
    x: { a: 1, b: 3, c: 6 },
    y: { a: 1, b: 2 },
  });
});

test('empty documents and comments are no documents', () => {
  assert.deepEqual(readYaml({ path: 'x.yaml', text: '' }), []);
  assert.deepEqual(readYaml({ path: 'x.yaml', text: '# nothing\n---\n# here\n' }), []);
  assert.equal(readYaml({ path: 'x.yaml', text: '---\nkind: job\n---\n' }).length, 1);
});

test('the documents of a file go on after one that is broken', () => {
  const documents = readYaml({ path: 'x.yaml', text: 'kind: job\nname: a\nx: @y\n---\nkind: role\nname: b\n' });
  assert.deepEqual(
    documents.map((document) => [document.topLevel('name'), document.problems.length]),
    [
      ['a', 1],
      ['b', 0],
    ],
  );
});

const positions = readYaml({
  path: 'x.yaml',
  text: [
    'plain: a + b', // 1
    "single: 'it''s + b'", // 2
    'double: "x\\n\\u0041 + b"', // 3
    'literal: |', // 4
    '  first', // 5
    '    second + b', // 6
    'folded: >-', // 7
    '  first', // 8
    '  second + b', // 9
    'several: one', // 10
    '  two + b', // 11
    'list:', // 12
    '  - { where: "x = 1" }', // 13
    'crlf: "a', // 14
    '  c + b"', // 15
    'emoji: 😀 + b', // 16
    '',
  ].join('\n'),
})[0]!;

for (const [path, at] of [
  ['plain', '1:12'],
  ['single', '2:18'],
  ['double', '3:22'],
  ['literal', '6:14'],
  ['folded', '9:12'],
  ['several', '11:9'],
  ['crlf', '15:7'],
  ['emoji', '16:13'],
] as const) {
  test(`an offset in a ${path} text leads to its line and column`, () => {
    const value = (positions.value as Record<string, string>)[path]!;
    const offset = value.lastIndexOf('b');
    assert.equal(formatPosition(positions.positionInScalar([path], offset)), `x.yaml:${at}`);
  });
}

test('positions of keys and values, and of the nearest value above what does not exist', () => {
  assert.equal(formatPosition(positions.positionOf(['list', 0, 'where'])), 'x.yaml:13:14');
  assert.equal(formatPosition(positions.keyPositionOf(['list', 0, 'where'])), 'x.yaml:13:7');
  assert.equal(formatPosition(positions.positionOf(['list', 0, 'with', 'x'])), 'x.yaml:13:5');
  assert.equal(formatPosition(positions.positionOf(['nothing'])), 'x.yaml:1:1');
});
