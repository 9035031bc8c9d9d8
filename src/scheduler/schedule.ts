/**
 * Glossary. *Schedule*: a rule that gives planned instants. *Wall time*: what the clocks of a zone show, here in
 * milliseconds as if it were UTC. *Gap*: wall times that a change of the zone leaves out; *fold*: wall times that come
 * twice. *Calendar*: the days on which instants count.
 */

/** A day of the week as calendars write it. */
export type Weekday = 'mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun';

/** The days on which instants count: working days and extra days, without holidays; extra days always. */
export interface Calendar {
  readonly name: string;
  readonly zone: string;
  /** Absent: all. */
  readonly weekdays?: readonly Weekday[];
  /** As in `2026-12-25`. */
  readonly holidays?: readonly string[];
  readonly extra?: readonly string[];
}

/** A schedule: one of `cron`, `every` and `at`. */
export interface Schedule {
  /** Five or six fields, in wall time of the zone. */
  readonly cron?: string;
  /** Milliseconds; counted from 1970-01-01T00:00:00Z, so that every node counts alike. */
  readonly every?: number;
  /** Instants with an offset, or wall times of the zone without. */
  readonly at?: readonly string[];
  readonly zone: string;
  /** A wall time that does not exist: moved to the first instant after the gap, or left out. */
  readonly gap: 'shift' | 'skip';
  /** A wall time that comes twice. */
  readonly fold: 'first' | 'second' | 'both';
  readonly calendar?: Calendar;
}
