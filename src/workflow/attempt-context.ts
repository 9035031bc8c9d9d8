/** What the phases of one attempt share. */
import type { Clock } from '../core/clock.ts';
import type { Logger } from '../core/logger.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import type { Env } from '../expression/closure.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import type { DataRecord } from '../model/value.ts';
import type { CheckedWorkflow } from './checked-workflow.ts';
import type { WantedEvent } from './decide-event.ts';
import { dataOf, instanceRecord, type InstanceData, viewpointEnv } from './instance-values.ts';
import { seenBy } from './instance-view.ts';
import type { Sender } from './who-may.ts';
import type { BareInstance, InstanceClaim, WorkflowStore } from './workflow-store.ts';
import type { WorkflowVersions } from './workflow-versions.ts';

/** What attempts are made with. */
export interface AttemptServices {
  readonly store: WorkflowStore;
  readonly runs: DirectRuns;
  readonly versions: WorkflowVersions;
  readonly directory: PrincipalDirectory;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** What an attempt is about. */
export interface AttemptSubject {
  readonly workflow: CheckedWorkflow;
  readonly claim: InstanceClaim;
  readonly sender: Sender;
  readonly event: WantedEvent & { readonly id: string };
}

/** Over what data an expression is asked. */
export interface Over {
  readonly data: InstanceData;
  /** What came with the event. */
  readonly input: DataRecord;
  /** The state that the instance is said to be in. */
  readonly state: string;
}

/** One attempt. */
export class AttemptContext {
  readonly services: AttemptServices;
  readonly workflow: CheckedWorkflow;
  readonly claim: InstanceClaim;
  readonly sender: Sender;
  readonly event: AttemptSubject['event'];
  /** The data as it was claimed. */
  readonly data: InstanceData;
  /** When it began, in milliseconds since 1970: one `@now` for all of it. */
  readonly at: number;
  readonly env: Env;
  /** Until when the claim holds for sure, on the clock that never goes back. */
  leaseUntil: number;

  constructor(services: AttemptServices, { workflow, claim, sender, event }: AttemptSubject, span: number) {
    this.services = services;
    this.workflow = workflow;
    this.claim = claim;
    this.sender = sender;
    this.event = event;
    this.at = services.clock.now();
    this.leaseUntil = services.clock.monotonic() + span;
    this.data = {
      public: dataOf(claim.instance.public, workflow.public),
      private: dataOf(claim.instance.private, workflow.private),
    };
    const { versions } = services;
    const viewpoint = { principal: sender.principal, now: this.at, zone: versions.zone() };
    this.env = viewpointEnv({ ...viewpoint, attributes: versions.attributes() });
  }

  get instance(): BareInstance {
    return this.claim.instance;
  }

  /** The record that expressions are over. */
  record({ data, input, state }: Over): DataRecord {
    const { id, workflow, version, startedBy, startedAt } = this.instance;
    const facts = { id, workflow, state, version, startedBy: startedBy.id, startedAt };
    const { event, sender } = this;
    return instanceRecord(facts, data, { id: event.id, name: event.name, by: sender.principal.id, at: this.at, input });
  }

  /** What the `view` rule says of the sender; a rule that fails shows nothing. */
  inView(): boolean {
    return seenBy(this.workflow, this.instance, this.env);
  }
}
