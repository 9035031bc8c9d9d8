import {
  IconBan,
  IconCalendarTime,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconClock,
  IconGitMerge,
  IconLoader2,
  IconPlayerSkipForward,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Planned } from '../format/instant.tsx';
import { duration } from '../format/time.ts';
import table from '../look/table.module.css';
import { type Face, Mark } from '../runs/outcome.tsx';

type Occurrence = Schemas['Occurrence'];

const faces: Readonly<Record<Occurrence['state'], Face>> = {
  planned: { tone: 'neutral', shape: IconCalendarTime, word: 'planned' },
  queued: { tone: 'neutral', shape: IconCircleDashed, word: 'queued' },
  running: { tone: 'running', shape: IconLoader2, word: 'running' },
  waiting: { tone: 'warning', shape: IconClock, word: 'waiting for a retry' },
  succeeded: { tone: 'good', shape: IconCircleCheckFilled, word: 'succeeded' },
  failed: { tone: 'bad', shape: IconCircleXFilled, word: 'failed' },
  cancelled: { tone: 'neutral', shape: IconBan, word: 'cancelled' },
  skipped: { tone: 'neutral', shape: IconPlayerSkipForward, word: 'skipped' },
  merged: { tone: 'neutral', shape: IconGitMerge, word: 'merged' },
  missed: { tone: 'warning', shape: IconClock, word: 'missed' },
};

/** What planned an instant, in words. */
function originWords({ origin, cause }: Occurrence): string {
  if (cause !== undefined) return cause;
  if (origin.startsWith('manual')) return 'by hand';
  return origin.startsWith('backfill') ? 'backfill' : 'schedule';
}

/** Planned instants, each with its fate and the reason. */
export function OccurrenceTable({
  occurrences,
  job,
}: {
  readonly occurrences: readonly Occurrence[];
  readonly job: Schemas['Job'];
}) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Planned instants">
        <thead>
          <tr>
            <th className={table.tight}>State</th>
            <th>Planned</th>
            <th className={table.notSmall}>By</th>
            <th className={`${table.right} ${table.notSmall}`}>Late</th>
            <th className={table.right}>Run</th>
          </tr>
        </thead>
        <tbody>
          {occurrences.map((occurrence) => (
            <Row key={occurrence.id} occurrence={occurrence} zone={job.zone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ occurrence, zone }: { readonly occurrence: Occurrence; readonly zone: string }) {
  const { state, planned, until, late, reason } = occurrence;
  return (
    <tr>
      <td className={table.tight}>
        <Mark face={faces[state]} />
      </td>
      <td>
        <Planned at={planned} zone={zone} />
        {until !== undefined && (
          <>
            {' to '}
            <Planned at={until} zone={zone} />
          </>
        )}
        {reason !== undefined && <span className={table.second}>{reason}</span>}
      </td>
      <td className={table.notSmall}>{originWords(occurrence)}</td>
      <td className={`${table.right} ${table.notSmall}`}>
        <span className="number">{late < 1000 ? '' : duration(late)}</span>
      </td>
      <td className={table.right}>
        <Attempts occurrence={occurrence} />
      </td>
    </tr>
  );
}

/** The run of each attempt, so that the log of a retried one can be read too. */
function Attempts({ occurrence: { attempts, run } }: { readonly occurrence: Occurrence }) {
  const runs = attempts.length === 0 && run !== undefined ? [{ run, outcome: undefined }] : attempts;
  if (runs.length === 1)
    return runs.map(({ run: id }) => (
      <Link key={id} to={`/runs/${id}`}>
        see run
      </Link>
    ));
  return runs.map(({ run: id, outcome = 'not ended' }, index) => (
    <span key={id}>
      {index > 0 && ', '}
      <Link to={`/runs/${id}`} title={outcome} aria-label={`attempt ${index + 1}: ${outcome}`}>
        {index === 0 ? `attempt ${index + 1}` : index + 1}
      </Link>
    </span>
  ));
}
