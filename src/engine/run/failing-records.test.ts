import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { chainText, runText } from '../../main/run-text.fixture.ts';

describe('records that fail', () => {
  test('for pivot: the value is named, and left out where that is wanted', async (t) => {
    const pivot = (more: string): string =>
      chainText(
        `- { uses: records, with: { records: [{ m: jan, n: 1 }, { m: "it's", n: 2 }] } }\n- { uses: pivot, ${more}with: { field: m, values: [jan], compute: sum(n) } }\n`,
      );
    const failed = await runText(t, pivot(''));
    assert.equal(failed.end.problem?.message, "'it''s' in 'm' is none of the values that pivot makes fields of.");
    const skipped = await runText(t, pivot('onError: skip, '));
    assert.deepEqual(skipped.records, [{ jan: 1 }]);
  });

  const failing = (onError: string, more = '') =>
    chainText(
      `- uses: records\n  with: { records: [{ s: "1" }, { s: x }, { s: "3" }] }\n- id: cast\n  uses: derive\n  onError: ${onError}\n  with: { compute: { n: "s::integer" } }\n`,
      more,
    );

  test('are skipped, and counted', async (t) => {
    const { end, records } = await runText(t, failing('skip'));
    assert.deepEqual(records, [
      { s: '1', n: 1 },
      { s: '3', n: 3 },
    ]);
    assert.equal(end.outcome, 'ok');
    assert.equal(end.steps.find((step) => step.step === 'cast')?.rejected, 1);
  });

  test('are rejected with the reason', async (t) => {
    const { end, events } = await runText(t, failing('reject'));
    assert.equal(end.rejected, 1);
    const rejects = events.flatMap((event) => (event.kind === 'reject' ? [event.reject] : []));
    assert.deepEqual(
      rejects.map(({ step, code, record }) => ({ step, code, record })),
      [{ step: 'cast', code: 'cast_failed', record: { s: 'x' } }],
    );
  });

  test('more of them than the chain bears make it invalid', async (t) => {
    const { end } = await runText(t, failing('reject', 'rejects: { max: 0 }\n'));
    assert.equal(end.outcome, 'invalid');
    assert.equal(end.problem?.code, 'too_many_rejects');
  });
});
