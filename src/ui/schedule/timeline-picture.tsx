import { Link } from 'react-router';
import { plannedTime } from '../format/time.ts';
import { useLocale } from '../format/locale.tsx';
import { Empty } from '../states/states.tsx';
import { type Fate, fates, fateWords } from './fate.ts';
import { layOutTimeline, type ScheduleData, type TimeMark } from './lay-out-schedule.ts';
import classes from './schedule.module.css';

interface TimelineProps {
  readonly data: ScheduleData;
  readonly from: number;
  readonly to: number;
  readonly now: number;
  readonly zone: string;
}

/** A line for each job, with a mark for each instant of the day. */
export function TimelinePicture({ data, from, to, now, zone }: TimelineProps) {
  const rows = layOutTimeline(data, { from, to });
  if (rows.length === 0) {
    return <Empty title="Nothing on this day.">No job has an instant here, neither past nor coming.</Empty>;
  }
  const present = ((now - from) / (to - from)) * 100;
  const isHere = present >= 0 && present <= 100;
  return (
    <>
      <Legend known={new Set(rows.flatMap(({ marks }) => marks.map(({ fate }) => fate)))} />
      <div className={classes.timeline}>
        <Hours from={from} to={to} zone={zone} />
        {rows.map(({ job, marks }) => (
          <div key={job} className={classes.line}>
            <Link to={`/jobs/${job}`} className={classes.job}>
              {job}
            </Link>
            <ul className={classes.track} aria-label={`Instants of ${job}`}>
              {isHere && <li className={classes.now} style={{ left: `${present}%` }} aria-hidden />}
              {marks.map((mark) => (
                <Mark key={mark.key} mark={mark} job={job} zone={zone} />
              ))}
            </ul>
          </div>
        ))}
      </div>
    </>
  );
}

function Mark({ mark, job, zone }: { readonly mark: TimeMark; readonly job: string; readonly zone: string }) {
  const { locale } = useLocale();
  const { fate, left, width, planned, until, to } = mark;
  const when = (instant: string): string => plannedTime(Date.parse(instant), zone, locale);
  const stretch = until === undefined ? when(planned) : `${when(planned)} to ${when(until)}`;
  const words = `${job}, ${stretch}: ${fateWords[fate]}`;
  const place = { left: `${left}%`, ...(width > 0 ? { width: `${width}%` } : {}) };
  return (
    <li style={place} className={classes.mark} data-fate={fate} data-stretch={width > 0}>
      <Link to={to} aria-label={words} title={words} />
    </li>
  );
}

const HOUR = 3_600_000;

/** Every sixth hour of the day; a day on which the clocks change has one more or less. */
function Hours({ from, to, zone }: Pick<TimelineProps, 'from' | 'to' | 'zone'>) {
  const { locale } = useLocale();
  const format = new Intl.DateTimeFormat(locale, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });
  const hours = Array.from({ length: Math.floor((to - from) / (6 * HOUR)) }, (_none, index) => from + index * 6 * HOUR);
  return (
    <div className={classes.hours} aria-hidden>
      {hours.map((at) => (
        <span key={at} className="number" style={{ left: `${((at - from) / (to - from)) * 100}%` }}>
          {format.format(at)}
        </span>
      ))}
    </div>
  );
}

/** What the marks mean, as far as there are any. */
export function Legend({ known }: { readonly known: ReadonlySet<Fate> }) {
  return (
    <ul className={classes.legend} aria-label="What the marks mean">
      {fates
        .filter((fate) => known.has(fate))
        .map((fate) => (
          <li key={fate}>
            <span className={classes.sample} data-fate={fate} aria-hidden />
            {fateWords[fate]}
          </li>
        ))}
    </ul>
  );
}
