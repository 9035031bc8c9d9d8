/**
 * Glossary. *Adapter*: a context that runs chains. *Way*: how a chain is used there; a workflow has two, action and guard.
 * *Passage*: one test through one way.
 */
import type { CheckedChain } from '../../engine/check/check-chain.ts';
import type { GivenRecords } from '../../engine/run/run-scope.ts';
import type { TestRequest } from '../../engine/test-chain.ts';
import type { TestRun } from '../../engine/testing/compare-run.ts';
import type { ChainTest } from '../../model/definitions/chain-test-schema.ts';
import type { RunEffect } from '../../model/run.ts';

/** The contexts that tests can be sent through. */
export const adapters = ['job', 'workflow', 'dataset', 'dashboard', 'endpoint'] as const;

/** One of them. */
export type Adapter = (typeof adapters)[number];

/** The ways of all adapters, in their order. */
export const ways = ['job', 'workflow', 'guard', 'dataset', 'dashboard', 'endpoint'] as const;

/** One of them. */
export type Way = (typeof ways)[number];

/** The ways of some adapters: who asks for workflows asks for guards, too. */
export function waysOf(asked: readonly Adapter[]): readonly Way[] {
  return ways.filter((way) => asked.includes(way === 'guard' ? 'workflow' : way));
}

/** A test that was run by itself: what it asked for, and what came of it. */
export interface Tried {
  readonly chain: CheckedChain;
  readonly test: ChainTest;
  readonly request: TestRequest;
  readonly given: GivenRecords;
  /** What every way must come to, too. */
  readonly run: TestRun;
  /** Fields that are something else in every run, such as a random id; nothing can be said of them. */
  readonly varying: readonly string[];
  /** What it would have done; undefined where that, too, is something else in every run. */
  readonly effects: readonly RunEffect[] | undefined;
}

/** Something that is not as it is without the adapter. */
export interface Difference {
  /** Where: `outcome`, `rows`, `rows[3].price`. */
  readonly at: string;
  readonly expected: string;
  readonly got: string;
}

/** The difference between two words, if there is one. */
export function differ(at: string, expected: string, got: string): readonly Difference[] {
  return expected === got ? [] : [{ at, expected, got }];
}
