import { Button } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { dayAfter, startOfDay } from '../admin/day-bounds.ts';
import { useLocale } from '../format/locale.tsx';
import { overviewQuery } from '../jobs/job-queries.ts';
import { Page, Panel } from '../shell/page.tsx';
import { TabBar } from '../shell/tab-bar.tsx';
import { Answer } from '../states/states.tsx';
import { AmissTable } from './amiss-table.tsx';
import { dayIn, daysOfMonth, daysOn } from './lay-out-schedule.ts';
import { MonthPicture } from './month-picture.tsx';
import classes from './schedule.module.css';
import { TimelinePicture } from './timeline-picture.tsx';

const tabs = [
  { key: 'day', name: 'Timeline' },
  { key: 'month', name: 'Calendar' },
] as const;

type View = (typeof tabs)[number]['key'];

/** What became, and what becomes, of all jobs: a day as a timeline, a month as a calendar. */
export function SchedulePage() {
  const { zone } = useLocale();
  const [search] = useSearchParams();
  const view: View = search.get('tab') === 'month' ? 'month' : 'day';
  const today = dayIn(zone)(new Date().toISOString());
  const asked = search.get('day') ?? '';
  const day = /^\d{4}-\d{2}-\d{2}$/.test(asked) && !Number.isNaN(Date.parse(asked)) ? asked : today;
  return (
    <Page
      title="Schedule"
      above={{ to: '/jobs', name: 'Jobs' }}
      actions={<Steps day={day} view={view} today={today} />}
    >
      <TabBar tabs={tabs} chosen={view} label="How it is shown" />
      <div role="tabpanel" id={`panel-${view}`} aria-labelledby={`tab-${view}`} className={classes.view}>
        <View day={day} view={view} zone={zone} />
      </div>
    </Page>
  );
}

/** A day of the month before, or after. */
function monthsOn(day: string, count: number): string {
  const at = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  at.setUTCMonth(at.getUTCMonth() + count);
  return at.toISOString().slice(0, 10);
}

function Steps({ day, view, today }: { readonly day: string; readonly view: View; readonly today: string }) {
  const [, setSearch] = useSearchParams();
  const step = (count: number): string => (view === 'day' ? daysOn(day, count) : monthsOn(day, count));
  const go = (to: string): void =>
    setSearch((before) => new URLSearchParams([...before].filter(([key]) => key !== 'day').concat([['day', to]])));
  const noun = view === 'day' ? 'day' : 'month';
  return (
    <>
      <Button variant="default" mih="var(--target)" onClick={() => go(step(-1))} aria-label={`The ${noun} before`}>
        <IconChevronLeft size={16} aria-hidden />
      </Button>
      <Button variant="default" mih="var(--target)" onClick={() => go(today)}>
        Today
      </Button>
      <Button variant="default" mih="var(--target)" onClick={() => go(step(1))} aria-label={`The ${noun} after`}>
        <IconChevronRight size={16} aria-hidden />
      </Button>
    </>
  );
}

interface ViewProps {
  readonly day: string;
  readonly view: View;
  readonly zone: string;
}

function View({ day, view, zone }: ViewProps) {
  const { locale } = useLocale();
  const shown = view === 'day' ? [day] : daysOfMonth(day.slice(0, 7));
  const from = startOfDay(shown[0] ?? day, zone);
  const end = startOfDay(dayAfter(shown.at(-1) ?? day), zone);
  const query = useQuery(overviewQuery(from, new Date(Date.parse(end) - 1).toISOString()));
  const style = view === 'day' ? ({ dateStyle: 'full' } as const) : ({ month: 'long', year: 'numeric' } as const);
  const title = new Intl.DateTimeFormat(locale, { ...style, timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
  return (
    <>
      <Panel title={title} aside={zone}>
        <Answer query={query} rows={6}>
          {(data) => (
            <>
              {view === 'day' ? (
                <TimelinePicture
                  data={data}
                  from={Date.parse(from)}
                  to={Date.parse(end)}
                  now={Date.parse(data.now)}
                  zone={zone}
                />
              ) : (
                <MonthPicture data={data} month={day.slice(0, 7)} zone={zone} />
              )}
              {data.more && <p className={classes.note}>There is more than is shown here; a job's own page has all.</p>}
            </>
          )}
        </Answer>
      </Panel>
      {query.data !== undefined && <AmissTable occurrences={query.data.occurrences} zone={zone} />}
      <p className="soft">
        When a job runs next stands on its own page; all of them are under <Link to="/jobs">Jobs</Link>.
      </p>
    </>
  );
}
