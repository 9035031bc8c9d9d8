import { Link } from 'react-router';
import { useLocale } from '../format/locale.tsx';
import { type Fate, fates, fateWords } from './fate.ts';
import { layOutMonth, type MonthDay, type ScheduleData } from './lay-out-schedule.ts';
import classes from './schedule.module.css';
import { Legend } from './timeline-picture.tsx';

interface MonthProps {
  readonly data: ScheduleData;
  /** `2026-03`. */
  readonly month: string;
  readonly zone: string;
}

/** The days of a month, each with how many instants had which fate; a day leads to its timeline. */
export function MonthPicture({ data, month, zone }: MonthProps) {
  const { locale } = useLocale();
  const days = layOutMonth(data, month, zone);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const known = new Set(days.flatMap(({ counts }) => Object.keys(counts) as Fate[]));
  return (
    <>
      {known.size > 0 && <Legend known={known} />}
      <div className={classes.weekdays} aria-hidden>
        {days.slice(0, 7).map(({ day }) => (
          <span key={day}>{weekday.format(Date.parse(day))}</span>
        ))}
      </div>
      <ol className={classes.month}>
        {days.map((day) => (
          <Day key={day.day} day={day} />
        ))}
      </ol>
    </>
  );
}

function Day({ day: { day, isOfMonth, counts } }: { readonly day: MonthDay }) {
  const { locale } = useLocale();
  const there = fates.filter((fate) => counts[fate] !== undefined);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(day));
  const told = there.map((fate) => `${counts[fate]} ${fateWords[fate]}`).join(', ');
  return (
    <li data-other={!isOfMonth} data-empty={there.length === 0}>
      <Link to={`/schedule?day=${day}`}>
        <span className="hidden">{`${date}: ${told === '' ? 'nothing' : told}`}</span>
        <span className="number" aria-hidden>
          {Number(day.slice(8))}
        </span>
        <span className={classes.counts} aria-hidden>
          {there.map((fate) => (
            <span key={fate} className={classes.count} data-fate={fate}>
              {counts[fate]}
            </span>
          ))}
        </span>
      </Link>
    </li>
  );
}
