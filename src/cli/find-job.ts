import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import { usage } from './exit-code.ts';

/** The job that was named; a fault of the command line where none was, `not_found` where there is none. */
export function findJob(named: string | undefined, jobs: ReadonlyMap<string, JobDefinition>): JobDefinition {
  const known = [...jobs.keys()];
  if (named === undefined)
    throw usage('Say which job.', known.length === 0 ? undefined : `There are ${known.join(', ')}.`);
  const found = jobs.get(named);
  if (found !== undefined) return found;
  const hint = didYouMean(named, known) ?? 'See `millrace jobs`.';
  throw new MillraceError('not_found', `There is no job '${named}'.`, { hint });
}
