import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { placeOfInstance, shortId } from './instance-place.ts';
import { holderWords } from './task-words.ts';
import { useMe } from './use-me.ts';
import { DueMark, IncidentMark, StateMark } from './workflow-standing.tsx';

type Instance = Schemas['InstanceSummary'];

/** Instances, a row each; the row leads to the instance. */
export function InstanceTable({
  instances,
  label,
}: {
  readonly instances: readonly Instance[];
  readonly label: string;
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th>Started by</th>
            <th className={table.notSmall}>State</th>
            <th className={table.notSmall}>Waits for</th>
            <th className={`${table.right} ${table.notSmall}`}>Started</th>
            <th className={`${table.right} ${table.notSmall}`}>Changed</th>
          </tr>
        </thead>
        <tbody>
          {instances.map((instance) => (
            <InstanceRow key={instance.id} instance={instance} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InstanceRow({ instance }: { readonly instance: Instance }) {
  const { id, startedBy, startedAt, changedAt, incidents, task } = instance;
  const me = useMe();
  return (
    <tr>
      <td>
        <Link className={table.rowLink} to={placeOfInstance(instance)}>
          {startedBy.name} <span className="soft code">{shortId(id)}</span>
        </Link>
        <span className={`${table.onlySmall} ${table.line}`}>
          <StateMark instance={instance} />
          <IncidentMark incidents={incidents} />
          <Instant at={changedAt} />
        </span>
      </td>
      <td className={table.notSmall}>
        <StateMark instance={instance} /> <IncidentMark incidents={incidents} />
      </td>
      <td className={table.notSmall}>
        {task === undefined ? (
          <span className="soft">nobody</span>
        ) : (
          <>
            {holderWords(task, me)} {task.dueAt !== undefined && <DueMark at={task.dueAt} />}
          </>
        )}
      </td>
      <td className={`${table.right} ${table.above} ${table.notSmall}`}>
        <Instant at={startedAt} />
      </td>
      <td className={`${table.right} ${table.above} ${table.notSmall}`}>
        <Instant at={changedAt} />
      </td>
    </tr>
  );
}
