import type { Schemas } from '../api/client.ts';
import { Count } from '../format/locale.tsx';
import table from '../look/table.module.css';
import classes from './run-page.module.css';

/** Records that were put aside, each with its reason. */
export function RejectTable({
  rejects,
  total,
}: {
  readonly rejects: readonly Schemas['Reject'][];
  readonly total: number;
}) {
  return (
    <>
      <div className={table.scroll}>
        <table className={table.table} aria-label="Rejected records">
          <thead>
            <tr>
              <th>Reason</th>
              <th>Step</th>
              <th>Record</th>
            </tr>
          </thead>
          <tbody>
            {rejects.map((reject, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rejects are only ever added
              <tr key={at}>
                <td>
                  {reject.reason}
                  <span className={table.second}>{reject.code}</span>
                </td>
                <td>{reject.step}</td>
                <td>
                  <code className={classes.record}>{JSON.stringify(reject.record)}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {rejects.length < total && (
        <p className={classes.more}>
          <Count value={rejects.length} /> of <Count value={total} /> shown; the command line gives them all.
        </p>
      )}
    </>
  );
}
