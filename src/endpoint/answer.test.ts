import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { errorCatalogue, type ErrorCode } from '../core/errors.ts';
import { type Outcome, outcomes } from '../core/outcome.ts';
import type { DirectResult } from '../engine/direct-run.ts';
import { problemDocument } from '../http/problem-document.ts';
import { isSuccess, outcomeTable } from '../model/outcome-table.ts';
import { ExactDecimal } from '../model/value.ts';
import { types } from '../model/value-type.ts';
import { answerOfEvent, answerOfFailure, answerOfReceipt, answerOfRun } from './answer.ts';

const about = { delivery: 'd1', render: problemDocument };
const shape = [
  { name: 'id', type: types.text },
  { name: 'price', type: types.decimal },
];
const record = (id: string) => ({ id, price: new ExactDecimal('1.50') });
const result = (outcome: Outcome, more: Partial<DirectResult> = {}): DirectResult => ({
  ...{ id: 'r1', outcome, records: [], shape, rejected: 0, effects: [], fingerprint: '', duration: 1 },
  ...more,
});
const many = { status: 201, records: 'many' } as const;
const one = { status: 200, records: 'one' } as const;

const good: readonly [string, DirectResult, typeof many | typeof one, number, unknown][] = [
  [
    'records',
    result('ok', { records: [record('a'), record('b')] }),
    many,
    201,
    [
      { id: 'a', price: '1.5' },
      { id: 'b', price: '1.5' },
    ],
  ],
  ['none', result('empty'), many, 200, []],
  [
    'cut',
    result('truncated', { records: [record('a')] }),
    many,
    200,
    { truncated: true, records: [{ id: 'a', price: '1.5' }] },
  ],
  ['one', result('ok', { records: [record('a')] }), one, 200, { id: 'a', price: '1.5' }],
];
for (const [name, ended, form, status, body] of good) {
  test(`a good answer: ${name}`, () => {
    const answer = answerOfRun(ended, form, about);
    assert.equal(answer.status, status);
    assert.deepEqual(JSON.parse(answer.body), body);
    assert.equal(answer.outcome, ended.outcome);
    assert.equal(answer.run, 'r1');
  });
}

const message = 'connect ECONNREFUSED db.internal:5432 as admin';
const bad: readonly [string, DirectResult, typeof many | typeof one, number, ErrorCode][] = [
  ['one that is not there', result('empty'), one, 404, 'not_found'],
  ['two where one was asked for', result('ok', { records: [record('a'), record('b')] }), one, 500, 'output_mismatch'],
  [
    'an answer that is too large',
    result('ok', { records: [{ id: 'x'.repeat(9e6), price: null }] }),
    many,
    500,
    'limit',
  ],
  ['no room', result('busy', { problem: { code: 'busy', message } }), many, 503, 'busy'],
  [
    'another system',
    result('upstream', { problem: { code: 'connection_failed', message } }),
    many,
    502,
    'connection_failed',
  ],
  ['too long', result('timeout', { problem: { code: 'timeout', message } }), many, 504, 'timeout'],
  ['the caller left', result('cancelled', { problem: { code: 'cancelled', message } }), many, 499, 'cancelled'],
  ['our fault', result('failed', { problem: { code: 'internal', message } }), many, 500, 'internal'],
  [
    'an uncertain effect',
    result('failed', { problem: { code: 'effect_uncertain', message } }),
    many,
    500,
    'effect_uncertain',
  ],
  ['a constraint', result('conflict', { problem: { code: 'constraint', message } }), many, 409, 'constraint'],
  ['no right', result('denied', { problem: { code: 'outgoing_refused', message } }), many, 403, 'outgoing_refused'],
  ['an outcome without a problem', result('failed'), many, 500, 'internal'],
  ['a code of another outcome', result('failed', { problem: { code: 'not_found', message } }), many, 500, 'internal'],
  ['accepted, which no run is', result('accepted'), many, 500, 'internal'],
];
for (const [name, ended, form, status, code] of bad) {
  test(`a bad answer: ${name}`, () => {
    const answer = answerOfRun(ended, form, about);
    const body = JSON.parse(answer.body);
    assert.deepEqual(
      [answer.status, answer.code, body.status, body.code, body.run],
      [status, code, status, code, 'r1'],
    );
    assert.equal(answer.headers['content-type'], 'application/problem+json; charset=utf-8');
    assert.equal('retry-after' in answer.headers, status === 503);
  });
}

test('issues and messages of the caller’s own faults are shown, of all others nothing', () => {
  const issues = [{ path: 'body.id', message: 'missing', code: 'invalid_input' }];
  const problem = { code: 'invalid_input', message: 'One fault.', hint: 'Correct it.', issues } as const;
  const shown = JSON.parse(answerOfRun(result('invalid', { problem }), many, about).body);
  assert.deepEqual([shown.detail, shown.hint, shown.issues], ['One fault.', 'Correct it.', issues]);
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    const { fault, outcome } = errorCatalogue[code];
    if (fault === 'caller') continue;
    const hidden = answerOfFailure({ outcome, problem: { code, message, hint: message, issues }, run: 'r1' }, about);
    assert.doesNotMatch(hidden.body, /ECONNREFUSED|db\.internal|body\.id/, code);
  }
});

const instance = { id: 'i1', workflow: 'w', state: 'open', version: 1, final: false };

test('events and receipts', () => {
  const applied = answerOfEvent({ outcome: 'ok', instance, event: 'e1', repeated: false }, 201, about);
  assert.deepEqual(
    [applied.status, JSON.parse(applied.body), applied.instance],
    [201, { event: 'e1', instance }, 'i1'],
  );
  const problem = { code: 'conflict', message: 'No transition.' } as const;
  const refused = answerOfEvent({ outcome: 'conflict', problem, instance, event: 'e1', repeated: false }, 201, about);
  assert.deepEqual([refused.status, JSON.parse(refused.body).detail, refused.instance], [409, 'No transition.', 'i1']);
  const receipt = answerOfReceipt('/hooks/receipts/d1/t', about);
  assert.deepEqual([receipt.status, receipt.headers['location']], [202, '/hooks/receipts/d1/t']);
});

test('no run that did not succeed has a 2xx, whatever its problem, records and form', () => {
  const codes = Object.keys(errorCatalogue) as ErrorCode[];
  const problems = fc.option(fc.record({ code: fc.constantFrom(...codes), message: fc.string() }), { nil: undefined });
  const forms = fc.record({
    status: fc.constantFrom(200, 201),
    records: fc.constantFrom('one' as const, 'many' as const),
  });
  const cases = { outcome: fc.constantFrom(...outcomes), problem: problems, count: fc.nat({ max: 3 }), form: forms };
  fc.assert(
    fc.property(fc.record(cases), ({ outcome, problem, count, form }) => {
      const records = Array.from({ length: count }, (_, at) => record(String(at)));
      const ended = result(outcome, { records, ...(problem === undefined ? {} : { problem }) });
      const run = answerOfRun(ended, form, about);
      const event = answerOfEvent({ outcome, event: 'e1', repeated: false, ...(problem && { problem }) }, 200, about);
      for (const answer of [run, ...(outcome === 'accepted' ? [] : [event])]) {
        assert.ok(answer.status >= 200 && answer.status <= 599);
        if (answer.status < 300)
          assert.ok(isSuccess(outcome) && answer.outcome === outcome, `${outcome} gave ${answer.status}`);
      }
      if (!isSuccess(outcome) && outcome !== 'busy' && problem === undefined)
        assert.equal(run.status, outcomeTable[outcome].http);
    }),
    { numRuns: 1000 },
  );
});
