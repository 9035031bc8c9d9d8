import { checkConnections } from '../../model/definitions/check-connections.ts';
import type { LoadedWorkspace } from '../../model/definitions/load-workspace.ts';
import { sortProblems } from '../../model/definitions/parse-documents.ts';
import { problemOfFault } from '../../model/definitions/problem-at.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import type { Problem } from '../../model/problem.ts';
import { checkPolicies } from './check-policies.ts';
import { type CheckedChain, checkChain } from './check-chain.ts';
import type { CheckServices } from './check-session.ts';

/** A chain that was checked, with what is wrong with it. */
export interface ChainState {
  readonly chain: CheckedChain;
  readonly problems: readonly Problem[];
  /** True if it may run: none of its problems is an error. */
  readonly runnable: boolean;
}

/** A workspace with all its chains checked. */
export interface CheckedWorkspace {
  readonly workspace: Workspace;
  /** Every chain by full name. */
  readonly chains: ReadonlyMap<string, ChainState>;
  /** All problems, of the definitions and of their chains, by file and line. */
  readonly problems: readonly Problem[];
}

/** Checks all chains of a workspace against the steps, functions and connectors that exist. */
export function checkWorkspaceChains(
  loaded: LoadedWorkspace,
  services: Omit<CheckServices, 'workspace'>,
): CheckedWorkspace {
  const { workspace } = loaded;
  const chains = new Map<string, ChainState>();
  for (const definition of workspace.chains.values()) {
    const { chain, faults } = checkChain(definition, { ...services, workspace });
    const problems = faults.map((fault) => problemOfFault(definition, fault));
    chains.set(definition.fullName, {
      chain,
      problems,
      runnable: problems.every((problem) => problem.severity !== 'error'),
    });
  }
  const ofChains = [...chains.values()].flatMap((state) => state.problems);
  const problems = sortProblems([
    ...loaded.problems,
    ...checkConnections(workspace, services.connectors),
    ...checkPolicies({ ...services, workspace }),
    ...ofChains,
  ]);
  return { workspace, chains, problems };
}
