/** Whoever is to be told of faults must be reachable: what is wrong with that, when definitions are checked. */
import type { CheckServices } from '../engine/check/check-session.ts';
import type { ChannelDefinition, JobDefinition, Workspace } from '../model/definitions/definition.ts';
import type { YamlDocument } from '../model/definitions/yaml-document.ts';
import type { Path, Problem } from '../model/problem.ts';

/** What is wrong with the alerts of a workspace. */
export function checkAlerts(
  { workspace }: { readonly workspace: Workspace },
  { connectors }: Pick<CheckServices, 'connectors'>,
): { readonly problems: readonly Problem[] } {
  const document = workspace.documents.find(({ kind }) => kind === 'workspace')?.document;
  const { alerts = [] } = workspace.settings;
  const own = document === undefined ? [] : [...mailProblems(workspace, document, connectors)];
  const ofWorkspace =
    document === undefined ? [] : unreachable(workspace, { document, path: ['alerts'], channels: alerts });
  const ofJobs = [...workspace.jobs.values()].flatMap((job) => [...jobProblems(workspace, job)]);
  const ofChannels = [...workspace.channels.values()].flatMap((channel) => [...channelProblems(workspace, channel)]);
  return { problems: [...own, ...ofWorkspace, ...ofJobs, ...ofChannels] };
}

function* mailProblems(
  { settings, connections }: Workspace,
  document: YamlDocument,
  connectors: CheckServices['connectors'],
): Generator<Problem> {
  const connection = settings.mail === undefined ? undefined : connections.get(settings.mail);
  if (connection === undefined || connectors.find(connection.type)?.kind.name === 'mail') return;
  yield document.problem({
    path: ['mail'],
    code: 'type_mismatch',
    message: `no mail leaves by '${connection.name}': it is a connection of type ${connection.type}`,
    hint: 'Name a connection of type smtp.',
  });
}

function* jobProblems(workspace: Workspace, { document, alert }: JobDefinition): Generator<Problem> {
  if (alert === undefined) return;
  const { alerts = [] } = workspace.settings;
  yield* unreachable(workspace, { document, path: ['alert', 'to'], channels: alert.to ?? [] });
  if ((alert.to ?? alerts).length > 0) return;
  yield document.problem({
    path: ['alert'],
    severity: 'warning',
    code: 'no_effect',
    message: 'nobody is told: neither this job nor the workspace says who',
    hint: 'Add `to: [{ channel: .. }]` here, or `alerts` to the workspace.',
  });
}

function* channelProblems(workspace: Workspace, { document, name, fallback }: ChannelDefinition): Generator<Problem> {
  if (fallback === undefined) return;
  yield* unreachable(workspace, { document, path: ['fallback'], channels: [fallback], isList: false });
  if (fallback.channel !== name) return;
  yield document.problem({
    path: ['fallback', 'channel'],
    code: 'no_effect',
    message: 'what cannot leave by this channel is to leave by this channel',
    hint: 'Name another one.',
  });
}

/** Mail leaves by the connection that the workspace names. */
function unreachable(
  { settings, channels: known }: Workspace,
  to: {
    document: YamlDocument;
    path: Path;
    channels: readonly { readonly channel: string }[];
    isList?: boolean;
  },
): Problem[] {
  const first = to.channels.findIndex(({ channel }) => known.get(channel)?.email !== undefined);
  if (settings.mail !== undefined || first < 0) return [];
  return [
    to.document.problem({
      path: to.isList === false ? to.path : [...to.path, first],
      code: 'missing_key',
      message: 'alerts leave by mail, but the workspace does not say by which connection',
      hint: 'Add `mail: name` of a connection of type smtp to the document of kind workspace.',
    }),
  ];
}
