import { z } from 'zod';
import type { CheckedWorkspace } from '../../engine/check/check-workspace-chains.ts';
import { definitionProblemSchema, definitionProblemView } from './definition-problem-view.ts';

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
    problems: z.array(definitionProblemSchema),
  })
  .meta({ id: 'Workspace' });

/** The workspace as it is sent. */
export function workspaceView(
  { workspace, problems }: CheckedWorkspace,
  version: string,
): z.output<typeof workspaceSchema> {
  const { name, description, zone, locale, currency } = workspace.settings;
  const counts: Record<string, number> = {};
  for (const { kind } of workspace.documents) counts[kind] = (counts[kind] ?? 0) + 1;
  return { name, description, zone, locale, currency, version, counts, problems: problems.map(definitionProblemView) };
}
