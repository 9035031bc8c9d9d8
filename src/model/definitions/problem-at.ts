/** Problems that others (the planner, connectors) find in a definition, with file, line and column. */
import type { ErrorCode } from '../../core/errors.ts';
import type { Path, Problem } from '../problem.ts';
import type { Fault } from './schema-faults.ts';
import type { YamlDocument } from './yaml-document.ts';

/** What is wrong. */
export interface ProblemDetails {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: 'error' | 'warning';
  /** Where in the text at the path it is, as character offsets of its value (not of the file). */
  readonly span?: { readonly start: number };
  /** True if the key is at fault, not its value. */
  readonly atKey?: boolean;
}

/** A problem of a definition; `path` starts at `place.path`, so that it may start at a chain. */
export function problemAt(
  place: { readonly document: YamlDocument; readonly path?: Path; readonly placeOf?: (path: Path) => Path },
  path: Path,
  { span, ...details }: ProblemDetails,
): Problem {
  const whole = [...(place.path ?? []), ...(place.placeOf?.(path) ?? path)];
  return place.document.problem({ ...details, path: whole, ...(span === undefined ? {} : { offset: span.start }) });
}

/** The problem that a fault in a definition is; the fault's path starts where the definition does. */
export function problemOfFault(place: Parameters<typeof problemAt>[0], { path, offset, ...details }: Fault): Problem {
  return problemAt(place, path, { ...details, ...(offset === undefined ? {} : { span: { start: offset } }) });
}
