import { Fragment } from 'react';
import type { Schemas } from '../api/client.ts';
import table from '../look/table.module.css';
import { ChainLink } from '../runs/chain-name.tsx';
import { diagramOf, stateLabel } from './diagram-of.ts';

type Workflow = Schemas['Workflow'];
type Transition = Schemas['WorkflowTransition'];
type Action = Schemas['WorkflowAction'];

/** Everything that the diagram says and more, as a table. */
export function TransitionTable({ workflow }: { readonly workflow: Workflow }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Transitions">
        <thead>
          <tr>
            <th>From</th>
            <th>By</th>
            <th>To</th>
            <th className={table.notSmall}>If</th>
            <th className={table.notSmall}>Chains on the way</th>
          </tr>
        </thead>
        <tbody>
          {workflow.transitions.map((transition, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the transitions of a version stay as they are
            <Row key={at} workflow={workflow} transition={transition} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ workflow, transition }: { readonly workflow: Workflow; readonly transition: Transition }) {
  const { from, to, guard } = transition;
  return (
    <tr>
      <td>{stateLabel(workflow, from)}</td>
      <td>{reasonWords(workflow, transition)}</td>
      <td>{stateLabel(workflow, to)}</td>
      <td className={table.notSmall}>{guard !== undefined && <code>{guard}</code>}</td>
      <td className={table.notSmall}>
        <Actions actions={actionsOf(workflow, transition)} />
      </td>
    </tr>
  );
}

/** Everything that runs on the way. What the workflow sends itself into the same state does not leave it. */
function actionsOf({ states }: Workflow, { from, to, internal, actions }: Transition): readonly Action[] {
  if (from === to && internal) return actions;
  const leaving = states.find(({ name }) => name === from)?.onExit ?? [];
  const entering = states.find(({ name }) => name === to)?.onEntry ?? [];
  return [...leaving, ...actions, ...entering];
}

function reasonWords({ states }: Workflow, transition: Transition): string {
  if (transition.kind === 'error') return `a chain ends ${transition.name}`;
  const [arrow, ...more] = diagramOf({ states, transitions: [transition] }).arrows;
  const words = [arrow, ...more].flatMap((one) => one?.words ?? []).join(', or ');
  return arrow?.kind === 'internal' ? `${words}, sent by a chain` : words;
}

function Actions({ actions }: { readonly actions: readonly Action[] }) {
  if (actions.length === 0) return <span className="soft">none</span>;
  return actions.map(({ chain, afterCommit }, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the actions of a version stay as they are
    <Fragment key={at}>
      {at > 0 && ', '}
      <ChainLink chain={chain} />
      {afterCommit && <span className="soft"> after the commit</span>}
    </Fragment>
  ));
}
