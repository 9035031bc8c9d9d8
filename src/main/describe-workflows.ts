/** Workflows as they are defined, with how many instances stand where, for diagrams and lists. */
import type {
  ActionSummary,
  StateSummary,
  TransitionSummary,
  WorkflowDetails,
  WorkflowSummary,
} from '../http/workflow-service.ts';
import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { Principal } from '../model/principal.ts';
import { countInstances, type WorkflowCounts } from '../store/workflow-instances.ts';
import { versionStandings, type VersionStanding } from '../store/workflow-definitions.ts';
import type { WorkflowState } from '../workflow/check-workflows.ts';
import type { CheckedAction, CheckedState, CheckedWorkflow } from '../workflow/checked-workflow.ts';
import { seesAll, startRefusal } from '../workflow/who-may.ts';
import type { WorkflowServiceParts } from './workflow-service.ts';

/** Describes workflows to those who may know of them. */
export class WorkflowDescriber {
  readonly #parts: WorkflowServiceParts;

  constructor(parts: WorkflowServiceParts) {
    this.#parts = parts;
  }

  /** The workflows that somebody may start, and those of which they have to do with instances. */
  async list(principal: Principal): Promise<readonly WorkflowSummary[]> {
    const { store, live } = this.#parts;
    const [counts, standings] = await Promise.all([countInstances(store), versionStandings(store)]);
    return [...live.checked.workflows.values()]
      .filter((state) => this.#mayKnow(state, principal))
      .map((state) => this.#summary(state, { principal, counts, standings }));
  }

  /** A workflow in full, of the present version or an earlier one. */
  async get(name: string, principal: Principal, version?: number): Promise<WorkflowDetails> {
    const { store, live, versions } = this.#parts;
    const state = live.checked.workflows.get(name);
    if (state === undefined || !this.#mayKnow(state, principal)) throw this.#unknown(name, principal);
    const [counts, standings] = await Promise.all([countInstances(store, name), versionStandings(store, name)]);
    const summary = this.#summary(state, { principal, counts, standings });
    const shown = version ?? summary.version;
    const workflow = version === undefined ? state.workflow : (await versions.version(name, version)).workflow;
    return {
      ...summary,
      shown,
      file: state.workflow.definition.document.file,
      start: workflow.start,
      initial: workflow.initial,
      states: [...workflow.states.values()].map((one) => stateSummary(one, workflow, counts)),
      transitions: [...workflow.states.values()].flatMap(transitionsOf),
      form: workflow.states.get(workflow.initial)?.events.get(workflow.start)?.input.fields ?? [],
      versions: standings.map(({ version: number, at, open }) => ({ version: number, at, open })),
      public: workflow.public,
      private: workflow.private,
    };
  }

  /** Who may start it, holds its roles or sees everything; its definition tells how people work. */
  #mayKnow({ workflow }: WorkflowState, principal: Principal): boolean {
    const looker = { principal, roles: this.#parts.versions.roles() };
    if (seesAll(looker) || startRefusal(workflow, looker)?.[0] !== 'not_found') return true;
    const roles = [...workflow.states.values()].flatMap(rolesOf);
    return roles.some((role) => principal.roles.includes(role));
  }

  #unknown(name: string, principal: Principal): MillraceError {
    const known = [...this.#parts.live.checked.workflows.values()].filter((state) => this.#mayKnow(state, principal));
    const hint = didYouMean(
      name,
      known.map(({ workflow }) => workflow.name),
    );
    return new MillraceError('not_found', `There is no workflow '${name}'.`, hint === undefined ? {} : { hint });
  }

  #summary(
    { workflow, problems, usable }: WorkflowState,
    about: { principal: Principal; counts: WorkflowCounts; standings: readonly VersionStanding[] },
  ): WorkflowSummary {
    const { name, enabled, definition } = workflow;
    const { principal, counts, standings } = about;
    const first = problems.find(({ severity }) => severity === 'error');
    const open = counts.states.filter((one) => one.workflow === name && !one.final);
    return {
      ...{ name, enabled },
      ...(definition.label === undefined ? {} : { label: definition.label }),
      ...(definition.description === undefined ? {} : { description: definition.description }),
      version: standings.find((one) => one.workflow === name)?.version ?? 0,
      mayStart: usable && startRefusal(workflow, { principal, roles: this.#parts.versions.roles() }) === undefined,
      ...(usable || first === undefined ? {} : { problem: first.message }),
      open: open.reduce((sum, { count }) => sum + count, 0),
      incidents: counts.incidents.get(name) ?? 0,
    };
  }
}

function rolesOf({ task, events }: CheckedState): string[] {
  const ofTransitions = [...events.values()].flatMap(({ transitions }) =>
    transitions.flatMap(({ roles = [] }) => roles),
  );
  return [task?.role, task?.otherwise?.role, ...ofTransitions].filter((role) => role !== undefined);
}

function stateSummary(state: CheckedState, workflow: CheckedWorkflow, counts: WorkflowCounts): StateSummary {
  const { name, label, description, final, task, timers, onEntry, onExit } = state;
  const here = counts.states.filter((one) => one.workflow === workflow.name && one.state === name);
  return {
    ...{ name, final, timers, initial: name === workflow.initial },
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    instances: here.reduce((sum, { count }) => sum + count, 0),
    ...(task === undefined ? {} : { task: taskSummary(task) }),
    onEntry: onEntry.map(actionSummary),
    onExit: onExit.map(actionSummary),
  };
}

function taskSummary({ words, otherwise, due, fourEyes }: NonNullable<CheckedState['task']>): StateSummary['task'] {
  const who = otherwise === undefined ? words : `${words}, else ${otherwise.words}`;
  return { who, fourEyes, ...(due === undefined ? {} : { due }) };
}

function actionSummary({ call, later, write, onError }: CheckedAction): ActionSummary {
  return { chain: call.chain, afterCommit: later, onError, ...(write === undefined ? {} : { writes: write.part }) };
}

function transitionsOf(state: CheckedState): TransitionSummary[] {
  const byEvent = [...state.events.values()].flatMap(({ name, label, transitions }) =>
    transitions.map(
      ({ to, internal, guard, actions }): TransitionSummary => ({
        ...{ from: state.name, to, kind: 'event', name, internal },
        ...(label === undefined ? {} : { label }),
        ...(guard === undefined ? {} : { guard: guard.text }),
        actions: actions.map(actionSummary),
      }),
    ),
  );
  return [...byEvent, ...errorsOf(state)];
}

/** Where entering the state leads when an action of it fails. */
function errorsOf({ name: from, onEntry }: CheckedState): TransitionSummary[] {
  return onEntry.flatMap(({ onError }) =>
    Object.entries(onError).map(([name, to]) => ({ from, to, kind: 'error', name, internal: false, actions: [] })),
  );
}
