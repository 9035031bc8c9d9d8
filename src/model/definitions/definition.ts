/**
 * Glossary. *Document*: one YAML document, whatever is in it. *Definition*: a document of a known kind that is in
 * order. *Workspace*: all definitions of a folder. *Full name*: `chainset.Chain`, unique in a workspace.
 */
import type { z } from 'zod';
import type { DeclaredField } from '../parse-shape.ts';
import type { Path } from '../problem.ts';
import type { ValueType } from '../value-type.ts';
import type { calendarSchema } from './calendar-schema.ts';
import type { Chain, chainsetSchema } from './chainset-schema.ts';
import type { channelSchema } from './channel-schema.ts';
import type { connectionKeys } from './connection-schema.ts';
import type { dashboardSchema } from './dashboard-schema.ts';
import type { datasetSchema } from './dataset-schema.ts';
import type { DefinitionKind } from './definition-kinds.ts';
import type { endpointSchema } from './endpoint-schema.ts';
import type { jobSchema } from './job-schema.ts';
import type { LostPolicy } from './lost-policies.ts';
import type { policySchema } from './policy-schema.ts';
import type { roleSchema } from './role-schema.ts';
import type { serviceSchema } from './service-schema.ts';
import type { workflowSchema } from './workflow-schema.ts';
import type { workspaceSchema } from './workspace-schema.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What every definition has beside its own keys. */
export interface DefinitionBase {
  readonly name: string;
  /** Where it stands; for positions of problems. */
  readonly document: YamlDocument;
  /** SHA-256 of what it says. */
  readonly hash: string;
}

type Keys<S extends z.ZodType, Changed extends string = never> = Readonly<Omit<z.output<S>, 'kind' | 'name' | Changed>>;

/** A connection; `settings` are the keys of its type, for its connector's schema. */
export interface ConnectionDefinition
  extends DefinitionBase,
    Readonly<Omit<z.output<z.ZodObject<typeof connectionKeys>>, 'kind' | 'name'>> {
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A value kept from run to run. */
export interface StateField {
  readonly name: string;
  readonly type: ValueType;
  /** As it was written: a literal, template or `=expression`. */
  readonly default?: unknown;
  /** An aggregate expression over the records of the last step. */
  readonly save: string;
}

/** A chain with its place. */
export interface ChainDefinition {
  /** Without the chainset: `GenerateDailySalesReport`. */
  readonly name: string;
  /** `sales.GenerateDailySalesReport`; of steps written inside a job `job:daily-sales`. */
  readonly fullName: string;
  /** The chainset it belongs to; empty for steps written inside a job. */
  readonly chainset: string;
  /** Chainsets whose chains it may call by full name, its own first. */
  readonly visible: readonly string[];
  readonly document: YamlDocument;
  /** Where the chain stands in its document: `['chains', name]`. Paths of its problems start here. */
  readonly path: Path;
  /** For a chain that is not written as one: where in the document something of it comes from. */
  readonly placeOf?: (path: Path) => Path;
  /** SHA-256 of what it says. */
  readonly hash: string;
  /** Everything as it was written. */
  readonly chain: Chain;
  readonly params: readonly DeclaredField[];
  readonly input?: readonly DeclaredField[];
  readonly output?: readonly DeclaredField[];
  readonly state: readonly StateField[];
}

/** A chainset; chains that are not in order are left out. */
export interface ChainsetDefinition extends DefinitionBase, Keys<typeof chainsetSchema, 'chains'> {
  readonly chains: readonly ChainDefinition[];
}

/** A job. `chain` is the full name, also where it holds its own steps. */
export interface JobDefinition extends DefinitionBase, Keys<typeof jobSchema, 'chain' | 'steps'> {
  readonly chain: string;
}

/** A dataset; `chain` is the full name of the chain that gives its records. */
export interface DatasetDefinition extends DefinitionBase, Keys<typeof datasetSchema, 'chain' | 'steps'> {
  readonly chain: string;
}

/** A channel. */
export interface ChannelDefinition extends DefinitionBase, Keys<typeof channelSchema> {}

/** A calendar. */
export interface CalendarDefinition extends DefinitionBase, Keys<typeof calendarSchema> {}

/** A role. */
export interface RoleDefinition extends DefinitionBase, Keys<typeof roleSchema> {}

/** A service account. */
export interface ServiceDefinition extends DefinitionBase, Keys<typeof serviceSchema> {}

/** A policy. */
export interface PolicyDefinition extends DefinitionBase, Keys<typeof policySchema> {}

/** The attributes of users. */
export interface AttributesDefinition extends DefinitionBase {
  readonly attributes: readonly DeclaredField[];
}

/** A dashboard, its params not parsed yet. */
export interface DashboardDefinition extends DefinitionBase, Keys<typeof dashboardSchema> {}

/** An endpoint, the shape of its body not parsed yet. */
export interface EndpointDefinition extends DefinitionBase, Keys<typeof endpointSchema> {}

/** A workflow, the shapes of its data not parsed yet. */
export interface WorkflowDefinition extends DefinitionBase, Keys<typeof workflowSchema> {}

/** The settings of a workspace, defaults filled. */
export interface WorkspaceSettings extends Keys<typeof workspaceSchema, 'zone' | 'locale' | 'defaults'> {
  readonly name: string;
  readonly zone: string;
  readonly locale: string;
  readonly defaults: Readonly<Record<'job' | 'workflow' | 'dataset' | 'endpoint', RunLimits>>;
}

/** How long (milliseconds) and how large (bytes) a run may grow. */
export interface RunLimits {
  readonly timeout: number;
  readonly memory: number;
}

/** A document as it was read, in order or not; enough to know what exists. */
export interface DocumentSummary {
  readonly kind: DefinitionKind;
  readonly name: string;
  readonly document: YamlDocument;
}

/** All definitions of a folder, each kind by name. What is not in order is left out and has a problem. */
export interface Workspace {
  /** Absolute; undefined where definitions come from elsewhere. */
  readonly folder?: string;
  readonly settings: WorkspaceSettings;
  readonly connections: ReadonlyMap<string, ConnectionDefinition>;
  readonly channels: ReadonlyMap<string, ChannelDefinition>;
  readonly chainsets: ReadonlyMap<string, ChainsetDefinition>;
  /** Every chain by full name, steps inside jobs too. */
  readonly chains: ReadonlyMap<string, ChainDefinition>;
  readonly calendars: ReadonlyMap<string, CalendarDefinition>;
  readonly jobs: ReadonlyMap<string, JobDefinition>;
  readonly datasets: ReadonlyMap<string, DatasetDefinition>;
  readonly roles: ReadonlyMap<string, RoleDefinition>;
  readonly services: ReadonlyMap<string, ServiceDefinition>;
  readonly workflows: ReadonlyMap<string, WorkflowDefinition>;
  readonly endpoints: ReadonlyMap<string, EndpointDefinition>;
  readonly dashboards: ReadonlyMap<string, DashboardDefinition>;
  readonly policies: ReadonlyMap<string, PolicyDefinition>;
  /** Policies that are written but cannot be applied. */
  readonly lostPolicies: readonly LostPolicy[];
  /** What is known of users beside id, name and roles. */
  readonly attributes: readonly DeclaredField[];
  /** Every document with a kind and a name, also those with problems. */
  readonly documents: readonly DocumentSummary[];
}
