/**
 * What an event may do, before anything is done: pure. A decision is either a refusal, or the transitions that its guards
 * are asked about, in order, over data with the input in it.
 */
import { didYouMean } from '../core/did-you-mean.ts';
import { type ErrorCode, errorCatalogue, type Issue } from '../core/errors.ts';
import type { Outcome } from '../core/outcome.ts';
import type { RunProblem } from '../model/run.ts';
import { validateDeclared } from '../model/validate-declared.ts';
import type { DataRecord } from '../model/value.ts';
import type { WorkflowData } from '../model/workflow-instance.ts';
import type { CheckedEvent, CheckedState, CheckedTransition, CheckedWorkflow } from './checked-workflow.ts';
import type { InstanceData } from './instance-values.ts';
import { maySee, type Sender, sendRefusal, type Standing, startRefusal } from './who-may.ts';

/** The end of an attempt that changed nothing. */
export interface Refusal {
  readonly outcome: Outcome;
  readonly problem: RunProblem;
}

/** What is asked for. */
export interface WantedEvent {
  readonly name: string;
  readonly input: WorkflowData;
  /** The version that the sender saw. */
  readonly version?: number;
}

/** What there is to decide about. */
export interface Situation {
  readonly workflow: CheckedWorkflow;
  readonly event: WantedEvent;
  readonly sender: Sender;
  readonly standing: Standing;
  /** The version of the instance; 0 for one that is being started. */
  readonly version: number;
  readonly data: InstanceData;
}

/** Transitions to ask about, over data that has the input in it. */
export interface Candidates {
  readonly event: CheckedEvent;
  readonly input: DataRecord;
  readonly data: InstanceData;
  readonly transitions: readonly CheckedTransition[];
}

/** A decision. */
export type Decision =
  | { readonly refusal: Refusal; readonly candidates?: undefined }
  | { readonly refusal?: undefined; readonly candidates: Candidates };

/** A refusal with a code of the catalogue. */
export function refusal(
  code: ErrorCode,
  message: string,
  more: { hint?: string; issues?: readonly Issue[] } = {},
): Refusal {
  return { outcome: errorCatalogue[code].outcome, problem: { code, message, ...more } };
}

/** Decides about an event. What may not be seen does not exist, so that comes first. */
export function decideEvent(situation: Situation): Decision {
  const { workflow, event, version, standing, sender } = situation;
  const isStart = version === 0;
  if (!isStart && sender.origin !== 'timer' && !maySee(sender, standing)) {
    return { refusal: refusal('not_found', 'There is no such instance.') };
  }
  const mayNot = isStart ? startRefusal(workflow, sender) : undefined;
  if (mayNot !== undefined) return { refusal: refusal(...mayNot) };
  if (event.version !== undefined && event.version !== version) {
    const message = `The instance has gone on: its version is ${version}, not ${event.version}.`;
    return { refusal: refusal('conflict', message, { hint: 'Look at it again.' }) };
  }
  const known = standing.state.events.get(event.name);
  return known === undefined ? { refusal: unknownEvent(situation) } : decideKnown(situation, known, isStart);
}

function decideKnown(situation: Situation, event: CheckedEvent, isStart: boolean): Decision {
  const { sender, standing } = situation;
  const refusals = event.transitions.map((one) =>
    isStart && one.roles === undefined ? undefined : sendRefusal(one, sender, standing),
  );
  const transitions = event.transitions.filter((_one, at) => refusals[at] === undefined);
  if (transitions.length === 0) {
    const message = `${sender.principal.name} may not send '${event.name}'. ${refusals[0] ?? ''}`.trim();
    return { refusal: refusal('denied', message, { hint: 'Whoever has the task may.' }) };
  }
  const { values, issues } = validateDeclared(situation.event.input, event.input.fields);
  if (issues.length > 0) {
    const message = issues.map((issue) => `${issue.path}: ${issue.message}`).join(' ');
    return { refusal: refusal('invalid_input', `The input of '${event.name}' is not right. ${message}`, { issues }) };
  }
  const input = Object.fromEntries(event.input.fields.map(({ name }) => [name, values[name] ?? null]));
  const { data } = situation;
  const merged = event.input.merges ? { ...data, public: { ...data.public, ...values } } : data;
  return { candidates: { event, input, data: merged, transitions } };
}

/** An event of another state is out of place; one of no state is a mistake. */
function unknownEvent({ workflow, event, standing: { state } }: Situation): Refusal {
  const elsewhere = [...workflow.states.values()].some(({ events }) => events.has(event.name));
  const taken = [...state.events.keys()];
  const hint = taken.length === 0 ? 'It takes none any more.' : `It takes: ${taken.join(', ')}.`;
  if (elsewhere) {
    const message = `In the state '${stateName(state)}' the instance does not take '${event.name}'.`;
    return refusal('conflict', message, { hint });
  }
  const names = [...new Set([...workflow.states.values()].flatMap(({ events }) => [...events.keys()]))];
  return refusal('not_found', `${workflow.name} has no event '${event.name}'.`, {
    hint: didYouMean(event.name, names) ?? hint,
  });
}

const stateName = ({ label, name }: CheckedState): string => label ?? name;
