/**
 * Checks that take more than one document: names that stand twice, names of things that do not exist, circles of
 * imports. Something that exists but has problems of its own counts as existing, so that one fault is said once.
 */
import { formatPosition, type Path, type Problem } from '../problem.ts';
import { accessProblems } from './check-access.ts';
import { checkDataset } from './check-dataset.ts';
import { checkEndpoint } from './check-endpoint.ts';
import { checkJob } from './check-job.ts';
import { triggerCycles } from './check-job-triggers.ts';
import { chainReferenceFaults, referenceProblems, unaidedChainFaults } from './check-reference.ts';
import { checkWorkflowReferences } from './check-workflow-references.ts';
import type { DocumentSummary, Workspace } from './definition.ts';
import { importCycles } from './import-cycles.ts';

/** Everything that is wrong between the documents of a workspace. */
export function checkWorkspace(workspace: Workspace): readonly Problem[] {
  return [
    ...repeatedDocuments(workspace.documents),
    ...[...workspace.chainsets.values()].flatMap((chainset) => [
      ...referenceProblems(workspace, chainset, { path: ['imports'], kind: 'chainset' }),
      ...referenceProblems(workspace, chainset, { path: ['roles'], kind: 'role' }),
    ]),
    ...[...workspace.connections.values()].flatMap((one) =>
      referenceProblems(workspace, one, { path: ['use'], kind: 'role' }),
    ),
    ...[...workspace.policies.values()].flatMap((policy) =>
      referenceProblems(workspace, policy, { path: ['on', 'connection'], kind: 'connection' }),
    ),
    ...[...workspace.channels.values()].flatMap((channel) =>
      referenceProblems(workspace, channel, { path: ['fallback', 'channel'], kind: 'channel' }),
    ),
    ...importCycles(workspace),
    ...[...workspace.jobs.values()].flatMap((job) => checkJob(workspace, job)),
    ...triggerCycles(workspace),
    ...[...workspace.dashboards.values()].flatMap((one) =>
      referenceProblems(workspace, one, { path: ['roles'], kind: 'role' }),
    ),
    ...[...workspace.workflows.values()].flatMap((one) => checkWorkflowReferences(workspace, one)),
    ...accessProblems(workspace),
    ...[...workspace.datasets.values()].flatMap((dataset) => checkDataset(workspace, dataset)),
    ...[...workspace.endpoints.values()].flatMap((endpoint) => checkEndpoint(workspace, endpoint)),
    ...settingProblems(workspace),
  ];
}

function repeatedDocuments(documents: readonly DocumentSummary[]): readonly Problem[] {
  const first = new Map<string, DocumentSummary>();
  return documents.flatMap((summary) => {
    // There is one workspace and one list of attributes, whatever they are called.
    const key = isSingular(summary) ? summary.kind : `${summary.kind} ${summary.name}`;
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, summary);
    return earlier === undefined ? [] : [repeated(summary, earlier)];
  });
}

function isSingular({ kind }: DocumentSummary): boolean {
  return kind === 'workspace' || kind === 'attributes';
}

function repeated({ kind, name, document }: DocumentSummary, earlier: DocumentSummary): Problem {
  const where = formatPosition(earlier.document.positionOf(['name']));
  const single = isSingular(earlier);
  const message = single
    ? `a workspace has one document of kind '${kind}'; the other is at ${where}`
    : `there is another ${kind} '${name}' at ${where}`;
  return document.problem({
    path: ['name'],
    code: 'duplicate_name',
    message,
    hint: single ? 'Remove one of them.' : 'Rename one of them.',
  });
}

function settingProblems(workspace: Workspace): readonly Problem[] {
  const summary = workspace.documents.find(({ kind }) => kind === 'workspace');
  if (summary === undefined) return [];
  const settings = { document: summary.document };
  const { setup = [], tour = [] } = workspace.settings;
  const chainFaults = (name: string | undefined, path: Path): Problem[] =>
    name === undefined
      ? []
      : chainReferenceFaults(workspace, name, path).map((fault) => summary.document.problem(fault));
  return [
    ...tour.flatMap(({ open }, index) => chainFaults(open.chain, ['tour', index, 'open', 'chain'])),
    ...tour.flatMap((_, index) =>
      (['job', 'workflow', 'dataset', 'dashboard', 'endpoint'] as const).flatMap((kind) =>
        referenceProblems(workspace, settings, { path: ['tour', index, 'open', kind], kind }),
      ),
    ),
    ...setup
      .flatMap((name, index) => unaidedChainFaults(workspace, name, ['setup', index]))
      .map((fault) => summary.document.problem(fault)),
    ...referenceProblems(workspace, settings, { path: ['mail'], kind: 'connection' }),
    ...referenceProblems(workspace, settings, { path: ['alerts'], kind: 'channel', key: 'channel' }),
  ];
}
