import type { Keys } from '../access/keys.ts';
import type { Sessions } from '../access/sessions.ts';
import type { Users } from '../access/users.ts';
import type { DashboardService } from '../dashboard/dashboard-service.ts';
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { Tracer } from '../core/tracer.ts';
import type { DefinitionFile } from '../model/definitions/yaml-document.ts';
import type { ClusterFigure } from '../model/cluster-figure.ts';
import type { Problem } from '../model/problem.ts';
import type { JobEvent } from '../scheduler/watched-ledger.ts';
import type { MemoryStanding } from '../runs/memory-governor.ts';
import type { RunService } from '../runs/run-service.ts';
import type { EndpointService } from '../endpoint/endpoint-service.ts';
import type { CheckedWorkspace } from '../engine/check/check-workspace-chains.ts';
import type { AlertService } from './alert-service.ts';
import type { AuditService } from './audit-service.ts';
import type { ConnectionService } from './connection-service.ts';
import type { DatasetService } from './dataset-service.ts';
import type { JobService } from './job-service.ts';
import type { SecretService } from './secret-service.ts';
import type { WorkflowService } from './workflow-service.ts';

/** A part of the server and how it is. */
export interface HealthPart {
  readonly name: string;
  readonly healthy: boolean;
  /** Why it is unwell, as a sentence without inner detail: anybody may read it. */
  readonly why?: string;
}

/** A process that works on the database. */
export interface ServingNode {
  readonly id: string;
  /** The machine. */
  readonly name: string;
  readonly roles: readonly string[];
  readonly version: string;
  readonly startedAt: number;
  readonly seenAt: number;
  /** True of the one that is asked. */
  readonly isThis: boolean;
}

/** What the server serves. */
export interface HttpServices {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Traces what is asked; without it nothing is. */
  readonly tracer?: Tracer;
  readonly version: string;
  /** What is defined at this moment, checked; another one when the folder changed. */
  workspace(): CheckedWorkspace;
  /** Everything that would be wrong if this file said this; of the files as they are now without it. */
  validate(change?: DefinitionFile): Promise<readonly Problem[]>;
  /** Calls `listener` when the definitions were loaded anew; the function that it returns ends that. */
  onReload?(listener: () => void): () => void;
  readonly runs: RunService;
  readonly jobs: JobService;
  readonly alerts: AlertService;
  readonly datasets: DatasetService;
  readonly workflows: WorkflowService;
  readonly endpoints: EndpointService;
  readonly dashboards: DashboardService;
  readonly sessions: Sessions;
  readonly users: Users;
  readonly keys: Keys;
  readonly secrets: SecretService;
  readonly connections: ConnectionService;
  readonly audit: AuditService;
  /** The memory of runs, by where they run. */
  memory?(): Readonly<Record<string, MemoryStanding>>;
  /** Calls `listener` for what the scheduler of this node brings about; the function that it returns ends that. */
  followJobs?(listener: (event: JobEvent) => void): () => void;
  /** How all nodes stand together; throws where the database takes too long. */
  figures?(): Promise<readonly ClusterFigure[]>;
  /** How each part is: store, queue, scheduler, runners. */
  health(): Promise<readonly HealthPart[]>;
  /** Every process that works on the database and lives; without it this one is all there is. */
  nodes?(): Promise<readonly ServingNode[]>;
}

/** How it serves. */
export interface HttpSettings {
  /** True for a node that serves nobody: then there are only health and metrics. */
  readonly bare?: boolean;
  /** The folder of the built pages; without it there is only the API. */
  readonly pages?: string;
  /** True where people reach the server by https, itself or through a proxy: cookies then travel by https only. */
  readonly https?: boolean;
  /** True behind a proxy whose X-Forwarded headers can be believed. */
  readonly trustProxy?: boolean;
  /** What Prometheus sends as a bearer token; without it `/metrics` answers this machine and those signed in. */
  readonly metricsToken?: string;
  /** The largest body in bytes; 1 MiB unless given. */
  readonly bodyLimit?: number;
}
