/** Runs that are those of a test, whatever context they run in. */
import type { GivenRecords } from '../engine/run/run-scope.ts';
import type { RunWatcher } from './perform-run.ts';

/** What is different in the runs of a test. */
export interface PlayedRuns {
  /** What sources read instead. */
  readonly given: GivenRecords;
  /** The folder for their files, which nobody keeps. */
  readonly files: string;
}

/** What watches a run of a test: no effect happens, and sources read what is given. */
export function watchPlayed(played: PlayedRuns | undefined): Pick<RunWatcher, 'given' | 'test'> {
  return played === undefined ? {} : { given: played.given, test: true };
}
