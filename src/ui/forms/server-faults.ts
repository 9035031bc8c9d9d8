import { ApiError } from '../api/client.ts';

/** What the server's paths may begin with: where parameters, or the input of an event, stand. */
const PLACES = /^(param(eter)?s|input|body)\./;

/** The server's faults by field: of `input.lines[0].sku` the field is `lines`. */
export function serverFaults(error: Error | null): ReadonlyMap<string, string> {
  const issues = (error instanceof ApiError ? error.problem?.issues : undefined) ?? [];
  return new Map(issues.map(({ path, message }) => [path.replace(PLACES, '').split(/[.[]/)[0] ?? '', message]));
}

/** The same refusal with only the faults below a place, as if it were a form of its own: `attributes.city` becomes `city`. */
export function faultsBelow(error: Error | null, place: string): Error | null {
  if (!(error instanceof ApiError) || error.problem?.issues === undefined) return null;
  const below = error.problem.issues.filter(({ path }) => path.startsWith(`${place}.`));
  const issues = below.map((issue) => ({ ...issue, path: issue.path.slice(place.length + 1) }));
  return issues.length === 0 ? null : new ApiError({ ...error.problem, issues }, error.message);
}
