/** Schedules in words, for pages and the command line. */
import { formatDuration } from '../model/duration.ts';
import type { Schedule } from './schedule.ts';

const dayNames = ['Sundays', 'Mondays', 'Tuesdays', 'Wednesdays', 'Thursdays', 'Fridays', 'Saturdays'];
const dayShort = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const monthNames = ['January', 'February', 'March', 'April', 'May', 'June', 'July'];
monthNames.push('August', 'September', 'October', 'November', 'December');

const list = (parts: readonly string[]): string =>
  parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;

const two = (text: string): string => text.padStart(2, '0');

const isNumber = (text: string): boolean => /^\d{1,2}$/.test(text);

const areNumbers = (text: string): boolean => text.split(',').every(isNumber);

/** `st`, `nd`, `rd`, `th`. */
function ordinal(text: string): string {
  const number = Number(text);
  const teen = number % 100 >= 11 && number % 100 <= 13;
  const ending = teen ? 'th' : (['th', 'st', 'nd', 'rd'][number % 10] ?? 'th');
  return `${number}${ending}`;
}

function timesOfDay(minute: string, hour: string, second: string): string | undefined {
  const seconds = second === '0' ? '' : `:${two(second)}`;
  if (!isNumber(second)) return undefined;
  if (areNumbers(minute) && areNumbers(hour)) {
    return `at ${list(hour.split(',').flatMap((h) => minute.split(',').map((m) => `${two(h)}:${two(m)}${seconds}`)))}`;
  }
  if (isNumber(minute) && hour === '*' && second === '0') {
    return minute === '0' ? 'every hour' : `every hour at :${two(minute)}`;
  }
  const step = /^\*\/(\d+)$/;
  const [, minutes] = minute === '*' ? ['', '1'] : (step.exec(minute) ?? []);
  if (minutes !== undefined && hour === '*' && second === '0')
    return minutes === '1' ? 'every minute' : `every ${minutes} minutes`;
  const [, hours] = step.exec(hour) ?? [];
  if (hours !== undefined && isNumber(minute)) return `every ${hours} hours at :${two(minute)}${seconds}`;
  return undefined;
}

/** The days of `tue` or `tue-sat`, 0 for Sunday; undefined for what is more than that, such as `fri#2`. */
function weekdayNumbers(text: string): readonly number[] | undefined {
  const [first, last] = text.split('-').map((day) => (/^[0-7]$/.test(day) ? Number(day) : dayShort.indexOf(day)));
  if (first === undefined || first < 0) return undefined;
  if (last === undefined) return [first % 7];
  return last < first ? undefined : Array.from({ length: last - first + 1 }, (_none, at) => (first + at) % 7);
}

function weekdays(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (lower === '1-5' || lower === 'mon-fri') return 'on weekdays';
  const numbers = lower.split(',').map(weekdayNumbers);
  if (numbers.some((days) => days === undefined)) return undefined;
  return `on ${list(numbers.flatMap((days) => days ?? []).map((day) => dayNames[day]!))}`;
}

function daysOfMonth(text: string): string | undefined {
  if (text === 'L') return 'on the last day';
  return areNumbers(text) ? `on the ${list(text.split(',').map(ordinal))}` : undefined;
}

function days(dayOfMonth: string, month: string, weekday: string): string | undefined {
  if (dayOfMonth === '*' && month === '*' && weekday === '*') return 'every day';
  if (dayOfMonth === '*' && month === '*') return weekdays(weekday);
  const which = daysOfMonth(dayOfMonth);
  if (weekday !== '*' || which === undefined) return undefined;
  if (month === '*') return `${which} of every month`;
  return areNumbers(month)
    ? `${which} of ${list(month.split(',').map((one) => monthNames[Number(one) - 1] ?? one))}`
    : undefined;
}

function cronInWords(cron: string): string {
  const fields = cron
    .trim()
    .split(/\s+/)
    .map((field) => (field === '?' ? '*' : field));
  const [second = '0', minute = '*', hour = '*', dayOfMonth = '*', month = '*', weekday = '*'] =
    fields.length === 5 ? ['0', ...fields] : fields;
  const time = timesOfDay(minute, hour, second);
  const day = days(dayOfMonth, month, weekday);
  if (time === undefined || day === undefined) return `by cron ${cron}`;
  if (day === 'every day') return time.startsWith('every') ? time : `${day} ${time}`;
  return `${day} ${time}`;
}

/** One line such as `every day at 08:00 Asia/Singapore` or `every 5m`. */
export function describeSchedule(schedule: Schedule): string {
  const calendar = schedule.calendar ? `, on days of ${schedule.calendar.name}` : '';
  if (schedule.every !== undefined) return `every ${formatDuration(schedule.every)}${calendar}`;
  if (schedule.at !== undefined) {
    const more = schedule.at.length > 3 ? ` and ${schedule.at.length - 3} more times` : '';
    return `at ${schedule.at.slice(0, 3).join(', ')}${more} ${schedule.zone}${calendar}`;
  }
  return `${cronInWords(schedule.cron ?? '')} ${schedule.zone}${calendar}`;
}
