import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { outcomes } from '../core/outcome.ts';
import type { DirectResult } from '../engine/direct-run.ts';
import type { DataRecord } from '../model/value.ts';
import type { CheckedGuard, CheckedTransition } from './checked-workflow.ts';
import { judge, type Verdict, verdictOfRun, verdictOfValue } from './judge-guards.ts';

const guard: CheckedGuard = { kind: 'expression', text: 'x', place: 'a.on.b.guard', holds: () => true };
const guarded = (to: string): CheckedTransition => ({ to, internal: false, guard, actions: [] });
const open = (to: string): CheckedTransition => ({ to, internal: false, actions: [] });

const result = (outcome: DirectResult['outcome'], records: readonly DataRecord[] = []): DirectResult => ({
  ...{ id: 'run', outcome, records, shape: [], rejected: 0, effects: [], fingerprint: '', duration: 1 },
});

const allow: Verdict = { kind: 'allow' };
const refuse: Verdict = { kind: 'refuse', reason: 'too much' };
const none: Verdict = {
  kind: 'none',
  end: { outcome: 'upstream', problem: { code: 'connection_failed', message: 'gone' } },
};

const cases: readonly [name: string, transitions: CheckedTransition[], verdicts: Verdict[], expected: string][] = [
  ['nothing asked yet', [guarded('a'), open('b')], [], 'ask a'],
  ['the first allows', [guarded('a'), open('b')], [allow], 'take a'],
  ['the first refuses, the next is asked', [guarded('a'), guarded('b')], [refuse], 'ask b'],
  ['the first refuses, the last has no guard', [guarded('a'), open('b')], [refuse], 'take b'],
  ['the first gives no verdict: no fallback', [guarded('a'), open('b')], [none], 'end upstream connection_failed'],
  [
    'the second gives no verdict',
    [guarded('a'), guarded('b'), open('c')],
    [refuse, none],
    'end upstream connection_failed',
  ],
  ['all refuse', [guarded('a'), guarded('b')], [refuse, { kind: 'refuse' }], 'end conflict guard_refused'],
  ['no guard at all', [open('a')], [], 'take a'],
];

for (const [name, transitions, verdicts, expected] of cases) {
  test(`judges: ${name}`, () => {
    const next = judge(transitions, verdicts);
    const words =
      next.kind === 'end' ? `end ${next.end.outcome} ${next.end.problem.code}` : `${next.kind} ${next.transition.to}`;
    assert.equal(words, expected);
  });
}

test('reasons of guards that refuse are told, in order', () => {
  const next = judge([guarded('a'), guarded('b')], [refuse, { kind: 'refuse' }]);
  assert.equal(next.kind === 'end' && next.end.problem.message, 'The event is not allowed: too much; x does not hold.');
});

test('a refusal stands at the field that it names, and else at the state that it keeps closed', () => {
  const named = verdictOfRun('hr.DatesValid', result('ok', [{ allow: false, reason: 'too early', field: 'to' }]));
  const nameless = verdictOfRun('hr.MayApprove', result('ok', [{ allow: false, reason: 'too much', field: '' }]));
  const next = judge([guarded('a'), guarded('b')], [named, nameless]);
  assert.deepEqual(next.kind === 'end' && next.end.problem.issues, [
    { path: 'to', message: 'too early', code: 'guard_refused' },
    { path: 'b', message: 'too much', code: 'guard_refused' },
  ]);
});

test('a run is a verdict only where it is ok and allow is true or false', () => {
  const value = fc.constantFrom<DataRecord[string]>(true, false, null, 'true', 'false', 1, 0, 'yes');
  fc.assert(
    fc.property(
      fc.constantFrom(...outcomes),
      fc.array(fc.record({ allow: value }), { maxLength: 3 }),
      (outcome, records) => {
        const { kind } = verdictOfRun('hr.MayApprove', result(outcome, records));
        const first = records[0]?.allow;
        const expected = outcome !== 'ok' ? 'none' : first === true ? 'allow' : first === false ? 'refuse' : 'none';
        assert.equal(kind, expected);
      },
    ),
  );
});

/** What a chain behind a guard may come to, most of it no verdict. */
const guardRuns = fc.record({
  outcome: fc.oneof({ weight: 3, arbitrary: fc.constant('ok' as const) }, fc.constantFrom(...outcomes)),
  records: fc.array(
    fc.oneof(
      { weight: 3, arbitrary: fc.record({ allow: fc.constantFrom<DataRecord[string]>(false, false, true) }) },
      fc.record({ allow: fc.constantFrom<DataRecord[string]>(null, 'true', 'false', 1, 0, '') }),
      fc.constant<DataRecord>({}),
    ),
    { maxLength: 2 },
  ),
});

test('no guard without a verdict passes: it is the end, and no transition after it is taken', () => {
  const run = { passed: 0, ended: 0 };
  // Undefined is a transition without a guard.
  const transitions = fc.array(fc.option(guardRuns, { nil: undefined, freq: 4 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(transitions, (runs) => {
      const ways = runs.map((one, at) => (one === undefined ? open(`s${at}`) : guarded(`s${at}`)));
      const verdicts: Verdict[] = [];
      let next = judge(ways, verdicts);
      for (; next.kind === 'ask'; next = judge(ways, verdicts)) {
        const { outcome, records } = runs[verdicts.length]!;
        verdicts.push(verdictOfRun('c.May', result(outcome, records)));
      }
      // The law, said without the code: the first that is open or allows is taken, unless one before it gave no verdict.
      const says = runs.map((one) => {
        if (one === undefined) return true;
        const first = one.outcome === 'ok' ? one.records[0]?.['allow'] : undefined;
        return typeof first === 'boolean' ? first : 'none';
      });
      const decisive = says.findIndex((said) => said !== false);
      if (says[decisive] === true) {
        assert.equal(next.kind === 'take' && next.transition.to, `s${decisive}`);
        run.passed += 1;
      } else {
        assert.equal(next.kind, 'end');
        const { outcome } = next.kind === 'end' ? next.end : { outcome: undefined };
        assert.ok(outcome !== undefined && outcome !== 'ok' && outcome !== 'empty' && outcome !== 'truncated');
        run.ended += 1;
      }
    }),
    { numRuns: 5000 },
  );
  assert.ok(run.passed > 500 && run.ended > 500, JSON.stringify(run));
});

test('no success without a verdict ends an attempt as a success', () => {
  for (const outcome of ['ok', 'empty', 'truncated'] as const) {
    const verdict = verdictOfRun('hr.MayApprove', result(outcome, [{ allow: 'true' }]));
    assert.deepEqual(verdict.kind === 'none' && [verdict.end.outcome, verdict.end.problem.code], [
      'failed',
      'no_verdict',
    ]);
  }
});

test('an expression that is null is no verdict', () => {
  assert.deepEqual(
    [true, false, null].map((value) => verdictOfValue('x', value).kind),
    ['allow', 'refuse', 'none'],
  );
});
