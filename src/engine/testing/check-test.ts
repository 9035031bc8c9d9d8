/** Checks a test against its chain, before it is run: what it gives and expects must be what there is. */
import type { Env } from '../../expression/closure.ts';
import type { ChainTest } from '../../model/definitions/chain-test-schema.ts';
import type { Fault } from '../../model/definitions/schema-faults.ts';
import type { Principal } from '../../model/principal.ts';
import type { BatchStream } from '../../model/value.ts';
import { shapeOf } from '../../model/parse-shape.ts';
import type { CheckedChain } from '../check/check-chain.ts';
import { checkExpected, type PreparedExpected } from './check-expected.ts';
import { checkGiven, type PreparedGiven } from './check-given.ts';
import { checkMaking, makeRecords } from './made-records.ts';
import { TestCheck, type TestServices } from './test-check.ts';
import { testPrincipal } from './test-principal.ts';

/** A test that can be run, if it has no faults; their paths start at the test. */
export interface PreparedTest {
  readonly faults: readonly Fault[];
  readonly given: PreparedGiven;
  /** Made records for a chain with `input`; undefined where they are written, or there are none. */
  readonly input: ((env: Env) => BatchStream) | undefined;
  readonly principal: Principal;
  readonly expected: PreparedExpected;
}

/** Checks a test. */
export function checkTest(chain: CheckedChain, test: ChainTest, services: TestServices): PreparedTest {
  const check = new TestCheck(chain, services);
  const given = checkGiven(check, test.given ?? {});
  const input = checkInput(check, test);
  const principal = testPrincipal(check, test);
  const expected = checkExpected(check, test.expect);
  return { faults: check.faults, given, input, principal, expected };
}

function checkInput(check: TestCheck, { input }: ChainTest): PreparedTest['input'] {
  if (input === undefined) return undefined;
  const declared = check.chain.input;
  if (declared === undefined) {
    const hint = 'Give the records of its sources under `given`.';
    check.fault(['input'], `${check.chain.name} takes no records.`, { code: 'no_effect', hint, atKey: true });
    return undefined;
  }
  if (Array.isArray(input)) return undefined;
  const making = checkMaking(check, ['input'], {
    made: input,
    shape: shapeOf(declared),
  });
  return (env) => makeRecords(making, env);
}
