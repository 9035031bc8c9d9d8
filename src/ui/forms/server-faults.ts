import { ApiError } from '../api/client.ts';

/** What the server's paths may begin with: where parameters, or the input of an event, stand. */
const PLACES = /^(param(eter)?s|input|body)\./;

/** The server's faults by field: of `input.lines[0].sku` the field is `lines`. */
export function serverFaults(error: Error | null): ReadonlyMap<string, string> {
  const issues = (error instanceof ApiError ? error.problem?.issues : undefined) ?? [];
  return new Map(issues.map(({ path, message }) => [path.replace(PLACES, '').split(/[.[]/)[0] ?? '', message]));
}
