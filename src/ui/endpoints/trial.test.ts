import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bodyFields, knownOf, readInstance, readProblem, sentBody } from './trial.ts';

test('what was emptied is left out of the body', () => {
  assert.deepEqual(JSON.parse(sentBody({ id: 'a', note: null, count: 0 })), { id: 'a', count: 0 });
});

test('the example stands in the form', () => {
  assert.deepEqual(knownOf('{"id": "a"}'), { id: 'a' });
  assert.deepEqual(knownOf(''), {});
});

test('nothing is typed blindly', () => {
  const field = { name: 'pin', type: 'text', kind: 'text', optional: true, sensitive: true };
  assert.equal(bodyFields({ input: [field] })[0]?.sensitive, undefined);
});

const problems: readonly [string, string, boolean][] = [
  ['a problem', '{"code":"denied","detail":"No."}', true],
  ['a record', '{"_id":"a"}', false],
  ['records', '[]', false],
  ['nothing', '', false],
  ['half of one', '{"code":', false],
];
for (const [name, body, isOne] of problems)
  test(`${name} is ${isOne ? '' : 'not '}read as a problem`, () =>
    assert.equal(readProblem(body) !== undefined, isOne));

test('the instance of an answer is found', () => {
  assert.deepEqual(readInstance('{"event":"receive","instance":{"id":"1","workflow":"w","state":"s"}}'), {
    workflow: 'w',
    id: '1',
  });
  for (const body of ['', '[]', '{"instance":', '{"instance":{"id":1}}', '{}'])
    assert.equal(readInstance(body), undefined);
});
