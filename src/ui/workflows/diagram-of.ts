/** The diagram of a workflow from what the server says of it. Pure. */
import type { Schemas } from '../api/client.ts';
import { duration } from '../format/time.ts';
import { type Diagram, type DiagramArrow, joinArrows } from './diagram/diagram.ts';

type Workflow = Pick<Schemas['Workflow'], 'states' | 'transitions'>;
type Transition = Schemas['WorkflowTransition'];

/** What people call a state. */
export function stateLabel({ states }: Pick<Workflow, 'states'>, name: string): string {
  return states.find((state) => state.name === name)?.label ?? name;
}

/** What people call an event. */
export function eventLabel({ transitions }: Pick<Workflow, 'transitions'>, name: string): string {
  return transitions.find((one) => one.kind === 'event' && one.name === name)?.label ?? name;
}

function arrowsOf(transition: Transition, states: Workflow['states']): readonly DiagramArrow[] {
  const { from, to, kind, name, label = name, internal } = transition;
  if (kind === 'error') return [{ from, to, kind: 'failure', words: [name] }];
  const timers = states.find((state) => state.name === from)?.timers.filter(({ event }) => event === name) ?? [];
  const timed = timers.map(({ after }): DiagramArrow => {
    return { from, to, kind: 'timer', words: [`${label} after ${duration(after)}`] };
  });
  if (!internal) return [{ from, to, kind: 'event', words: [label] }, ...timed];
  return timed.length > 0 ? timed : [{ from, to, kind: 'internal', words: [label] }];
}

/** States and the ways between them, as they are drawn. */
export function diagramOf({ states, transitions }: Workflow): Diagram {
  return {
    states: states.map(({ name, label = name, initial, final }) => ({
      name,
      label,
      isInitial: initial,
      isFinal: final,
    })),
    arrows: joinArrows(transitions.flatMap((transition) => arrowsOf(transition, states))),
  };
}
