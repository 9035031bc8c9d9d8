import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerShape, authShort, fieldRules, readable, shareOf } from './endpoint-words.ts';

const endpoint = {
  target: { kind: 'chain', chain: 'a.B' },
  records: 'many',
  respond: 'result',
} as Parameters<typeof answerShape>[0];

const shapes: readonly [string, Partial<typeof endpoint>, number, string][] = [
  ['records', {}, 200, 'a list of records'],
  ['one record', { records: 'one' }, 201, 'one record'],
  ['a receipt', { respond: 'receipt' }, 202, 'a receipt'],
  ['an instance', { target: { kind: 'start', workflow: 'w' } }, 201, 'where the instance stands'],
  ['what was ignored', {}, 204, 'nothing'],
  ['faults', {}, 422, 'a problem with issues'],
  ['a refusal', {}, 403, 'a problem'],
  ['a failure', {}, 502, 'a problem, with its run where there is one'],
];
for (const [name, more, status, words] of shapes) {
  test(`the body of ${name}`, () => assert.equal(answerShape({ ...endpoint, ...more }, status), words));
}

test('who may call', () => {
  assert.equal(authShort({ auth: 'key' }), 'API key');
  assert.equal(authShort({ auth: 'github' }), 'signature as github');
});

test('what a field must be', () => {
  const field = { name: 'n', type: 'text', kind: 'text', optional: true };
  assert.deepEqual(fieldRules(field), []);
  assert.deepEqual(fieldRules({ ...field, min: 2, options: ['aa', 'bb'], default: 'aa', sensitive: true }), [
    'at least 2 characters',
    'one of aa, bb',
    'left out: aa',
    'masked wherever it is shown',
  ]);
  assert.deepEqual(fieldRules({ ...field, kind: 'integer', max: 9, default: 7 }), ['at most 9', 'left out: 7']);
  assert.deepEqual(fieldRules({ ...field, min: 1, example: 'C1' }), ['at least 1 character', 'such as C1']);
});

test('JSON is laid out, anything else stays', () => {
  assert.equal(readable('{"a":1}'), '{\n  "a": 1\n}');
  assert.equal(readable('{"a":'), '{"a":');
  assert.equal(readable(''), '');
});

test('a share of nothing is none', () => {
  assert.equal(shareOf(1, 0, 'en'), undefined);
  assert.equal(shareOf(1, 8, 'en'), '12.5%');
});
