/** The kinds of documents, with their schemas. */
import type { z } from 'zod';
import { attributesSchema } from './attributes-schema.ts';
import { calendarSchema } from './calendar-schema.ts';
import { chainsetSchema } from './chainset-schema.ts';
import { channelSchema } from './channel-schema.ts';
import { connectionSchema } from './connection-schema.ts';
import { dashboardSchema } from './dashboard-schema.ts';
import { datasetSchema } from './dataset-schema.ts';
import { endpointSchema } from './endpoint-schema.ts';
import { jobSchema } from './job-schema.ts';
import { policySchema } from './policy-schema.ts';
import { roleSchema } from './role-schema.ts';
import { serviceSchema } from './service-schema.ts';
import { workflowSchema } from './workflow-schema.ts';
import { workspaceSchema } from './workspace-schema.ts';

/** Schema of each kind. */
export const kindSchemas = {
  workspace: workspaceSchema,
  connection: connectionSchema,
  channel: channelSchema,
  chainset: chainsetSchema,
  calendar: calendarSchema,
  job: jobSchema,
  dataset: datasetSchema,
  role: roleSchema,
  service: serviceSchema,
  attributes: attributesSchema,
  policy: policySchema,
  dashboard: dashboardSchema,
  workflow: workflowSchema,
  endpoint: endpointSchema,
} as const satisfies Record<string, z.ZodType>;

/** A kind that can be used. */
export type DefinitionKind = keyof typeof kindSchemas;

/** The kinds that can be used. */
export const definitionKinds = Object.keys(kindSchemas) as readonly DefinitionKind[];

/** True for a kind that can be used. */
export function isDefinitionKind(kind: string): kind is DefinitionKind {
  return Object.hasOwn(kindSchemas, kind);
}
