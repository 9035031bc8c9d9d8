import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Schemas } from '../api/client.ts';
import { runsQuery } from '../api/queries.ts';
import { Chart } from '../charts/chart.tsx';
import { useLocale } from '../format/locale.tsx';
import { Panel } from '../shell/page.tsx';
import { Answer, Empty } from '../states/states.tsx';
import classes from './jobs.module.css';
import { measuresOf } from './run-measures.ts';

const RUNS = 60;

/** How long the last runs took, and how many records they gave. */
export function JobCharts({ job }: { readonly job: Schemas['Job'] }) {
  const query = useInfiniteQuery(runsQuery({ job: job.name, state: 'ended' }, RUNS));
  return (
    <Panel title="How it went">
      <Answer query={query} rows={4}>
        {({ pages: [page] }) =>
          page === undefined || page.runs.length < 2 ? (
            <Empty title="Too few runs for a picture.">Durations and records are drawn from the second run on.</Empty>
          ) : (
            <Pictures runs={page.runs} zone={job.zone} />
          )
        }
      </Answer>
    </Panel>
  );
}

function Pictures({ runs, zone }: { readonly runs: readonly Schemas['RunSummary'][]; readonly zone: string }) {
  const { locale } = useLocale();
  const { durations, records, links } = useMemo(() => measuresOf(runs), [runs]);
  const writing = useMemo(() => ({ locale, zone }), [locale, zone]);
  return (
    <div className={classes.charts}>
      <div className={classes.chart}>
        <Chart type="line" rows={durations} label="Seconds that the last runs took" writing={writing} links={links} />
      </div>
      <div className={classes.chart}>
        <Chart type="line" rows={records} label="Records that the last runs gave" writing={writing} links={links} />
      </div>
    </div>
  );
}
