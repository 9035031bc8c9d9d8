import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { errorCatalogue, type ErrorCode, MillraceError } from '../../core/errors.ts';
import { outcomes } from '../../core/outcome.ts';
import type { DatasetAnswer } from '../../model/dataset-query.ts';
import { isSuccess } from '../../model/outcome-table.ts';
import { applied } from '../applied-event.ts';
import { problemDocument } from '../problem-document.ts';
import { errorOfAnswer } from './dataset-answer.ts';

const answer: Omit<DatasetAnswer, 'outcome'> = {
  ...{
    shape: [],
    records: [],
    total: 0,
    truncated: false,
    at: 0,
    version: 'v',
    fingerprint: 'f',
    cache: 'off',
    run: 'r',
  },
};

/** The status of what is thrown; undefined where nothing is. */
function statusOf(work: () => unknown): number | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof MillraceError);
    return problemDocument(error, { request: 'q' }).status;
  }
}

test('an answer or an event that did not succeed is a problem with a status of a failure, whatever its code', () => {
  const codes = fc.constantFrom(...(Object.keys(errorCatalogue) as ErrorCode[]));
  const problems = fc.option(fc.record({ code: codes, message: fc.string() }), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom(...outcomes), problems, fc.boolean(), (outcome, problem, isStale) => {
      const ended = { outcome, ...(problem && { problem }) };
      const error = errorOfAnswer({ ...answer, ...ended, ...(isStale ? { stale: { since: 0 } } : {}) });
      const asked = error === undefined ? undefined : problemDocument(error, { request: 'q' }).status;
      const sent = statusOf(() => applied({ ...ended, event: 'e', repeated: false }));
      for (const status of [asked, sent]) {
        assert.equal(status === undefined, isSuccess(outcome), outcome);
        assert.ok(status === undefined || (status >= 400 && status <= 599), `${outcome} gave ${status}`);
      }
    }),
    { numRuns: 2000 },
  );
});
