import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, MillraceError } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import { exitOfError, exitOfOutcome } from './exit-code.ts';

/** What scripts rely on: 0 well, 1 the fault of who ran it, 3 worth another try, 130 stopped. */
const exits: Readonly<Record<Outcome, number>> = {
  ok: 0,
  accepted: 0,
  empty: 0,
  truncated: 0,
  invalid: 1,
  unauthenticated: 1,
  denied: 1,
  'not-found': 1,
  conflict: 1,
  busy: 3,
  upstream: 3,
  timeout: 3,
  cancelled: 130,
  failed: 1,
};
for (const [outcome, exit] of Object.entries(exits) as [Outcome, number][]) {
  test(`a command whose run ends ${outcome} ends with ${exit}`, () => assert.equal(exitOfOutcome(outcome), exit));
}

const errors: readonly [ErrorCode, number][] = [
  ['usage', 2],
  ['unknown_key', 2],
  ['not_supported', 2],
  ['invalid_input', 1],
  ['denied', 1],
  ['not_found', 1],
  ['conflict', 1],
  ['rate_limited', 3],
  ['connection_failed', 3],
  ['cancelled', 130],
  ['internal', 1],
];
for (const [code, exit] of errors) {
  test(`a command that ends in ${code} ends with ${exit}`, () =>
    assert.equal(exitOfError(new MillraceError(code, 'Something.')), exit));
}
