import { z } from 'zod';
import { type AccessObject, maySee } from '../../access/permission.ts';
import type { CheckedWorkspace } from '../../engine/check/check-workspace-chains.ts';
import type { Workspace } from '../../model/definitions/definition.ts';
import type { Principal } from '../../model/principal.ts';
import { definitionProblemSchema, definitionProblemView } from './definition-problem-view.ts';

const tourKinds = ['chain', 'job', 'workflow', 'dataset', 'dashboard', 'endpoint'] as const;

/** The workspace. */
export const workspaceSchema = z
  .object({
    name: z.string(),
    description: z.string().optional(),
    zone: z.string(),
    locale: z.string(),
    currency: z.string().optional(),
    version: z.string().meta({ description: 'The version of Millrace.' }),
    counts: z.record(z.string(), z.int()).meta({ description: 'How many documents there are of each kind.' }),
    tour: z
      .array(
        z.object({
          title: z.string(),
          try: z.string(),
          kind: z.enum(tourKinds),
          name: z.string(),
        }),
      )
      .meta({ description: 'What a newcomer should look at, of what the caller may see.' }),
    problems: z.array(definitionProblemSchema),
  })
  .meta({ id: 'Workspace' });

/** The workspace as it is sent. */
export function workspaceView(
  { workspace, problems }: CheckedWorkspace,
  { version, principal }: { version: string; principal: Principal },
): z.output<typeof workspaceSchema> {
  const { name, description, zone, locale, currency } = workspace.settings;
  const counts: Record<string, number> = {};
  for (const { kind } of workspace.documents) counts[kind] = (counts[kind] ?? 0) + 1;
  return {
    name,
    description,
    zone,
    locale,
    currency,
    version,
    counts,
    tour: tourOf(workspace, principal),
    problems: problems.map(definitionProblemView),
  };
}

function tourOf(workspace: Workspace, principal: Principal): z.output<typeof workspaceSchema>['tour'] {
  return (workspace.settings.tour ?? []).flatMap(({ title, try: words, open }) =>
    tourKinds.flatMap((kind) => {
      const name = open[kind];
      if (name === undefined || !maySeeStop(workspace, principal, { kind, name })) return [];
      return [{ title, try: words, kind, name }];
    }),
  );
}

function maySeeStop(
  workspace: Workspace,
  principal: Principal,
  { kind, name }: { kind: (typeof tourKinds)[number]; name: string },
): boolean {
  const object = objectOf(workspace, kind, name);
  return object !== undefined && maySee(principal, object);
}

/** What decides who is led there: to a workflow, those who may start it. */
function objectOf(workspace: Workspace, kind: (typeof tourKinds)[number], name: string): AccessObject | undefined {
  switch (kind) {
    case 'chain':
      return workspace.chainsets.get(workspace.chains.get(name)?.chainset ?? '');
    case 'workflow': {
      const workflow = workspace.workflows.get(name);
      return workflow === undefined ? undefined : { owner: workflow.owner, roles: workflow.roles?.start };
    }
    case 'job':
      return workspace.jobs.get(name);
    case 'dataset':
      return workspace.datasets.get(name);
    case 'dashboard':
      return workspace.dashboards.get(name);
    case 'endpoint':
      return workspace.endpoints.get(name);
  }
}
