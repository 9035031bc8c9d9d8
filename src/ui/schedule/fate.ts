/** What became of an instant, as the overview tells it: few kinds, each with a colour, a shape and a word. */
import type { Schemas } from '../api/client.ts';

/** The kinds. */
export const fates = ['coming', 'underway', 'good', 'late', 'missed', 'bad', 'left-out'] as const;

/** One of them. */
export type Fate = (typeof fates)[number];

/** What each is called. */
export const fateWords: Readonly<Record<Fate, string>> = {
  coming: 'coming',
  underway: 'under way',
  good: 'succeeded',
  late: 'late',
  missed: 'missed',
  bad: 'failed',
  'left-out': 'skipped, merged or cancelled',
};

/** What began later than this after it was due is late, in milliseconds. */
const LATE = 60_000;

const ofState: Readonly<Record<Schemas['Occurrence']['state'], Fate>> = {
  planned: 'underway',
  queued: 'underway',
  running: 'underway',
  waiting: 'underway',
  succeeded: 'good',
  failed: 'bad',
  missed: 'missed',
  cancelled: 'left-out',
  skipped: 'left-out',
  merged: 'left-out',
};

/** The fate of an occurrence: one that succeeded late is late. */
export function fateOf({ state, late }: Pick<Schemas['Occurrence'], 'state' | 'late'>): Fate {
  const fate = ofState[state];
  return fate === 'good' && late >= LATE ? 'late' : fate;
}

/** True where somebody should look. */
export const isAmiss = (fate: Fate): boolean => fate === 'late' || fate === 'missed' || fate === 'bad';
