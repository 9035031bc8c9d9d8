/** Checks everything in a workspace: its chains, and then what each context makes of them. */
import { type CheckedWorkspace, checkWorkspaceChains } from '../engine/check/check-workspace-chains.ts';
import { checkDashboards } from '../dashboard/check-dashboards.ts';
import type { CheckedDashboard } from '../dashboard/checked-dashboard.ts';
import { type CheckedDataset, checkDatasets } from '../dataset/check-datasets.ts';
import { checkChainTests } from '../engine/testing/check-chain-tests.ts';
import { checkEndpoints } from '../endpoint/check-endpoints.ts';
import type { CheckedEndpoint } from '../endpoint/checked-endpoint.ts';
import type { LoadedWorkspace } from '../model/definitions/load-workspace.ts';
import { sortProblems } from '../model/definitions/parse-documents.ts';
import type { Problem } from '../model/problem.ts';
import { checkAlerts } from '../scheduler/check-alerts.ts';
import { type CheckedJobParameters, checkJobs } from '../scheduler/check-job-parameters.ts';
import { checkWorkflows, type WorkflowState } from '../workflow/check-workflows.ts';
import { checkJobRights } from './check-job-rights.ts';
import { knownDatasets } from './dashboards.ts';
import { checkServices } from './perform-run.ts';

/** A workspace that was checked for all contexts; `problems` are those of all of them. */
export interface CheckedDefinitions extends CheckedWorkspace {
  /** The parameters of every job whose chain exists, by its name. */
  readonly jobs: ReadonlyMap<string, CheckedJobParameters>;
  /** Every endpoint by its name. */
  readonly endpoints: ReadonlyMap<string, CheckedEndpoint>;
  /** Every dataset whose chain exists, by its name. */
  readonly datasets: ReadonlyMap<string, CheckedDataset>;
  /** Every dashboard that can be opened, by its name. */
  readonly dashboards: ReadonlyMap<string, CheckedDashboard>;
  /** Every workflow by its name. */
  readonly workflows: ReadonlyMap<string, WorkflowState>;
}

/** The problems of a workspace and of the tests in it, which keep nothing from running. */
export function problemsWithTests(checked: CheckedDefinitions): readonly Problem[] {
  return sortProblems([...checked.problems, ...checkChainTests(checked, checkServices())]);
}

/** What one context made of its definitions. */
interface Part {
  readonly problems: readonly Problem[];
}

/** Checks everything in a loaded workspace. */
export function checkDefinitions(loaded: LoadedWorkspace): CheckedDefinitions {
  const services = checkServices();
  const checked = checkWorkspaceChains(loaded, services);
  const jobs = checkJobs(checked, services);
  const workflows = checkWorkflows(checked, services);
  const { endpoints, ...ofEndpoints } = checkEndpoints(checked, services);
  const datasets = checkDatasets(checked);
  const dashboards = checkDashboards(checked, { ...services, datasets: knownDatasets(datasets.datasets) });
  const alerts = checkAlerts(checked, services);
  const rights = checkJobRights(checked);
  const parts: readonly Part[] = [checked, jobs, rights, alerts, workflows, ofEndpoints, datasets, dashboards];
  return {
    ...checked,
    jobs: jobs.jobs,
    endpoints,
    datasets: datasets.datasets,
    dashboards: dashboards.dashboards,
    workflows: workflows.workflows,
    problems: sortProblems(parts.flatMap(({ problems }) => problems)),
  };
}
