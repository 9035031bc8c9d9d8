/** What is wrong with the tests of a workspace, with file and line; a wrong test keeps no chain from running. */
import type { Problem } from '../../model/problem.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import { problemOfFault } from '../../model/definitions/problem-at.ts';
import { under } from '../../model/definitions/schema-faults.ts';
import type { ChainState } from '../check/check-workspace-chains.ts';
import { checkTest } from './check-test.ts';
import type { TestServices } from './test-check.ts';

/** The problems of all tests of chains that are in order themselves. */
export function checkChainTests(
  { workspace, chains }: { workspace: Workspace; chains: ReadonlyMap<string, ChainState> },
  { functions }: Pick<TestServices, 'functions'>,
): readonly Problem[] {
  return [...workspace.chains.values()].flatMap((definition) => {
    const state = chains.get(definition.fullName);
    if (state?.runnable !== true) return [];
    return (definition.chain.tests ?? []).flatMap((test, at) =>
      checkTest(state.chain, test, { functions, workspace }).faults.map((fault) =>
        problemOfFault(definition, under(['tests', at], fault)),
      ),
    );
  });
}
