/** Checks a workflow: its shapes, states and transitions, and that the chains that it calls fit. */
import { parseDuration } from '../model/duration.ts';
import type { WorkflowDefinition } from '../model/definitions/definition.ts';
import { type Fault, under } from '../model/definitions/schema-faults.ts';
import type { WrittenState } from '../model/definitions/workflow-schema.ts';
import { type DeclaredField, parseShape } from '../model/parse-shape.ts';
import type { Path } from '../model/problem.ts';
import { checkActions, checkTarget } from './check-action.ts';
import { checkEvent } from './check-event.ts';
import { checkStates } from './check-states.ts';
import { checkTask } from './check-task.ts';
import type { CheckedState, CheckedWorkflow } from './checked-workflow.ts';
import { WorkflowChecking, type WorkflowSurroundings } from './workflow-checking.ts';

/** A workflow, and what is wrong with it; paths of faults start at the document. */
export interface WorkflowCheck {
  readonly workflow: CheckedWorkflow;
  readonly faults: readonly Fault[];
}

/** Checks a workflow against the chains that there are. */
export function checkWorkflow(definition: WorkflowDefinition, around: WorkflowSurroundings): WorkflowCheck {
  const shapes = { public: dataShape(definition, 'public'), private: dataShape(definition, 'private') };
  const data = { public: shapes.public.fields, private: shapes.private.fields };
  const checking = new WorkflowChecking(definition, around, data);
  for (const fault of [...shapes.public.faults, ...shapes.private.faults]) checking.report(fault);
  const fields = checking.record().filter(({ name }) => name !== 'event');
  const view = definition.view === undefined ? undefined : checking.condition(['view'], definition.view, fields);
  const states = Object.entries(definition.states).map(([name, written]) => checkState(checking, name, written));
  checkTarget(checking, ['initial'], definition.initial);
  checkStates(checking, states);
  const { name, start, initial, enabled = true, roles, runAs } = definition;
  const workflow: CheckedWorkflow = {
    ...{ definition, name, start, initial, enabled, ...data },
    startRoles: roles?.start ?? [],
    states: new Map(states.map((state) => [state.name, state])),
    ...(view === undefined ? {} : { view }),
    ...(runAs === undefined ? {} : { runAs: runAs.service }),
  };
  return { workflow, faults: checking.faults };
}

/** Data grows on the way: a field may be missing unless it says that it is required. */
function dataShape(
  { data }: WorkflowDefinition,
  part: 'public' | 'private',
): { fields: readonly DeclaredField[]; faults: readonly Fault[] } {
  const written = data?.[part] ?? {};
  const { fields, faults } = parseShape(written);
  const isRequired = (name: string): boolean => {
    const one = written[name];
    return typeof one === 'object' && one !== null && 'required' in one && one.required === true;
  };
  return {
    fields: fields.map((field) => ({ ...field, optional: !isRequired(field.name) })),
    faults: [...faults, ...defaultFaults(fields)].map((fault) => under(['data', part], fault)),
  };
}

function defaultFaults(fields: readonly DeclaredField[]): Fault[] {
  return fields
    .filter((field) => field.default !== undefined)
    .map(({ name }) => ({
      path: [name, 'default'],
      code: 'not_supported',
      message: 'defaults in the data of a workflow are not supported yet',
      hint: 'Let a chain write the value when the instance is started.',
      atKey: true,
    }));
}

function checkState(checking: WorkflowChecking, name: string, written: WrittenState): CheckedState {
  const path: Path = ['states', name];
  const fields = checking.record();
  const { label, description, final = false, task } = written;
  const events = Object.entries(written.on ?? {}).map(([event, transitions]) =>
    checkEvent(checking, [...path, 'on', event], { name: event, state: name, written: transitions }),
  );
  return {
    name,
    final,
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    onEntry: checkActions(checking, [...path, 'onEntry'], { written: written.onEntry, fields }),
    onExit: checkActions(checking, [...path, 'onExit'], { written: written.onExit, fields }),
    ...(task === undefined ? {} : { task: checkTask(checking, [...path, 'task'], task) }),
    timers: Object.entries(written.after ?? {}).map(([after, event]) => ({ after: parseDuration(after) ?? 0, event })),
    events: new Map(events.map((event) => [event.name, event])),
  };
}
