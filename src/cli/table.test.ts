import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPaint, wantsColours } from './colours.ts';
import { fitWidths, tableLines } from './table.ts';
import { textWidth, truncateText, wrapParagraphs, wrapText } from './text-width.ts';

const columns = [{ title: 'name' }, { title: 'count', align: 'right' as const }, { title: 'what it is' }];

test('a table that fits is as wide as it needs', () => {
  assert.deepEqual(
    tableLines(
      columns,
      [
        ['a', '5', 'short'],
        ['longer', '12', 'x'],
      ],
      { width: 80 },
    ),
    ['name    count  what it is', 'a           5  short', 'longer     12  x'],
  );
});

test('the widest column gives way, and what is cut ends in …', () => {
  const lines = tableLines(columns, [['a', '5', 'a text that is much too long for its column']], { width: 30 });
  assert.deepEqual(lines, ['name  count  what it is', 'a         5  a text that is m…']);
});

test('without a width nothing is cut', () => {
  const long = 'x'.repeat(500);
  assert.ok(tableLines([{ title: 'a' }], [[long]])[1]?.endsWith(long));
});

test('line breaks and missing cells do no harm', () => {
  assert.deepEqual(tableLines(columns, [['a\nb\tc']]), ['name   count  what it is', 'a⏎b c']);
});

test('wide characters take two columns, marks and colours none', () => {
  assert.equal(textWidth('日本語'), 6);
  assert.equal(textWidth('é e\u0301'), 3);
  assert.equal(textWidth('👨‍👩‍👧 x'), 4);
  assert.equal(textWidth(createPaint(true)('red', 'abc')), 3);
  assert.equal(truncateText('日本語', 5), '日本…');
});

test('a law: tables fit wherever the least widths allow it', () => {
  const widths = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(widths, fc.integer({ min: 1, max: 300 }), (needed, room) => {
      const least = needed.map((width) => Math.min(6, width));
      const fitted = fitWidths(needed, least, room);
      const total = (list: readonly number[]): number =>
        list.reduce((sum, width) => sum + width, 0) + 2 * (list.length - 1);
      assert.ok(total(fitted) <= Math.max(room, total(least)));
      assert.ok(fitted.every((width, index) => width <= needed[index]! && width >= least[index]!));
      if (total(needed) <= room) assert.deepEqual(fitted, needed);
    }),
  );
});

test('a law: cut texts are never wider than asked for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 0, max: 20 }), (text, width) => {
      assert.ok(textWidth(truncateText(text, width)) <= width);
    }),
  );
});

test('text is wrapped at words', () => {
  assert.deepEqual(wrapText('one two three\nfour', 8), ['one two', 'three', 'four']);
});

for (const [name, isTerminal, environment, wanted] of [
  ['a terminal', true, {}, true],
  ['a pipe', false, {}, false],
  ['NO_COLOR', true, { NO_COLOR: '1' }, false],
  ['an empty NO_COLOR', true, { NO_COLOR: '' }, true],
  ['FORCE_COLOR on a pipe', false, { FORCE_COLOR: '1' }, true],
  ['NO_COLOR before FORCE_COLOR', false, { NO_COLOR: '1', FORCE_COLOR: '1' }, false],
  ['a dumb terminal', true, { TERM: 'dumb' }, false],
] as const) {
  test(`colours for ${name}: ${wanted}`, () => assert.equal(wantsColours(isTerminal, environment), wanted));
}

test('line breaks inside of a paragraph mean nothing, those of tables and lists stay', () => {
  assert.deepEqual(wrapParagraphs('one\ntwo\n\nthree\nfour\n- a\n- b\n\n| x |\n|---|\n| 1 |', 9), [
    'one two',
    '',
    'three',
    'four',
    '- a',
    '- b',
    '',
    '| x |',
    '|---|',
    '| 1 |',
  ]);
});
