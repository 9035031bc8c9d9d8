import { Link } from 'react-router';
import type { Schemas } from '../api/client.ts';
import { Planned } from '../format/instant.tsx';
import { duration } from '../format/time.ts';
import table from '../look/table.module.css';
import { Panel } from '../shell/page.tsx';
import { type Fate, fateOf, fateWords, isAmiss } from './fate.ts';
import classes from './schedule.module.css';

type Occurrence = Schemas['OccurrenceOfJob'];

interface AmissProps {
  readonly occurrences: readonly Occurrence[];
  readonly zone: string;
}

const MOST = 100;

/** What did not go as planned: missed, late and failed instants, with the reason; nothing where all is well. */
export function AmissTable({ occurrences, zone }: AmissProps) {
  const amiss = occurrences.filter((one) => isAmiss(fateOf(one)));
  if (amiss.length === 0) return null;
  return (
    <Panel title="Not as planned">
      <div className={table.scroll}>
        <table className={table.table} aria-label="Not as planned">
          <thead>
            <tr>
              <th>Job</th>
              <th>Planned</th>
              <th className={`${table.tight} ${table.notSmall}`}>What</th>
            </tr>
          </thead>
          <tbody>
            {amiss.slice(0, MOST).map((one) => (
              <Row key={one.id} occurrence={one} fate={fateOf(one)} zone={zone} />
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

function Row({
  occurrence,
  fate,
  zone,
}: {
  readonly occurrence: Occurrence;
  readonly fate: Fate;
  readonly zone: string;
}) {
  const { job, planned, until, reason, run, late } = occurrence;
  const told = (
    <span className={classes.count} data-fate={fate}>
      {fate === 'late' ? `${duration(late)} late` : fateWords[fate]}
    </span>
  );
  return (
    <tr>
      <td className={classes.who}>
        <Link className={table.rowLink} to={run === undefined ? `/jobs/${job}` : `/runs/${run}`}>
          {job}
        </Link>
        <span className={`${table.onlySmall} ${table.line}`}>{told}</span>
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
      <td className={`${table.tight} ${table.notSmall}`}>{told}</td>
    </tr>
  );
}
