/** What the API needs of workflows; `main.ts` wires it. Instants are milliseconds since 1970. */
import type { DeclaredField } from '../model/parse-shape.ts';
import type { Principal } from '../model/principal.ts';
import type { EventAnswer, SendOrder, StartOrder } from '../model/workflow-event.ts';
import type { Actor, HistoryEntry, WorkflowData, WorkflowWork } from '../model/workflow-instance.ts';

/** A workflow in a list. */
export interface WorkflowSummary {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  /** The version that new instances follow. */
  readonly version: number;
  readonly enabled: boolean;
  /** Whether the one who asks may start an instance. */
  readonly mayStart: boolean;
  /** Why no instance can be started, where an error must be corrected first. */
  readonly problem?: string;
  /** Instances that have not ended. */
  readonly open: number;
  readonly incidents: number;
}

/** A chain that runs on the way. */
export interface ActionSummary {
  readonly chain: string;
  readonly afterCommit: boolean;
  readonly writes?: 'public' | 'private';
  readonly onError: Readonly<Record<string, string>>;
}

/** A state with how many instances are in it. */
export interface StateSummary {
  readonly name: string;
  readonly label?: string;
  readonly description?: string;
  readonly initial: boolean;
  readonly final: boolean;
  readonly instances: number;
  /** Who has to act, in words. */
  readonly task?: { readonly who: string; readonly due?: number; readonly fourEyes: boolean };
  readonly timers: readonly { readonly after: number; readonly event: string }[];
  readonly onEntry: readonly ActionSummary[];
  readonly onExit: readonly ActionSummary[];
}

/** A way from one state to another: by an event, or because an action failed. */
export interface TransitionSummary {
  readonly from: string;
  readonly to: string;
  readonly kind: 'event' | 'error';
  /** The event, or the outcome. */
  readonly name: string;
  readonly label?: string;
  readonly internal: boolean;
  /** The guard in words: an expression, or the chain that decides. */
  readonly guard?: string;
  readonly actions: readonly ActionSummary[];
}

/** A workflow in full. */
export interface WorkflowDetails extends WorkflowSummary {
  /** The version that is shown. */
  readonly shown: number;
  readonly file: string;
  readonly start: string;
  readonly initial: string;
  readonly states: readonly StateSummary[];
  readonly transitions: readonly TransitionSummary[];
  readonly form: readonly DeclaredField[];
  readonly versions: readonly { readonly version: number; readonly at: number; readonly open: number }[];
  readonly public: readonly DeclaredField[];
  readonly private: readonly DeclaredField[];
}

/** A task as its inbox shows it. */
export interface TaskSummary {
  readonly id: string;
  readonly instance: string;
  readonly workflow: string;
  readonly workflowLabel?: string;
  readonly state: string;
  readonly label: string;
  readonly assignee?: Actor;
  readonly role?: string;
  readonly claimedBy?: Actor;
  readonly createdAt: number;
  readonly dueAt?: number;
  readonly startedBy: Actor;
  readonly startedAt: number;
  readonly public: WorkflowData;
  /** What the one who asks may do with it. */
  readonly may: readonly TaskDeed[];
}

/** What can be done with a task. */
export type TaskDeed = 'claim' | 'release' | 'delegate' | 'reassign';

/** An instance in a list. */
export interface InstanceSummary {
  readonly id: string;
  readonly workflow: string;
  readonly workflowLabel?: string;
  readonly definition: number;
  readonly state: string;
  readonly stateLabel: string;
  readonly final: boolean;
  readonly version: number;
  readonly startedBy: Actor;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly endedAt?: number;
  readonly incidents: number;
  readonly task?: TaskSummary;
}

/** What may happen next. */
export interface PossibleEvent {
  readonly name: string;
  readonly label?: string;
  readonly to: readonly string[];
  readonly form: readonly DeclaredField[];
  /** What stands in the form before. */
  readonly known: WorkflowData;
  /** Whether the one who asks may send it; guards are asked only then. */
  readonly allowed: boolean;
  readonly why?: string;
}

/** An instance in full, as the one who asks may see it. */
export interface InstanceDetails extends InstanceSummary {
  readonly fields: { readonly public: readonly DeclaredField[]; readonly private?: readonly DeclaredField[] };
  readonly public: WorkflowData;
  /** Undefined for those who may not see it. */
  readonly private?: WorkflowData;
  readonly timers: readonly { readonly event: string; readonly at: number }[];
  readonly events: readonly PossibleEvent[];
  readonly work: readonly WorkflowWork[];
}

/** Which instances to list. */
export interface InstanceFilter {
  readonly workflow?: string;
  readonly state?: string;
  readonly final?: boolean;
  /** Those that the one who asks has started. */
  readonly mine?: boolean;
  readonly before?: string;
  readonly limit: number;
}

/** A page of instances; `next` asks for the one after it. */
export interface InstancePage {
  readonly instances: readonly InstanceSummary[];
  readonly next?: string;
}

/** Whose tasks: those of the one who asks (also by role), or all, for administrators. */
export type TaskScope = 'mine' | 'all';

/** What is counted of workflows, and shown as it happens. */
export type CountedWork =
  | { readonly kind: 'transition'; readonly workflow: string; readonly from: string; readonly to: string }
  | { readonly kind: 'incident'; readonly workflow: string }
  /** A task, an incident or work was dealt with: nothing to count, but something to look at anew. */
  | { readonly kind: 'deed' };

/** Workflows in the API. What may not be seen does not exist: `not_found`. */
export interface WorkflowService {
  list(principal: Principal): Promise<readonly WorkflowSummary[]>;
  get(workflow: string, principal: Principal, version?: number): Promise<WorkflowDetails>;
  instances(filter: InstanceFilter, principal: Principal): Promise<InstancePage>;
  instance(id: string, principal: Principal): Promise<InstanceDetails>;
  history(id: string, principal: Principal): Promise<readonly HistoryEntry[]>;
  start(order: StartOrder): Promise<EventAnswer>;
  send(order: SendOrder): Promise<EventAnswer>;
  tasks(scope: TaskScope, principal: Principal): Promise<readonly TaskSummary[]>;
  /** Does something with a task; `to` is the id or name of a user. */
  act(task: string, deed: { readonly what: TaskDeed; readonly to?: string }, principal: Principal): Promise<void>;
  /** Those of instances that one may see; what its work is given, for those who see the private data. */
  incidents(principal: Principal, workflow?: string): Promise<readonly WorkflowWork[]>;
  /** Tries it again; `corrected` goes over the parameters of its chain, or the input of its event. */
  retry(incident: string, corrected: WorkflowData, principal: Principal): Promise<void>;
  skip(incident: string, reason: string, principal: Principal): Promise<void>;
  /** Calls `listener` for every committed transition, every incident and every deed; the function that it returns ends that. */
  follow(listener: (event: CountedWork) => void): () => void;
}
