import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EndedRun, retryAcceptedAfter } from './receipt.ts';

const ended = (outcome: EndedRun['outcome'], more: Partial<EndedRun> = {}): EndedRun => ({
  ...{ outcome, code: undefined, uncertain: false, attempt: 1 },
  ...more,
});

const cases: readonly [string, EndedRun, number | undefined][] = [
  ['well', ended('ok'), undefined],
  ['invalid, which it would be again', ended('invalid', { code: 'invalid_input' }), undefined],
  ['another system', ended('upstream', { code: 'connection_failed' }), 5000],
  ['another system, for the third time', ended('upstream', { attempt: 3 }), 20_000],
  ['another system, for the last time', ended('upstream', { attempt: 5 }), undefined],
  ['busy', ended('busy'), 5000],
  ['our own fault', ended('failed', { code: 'internal' }), undefined],
  ['the server stopped', ended('failed', { code: 'node_lost' }), 0],
  ['the server stopped in the middle of an effect', ended('failed', { code: 'node_lost', uncertain: true }), undefined],
  ['the server stops each time', ended('failed', { code: 'node_lost', attempt: 5 }), undefined],
  ['somebody stopped it', ended('cancelled', { code: 'cancelled' }), undefined],
];
for (const [name, run, wait] of cases) {
  test(`an accepted delivery whose run ended: ${name}`, () => assert.equal(retryAcceptedAfter(run), wait));
}
