import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCatalogue, type ErrorCode, MillraceError } from '../core/errors.ts';
import { problemDocument, statusOf } from './problem-document.ts';

const codes = Object.keys(errorCatalogue) as ErrorCode[];

test('every code has a status of 400 or more: no failure is ever a success', () => {
  for (const code of codes) assert.ok(statusOf(code) >= 400 && statusOf(code) <= 599, code);
});

const statuses: readonly [ErrorCode, number][] = [
  ['invalid_input', 422],
  ['too_large', 413],
  ['wrong_media_type', 415],
  ['unauthenticated', 401],
  ['csrf', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['busy', 429],
  ['rate_limited', 429],
  ['overloaded', 503],
  ['cancelled', 499],
  ['internal', 500],
  ['connection_failed', 502],
  ['store_unavailable', 503],
  ['timeout', 504],
];
for (const [code, status] of statuses) {
  test(`${code} is ${status}`, () => assert.equal(statusOf(code), status));
}

test('a fault of ours tells its id and nothing of what went on inside', () => {
  const error = new MillraceError('internal', 'select * from secrets failed', {
    hint: 'look at /etc',
    cause: new Error('inner'),
  });
  const text = JSON.stringify(problemDocument(error, { request: 'r1' }));
  for (const inner of ['secrets', '/etc', 'inner']) assert.ok(!text.includes(inner), inner);
  assert.match(text, /r1/);
});

test('a fault of the operator is not explained to callers', () => {
  const error = new MillraceError('store_unavailable', 'connect ECONNREFUSED 10.0.0.7:5432', {
    hint: 'Check DATABASE_URL.',
  });
  assert.ok(!JSON.stringify(problemDocument(error, { request: 'r1' })).includes('10.0.0.7'));
});

test('a fault of the caller says what is wrong, what would be right, and where', () => {
  const issues = [{ path: 'day', message: 'is no date', code: 'invalid_input' }];
  const error = new MillraceError('invalid_input', 'The day is no date.', { hint: 'Write 2026-03-01.', issues });
  const document = problemDocument(error, { request: 'r1', run: 'x' });
  assert.deepEqual(
    { ...document },
    {
      type: 'urn:millrace:error:invalid_input',
      title: errorCatalogue.invalid_input.summary,
      status: 422,
      detail: 'The day is no date.',
      code: 'invalid_input',
      outcome: 'invalid',
      request: 'r1',
      run: 'x',
      hint: 'Write 2026-03-01.',
      issues,
    },
  );
});
