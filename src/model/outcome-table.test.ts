import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errorCatalogue, type ErrorCode } from '../core/errors.ts';
import { outcomes, type Outcome } from '../core/outcome.ts';
import { isSuccess, outcomeTable } from './outcome-table.ts';

const succeeds = (outcome: Outcome): boolean => ['ok', 'empty', 'truncated', 'accepted'].includes(outcome);

for (const outcome of outcomes) {
  const meaning = outcomeTable[outcome];
  const successful = succeeds(outcome);

  test(`${outcome}: it is ${successful ? '' : 'not '}a success, and every context agrees`, () => {
    assert.equal(isSuccess(outcome), successful);
    assert.equal(meaning.http >= 200 && meaning.http <= 299, successful, 'HTTP status');
    assert.ok(successful || (meaning.http >= 400 && meaning.http <= 599), 'a failure is a failure on the wire');
    assert.equal(meaning.exit === 0, successful, 'exit code');
    assert.equal(meaning.job === 'succeeded', successful, 'job');
    assert.ok(!successful || meaning.retry === 'no', 'nobody tries a success again');
    assert.equal(
      ['rows', 'no data', 'cut rows'].includes(meaning.picture),
      successful && outcome !== 'accepted',
      'picture',
    );
    assert.equal(meaning.tone === 'bad', !successful && outcome !== 'cancelled' && outcome !== 'busy', 'tone');
    assert.match(meaning.meaning, /^[a-z][^.]*[^.\s]$/);
  });

  test(`${outcome}: only ok reads the verdict of a guard; whatever else ends gives none`, () => {
    assert.equal(meaning.guard === 'reads allow', outcome === 'ok');
    assert.ok(['reads allow', 'no verdict', 'never'].includes(meaning.guard));
  });

  test(`${outcome}: an action ${outcome === 'ok' || outcome === 'empty' ? 'applies' : 'does not apply'}`, () => {
    assert.equal(meaning.action === 'applied', outcome === 'ok' || outcome === 'empty');
  });

  test(`${outcome}: what a repeat may change is not final`, () => {
    assert.equal(meaning.final, ['ok', 'empty', 'truncated', 'accepted', 'invalid', 'conflict'].includes(outcome));
    if (meaning.retry === 'yes') assert.ok(!meaning.final, 'what is always tried again cannot be final');
  });
}

test('there is a meaning for every outcome, and for nothing else', () => {
  assert.deepEqual(Object.keys(outcomeTable).sort(), [...outcomes].sort());
});

test('no error is a success, whatever its code', () => {
  for (const code of Object.keys(errorCatalogue) as ErrorCode[]) {
    const { outcome, summary, remedy } = errorCatalogue[code];
    assert.ok(!isSuccess(outcome), code);
    for (const sentence of [summary, remedy]) assert.match(sentence, /^[A-Z`].*\.$/, code);
  }
});

test('whose fault it is fits the outcome: nobody is told to mend what is ours', () => {
  for (const [code, { outcome, fault }] of Object.entries(errorCatalogue)) {
    if (['unauthenticated', 'denied', 'not-found'].includes(outcome))
      assert.ok(fault === 'caller' || fault === 'author', `${code}: ${fault}`);
    if (fault === 'millrace' || fault === 'operator')
      assert.ok(['failed', 'busy'].includes(outcome), `${code}: ${outcome}`);
  }
});
