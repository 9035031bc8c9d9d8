import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Instant } from '../format/instant.tsx';
import { duration } from '../format/time.ts';
import { ShowMore } from '../lists/filters.tsx';
import table from '../look/table.module.css';
import { Mark } from '../runs/outcome.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { faceOfAlert, faceOfFiring } from './alert-face.ts';
import { firingsQuery } from './alert-queries.ts';
import { Subject } from './subject.tsx';

type Firing = Schemas['AlertFiring'];

/** Every time that an alert fired, the latest first. */
export function FiringList({ job }: { readonly job: string | undefined }) {
  const query = useInfiniteQuery(firingsQuery(job));
  const firings = query.data?.pages.flatMap((page) => page.firings) ?? [];
  return (
    <>
      <Answer query={query} rows={6}>
        {() => (firings.length === 0 ? <None job={job} /> : <FiringTable firings={firings} />)}
      </Answer>
      <ShowMore query={query} />
    </>
  );
}

function None({ job }: { readonly job: string | undefined }) {
  if (job === undefined) return <Empty title="No alert has ever fired." />;
  return (
    <Empty title={`No alert of ${job} has ever fired.`} action={<Link to="/alerts?tab=history">Of all jobs</Link>} />
  );
}

function FiringTable({ firings }: { readonly firings: readonly Firing[] }) {
  return (
    <div className={table.scroll}>
      <table className={table.table} aria-label="Times that alerts fired">
        <thead>
          <tr>
            <th>Job</th>
            <th className={table.notSmall}>What</th>
            <th className={table.notSmall}>Why</th>
            <th className={table.notSmall}>End</th>
            <th className={table.right}>Began</th>
          </tr>
        </thead>
        <tbody>
          {firings.map((firing) => (
            <FiringRow key={firing.id} firing={firing} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FiringRow({ firing }: { readonly firing: Firing }) {
  const { id, job, kind, cause, run, beganAt, endedAt, endedCause } = firing;
  return (
    <tr>
      <td>
        <Subject job={job} />
        <span className={`${table.onlySmall} ${table.line}`}>
          <Mark face={faceOfAlert({ kind, state: 'firing' })} />
          <Mark face={faceOfFiring(firing)} />
        </span>
        <span className={`${table.onlySmall} ${table.second}`}>{cause}</span>
      </td>
      <td className={table.notSmall}>
        <Mark face={faceOfAlert({ kind, state: 'firing' })} />
      </td>
      <td className={table.notSmall}>
        {cause}
        <span className={`${table.second} ${table.above}`}>
          {run !== undefined && (
            <>
              <Link to={`/runs/${run}`}>See the run</Link> ·{' '}
            </>
          )}
          <Link to={`/alerts?tab=deliveries&firing=${id}`}>Who was told</Link>
        </span>
      </td>
      <td className={table.notSmall}>
        <Mark face={faceOfFiring(firing)} title={endedCause} />
        {endedAt !== undefined && (
          <span className={table.second}>after {duration(Date.parse(endedAt) - Date.parse(beganAt))}</span>
        )}
      </td>
      <td className={`${table.right} ${table.above}`}>
        <Instant at={beganAt} />
      </td>
    </tr>
  );
}
