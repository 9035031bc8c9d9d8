import { Link } from 'react-router';
import table from '../look/table.module.css';

/** What an alert is about: a job, or the scheduler, which has no page. */
export function Subject({ job }: { readonly job: string | undefined }) {
  if (job === undefined) return <strong>the scheduler</strong>;
  return (
    <Link className={table.rowLink} to={`/jobs/${job}`}>
      {job}
    </Link>
  );
}
