import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import { duration } from '../format/time.ts';
import table from '../look/table.module.css';

type Workflow = Schemas['Workflow'];
type State = Schemas['WorkflowState'];

/** The states: what each means, who has to act, what happens by itself. */
export function StateTable({ workflow }: { readonly workflow: Workflow }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="States">
        <thead>
          <tr>
            <th>State</th>
            <th className={table.notSmall}>Who acts</th>
            <th className={table.notSmall}>By itself</th>
            <th className={table.right}>Instances</th>
          </tr>
        </thead>
        <tbody>
          {workflow.states.map((state) => (
            <Row key={state.name} state={state} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ state }: { readonly state: State }) {
  const { name, label = name, description, initial, final, task, timers, instances } = state;
  const marks = [initial ? 'the first' : [], final ? 'an end' : []].flat().join(', ');
  return (
    <tr>
      <td>
        <Link
          className={table.rowLink}
          to={`?tab=instances&state=${encodeURIComponent(name)}`}
          aria-label={`Instances in ${label}`}
        >
          {label}
        </Link>
        <span className={table.second}>{[description, marks].filter(Boolean).join(' · ')}</span>
      </td>
      <td className={table.notSmall}>{task === undefined ? <span className="soft">nobody</span> : taskWords(task)}</td>
      <td className={table.notSmall}>
        {timers.length === 0 ? (
          <span className="soft">nothing</span>
        ) : (
          timers.map(({ after, event }) => `${event} after ${duration(after)}`).join(', ')
        )}
      </td>
      <td className={table.right}>
        <Count value={instances} />
      </td>
    </tr>
  );
}

function taskWords({ who, due, fourEyes }: NonNullable<State['task']>): string {
  const within = due === undefined ? '' : `, within ${duration(due)}`;
  return `${who}${within}${fourEyes ? ', four eyes' : ''}`;
}
