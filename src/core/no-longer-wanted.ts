import { MillraceError } from './errors.ts';

/** What work in progress is ended with when whoever asked for it has enough: an end like any other, but not a whole result. */
export const noLongerWanted = new MillraceError('cancelled', 'No more records were wanted.');

/** True for that error, also where it got the name of a step. */
export function isNoLongerWanted(error: unknown): boolean {
  return error === noLongerWanted || (error instanceof MillraceError && error.cause === noLongerWanted);
}
