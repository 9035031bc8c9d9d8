import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Schemas } from '../api/client.ts';
import { Instant, Planned } from '../format/instant.tsx';
import table from '../look/table.module.css';
import { Panel } from '../shell/page.tsx';
import { backfillsQuery, leftOf, useCancelBackfill } from './job-queries.ts';
import classes from './jobs.module.css';

type Backfill = Schemas['Backfill'];

/** The backfills of a job, and how far they are; nothing where there were none. */
export function BackfillList({ job }: { readonly job: Schemas['Job'] }) {
  const { data } = useQuery(backfillsQuery(job.name));
  if (data === undefined || data.backfills.length === 0) return null;
  return (
    <Panel title="Backfills">
      <div className={table.scroll}>
        <table className={table.table} aria-label="Backfills">
          <thead>
            <tr>
              <th>Range</th>
              <th>How far</th>
              <th className={table.notSmall}>By</th>
              <th className={table.tight}>
                <span className="hidden">Actions</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.backfills.map((one) => (
              <Row key={one.id} backfill={one} zone={job.zone} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({ backfill, zone }: { readonly backfill: Backfill; readonly zone: string }) {
  const { id, job, from, to, total, counts, by, createdAt } = backfill;
  const cancel = useCancelBackfill(job);
  const left = leftOf(backfill);
  const ended = total - left;
  const others = Object.entries(counts).filter(([state]) => state !== 'planned');
  return (
    <tr>
      <td>
        <Planned at={from} zone={zone} /> to <Planned at={to} zone={zone} />
      </td>
      <td>
        <progress className={classes.progress} value={ended} max={total} aria-label={`${ended} of ${total} ended`} />
        <span className={table.second}>
          {ended} of {total}
          {others.length > 0 && `: ${others.map(([state, count]) => `${count} ${state}`).join(', ')}`}
        </span>
      </td>
      <td className={table.notSmall}>
        {by}
        <span className={table.second}>
          <Instant at={createdAt} />
        </span>
      </td>
      <td className={table.tight}>
        {(counts.planned ?? 0) + (counts.waiting ?? 0) > 0 && (
          <Button
            size="compact-sm"
            mih="var(--target-small)"
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate(id)}
          >
            Cancel the rest
          </Button>
        )}
      </td>
    </tr>
  );
}
