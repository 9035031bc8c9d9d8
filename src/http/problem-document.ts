/** Problems on the wire: RFC 9457 documents. What is ours to know (messages of our own faults, causes) stays here. */
import { z } from 'zod';
import { errorCatalogue, type ErrorCode, type MillraceError } from '../core/errors.ts';
import { outcomes } from '../core/outcome.ts';
import { outcomeTable } from '../model/outcome-table.ts';

/** Codes whose status is not that of their outcome in the one table. */
const statusOfCode: Partial<Record<ErrorCode, number>> = {
  too_large: 413,
  wrong_media_type: 415,
  rate_limited: 429,
  overloaded: 503,
  store_unavailable: 503,
};

/** The status of a request that cannot be read at all, whatever its code. */
export const malformedStatus = 400;

/** The HTTP status of an error code. */
export function statusOf(code: ErrorCode): number {
  return statusOfCode[code] ?? outcomeTable[errorCatalogue[code].outcome].http;
}

/** The media type of problem documents. */
export const problemMediaType = 'application/problem+json; charset=utf-8';

/** A problem document. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'The code as a URI.', examples: ['urn:millrace:error:not_found'] }),
    title: z.string().meta({ description: 'What the code means.' }),
    status: z.int(),
    detail: z.string().meta({ description: 'What is wrong here.' }),
    code: z.string().meta({ description: 'The code of the error checked.', examples: ['not_found'] }),
    outcome: z.enum(outcomes),
    hint: z.string().optional().meta({ description: 'What would be right.' }),
    request: z.string().meta({ description: 'The id of the request, for whoever runs the server.' }),
    run: z.string().optional().meta({ description: 'The run that it belongs to.' }),
    issues: z
      .array(z.object({ path: z.string(), message: z.string(), code: z.string() }))
      .optional()
      .meta({ description: 'Where the input is wrong.' }),
  })
  .meta({ id: 'Problem', description: 'What is wrong (RFC 9457).' });

/** A problem as it is sent. */
export type ProblemDocument = z.output<typeof problemSchema>;

/** Whose faults callers cannot mend, and whose messages may speak of what is inside. */
const INSIDE = new Set(['millrace', 'operator']);

/** The runs that errors tell of, where there is one. */
const runsOfErrors = new WeakMap<MillraceError, string>();

/** The same error, which tells of a run that the caller may look up. */
export function ofRun(error: MillraceError, run: string | undefined): MillraceError {
  if (run !== undefined) runsOfErrors.set(error, run);
  return error;
}

/** The document for an error. Faults inside say nothing but the id by which the log tells more. */
export function problemDocument(
  error: MillraceError,
  about: { request: string; run?: string; status?: number },
): ProblemDocument {
  const { summary, outcome, fault } = errorCatalogue[error.code];
  const run = about.run ?? runsOfErrors.get(error);
  const isInside = INSIDE.has(fault);
  const hint = isInside ? `The server's log says more under request ${about.request}.` : error.hint;
  return {
    type: `urn:millrace:error:${error.code}`,
    title: summary,
    status: about.status ?? statusOf(error.code),
    detail: isInside ? summary : error.message,
    code: error.code,
    outcome,
    request: about.request,
    ...(run === undefined ? {} : { run }),
    ...(hint === undefined ? {} : { hint }),
    ...(error.issues === undefined ? {} : { issues: [...error.issues] }),
  };
}
