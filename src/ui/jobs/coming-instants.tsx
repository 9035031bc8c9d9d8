import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../api/client.ts';
import { Instant, Planned } from '../format/instant.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import { previewQuery } from './job-queries.ts';
import classes from './jobs.module.css';

type Preview = Schemas['SchedulePreview'];

const MOST = 1_000;
const FIRST = 8;

/** What the schedule does in the next 400 days, with the changes of its zone. */
export function ComingInstants({ job }: { readonly job: Schemas['Job'] }) {
  const plans = job.next.length > 0;
  const query = useQuery({ ...previewQuery(job.name, MOST), enabled: plans });
  return (
    <Panel title="Next 400 days" aside={job.zone}>
      {plans ? (
        <Answer query={query} rows={4}>
          {(preview) => <Entries preview={preview} />}
        </Answer>
      ) : (
        <Empty title={nothingWords(job)} />
      )}
    </Panel>
  );
}

function nothingWords({ enabled, paused, schedule }: Schemas['Job']): string {
  if (!enabled) return 'It is disabled, so nothing is planned.';
  if (paused !== undefined) return 'It is paused, so nothing is planned.';
  return schedule === undefined ? 'It has no schedule.' : 'Nothing is planned.';
}

function Entries({ preview: { entries, zone, more } }: { readonly preview: Preview }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? entries : entries.slice(0, FIRST);
  const changes = entries.filter(({ kind }) => kind === 'change');
  return (
    <>
      <ol className={classes.next} data-all={isAll} tabIndex={isAll ? 0 : undefined} aria-label="Coming instants">
        {shown.map((entry) => (
          <Entry key={`${entry.kind} ${entry.at}`} entry={entry} zone={zone} />
        ))}
      </ol>
      {!isAll && changes.length > 0 && <p className={classes.more}>The clocks change: {changes.length} times.</p>}
      {entries.length > FIRST && (
        <p className={classes.more}>
          <Button variant="default" size="compact-sm" mih="var(--target-small)" onClick={() => setAll(!isAll)}>
            {isAll ? 'Show fewer' : `Show ${more ? `the first ${MOST}` : `all ${entries.length - changes.length}`}`}
          </Button>
        </p>
      )}
    </>
  );
}

function Entry({ entry, zone }: { readonly entry: Preview['entries'][number]; readonly zone: string }) {
  if (entry.kind === 'instant') {
    return (
      <li>
        <Planned at={entry.at} zone={zone} />
        <Instant at={entry.at} zone={zone} />
      </li>
    );
  }
  return (
    <li className={classes.change}>
      <span>
        <Planned at={entry.at} zone={zone} />: the clocks change
      </span>
      <span className="number">
        {entry.before} to {entry.offset}
      </span>
    </li>
  );
}
