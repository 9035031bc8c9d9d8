/** The API as the pages call it: typed by the server's own description, and failures as problems with a code. */
import createClient from 'openapi-fetch';
import type { components, paths } from './generated.d.ts';

/** The shapes that go over the wire. */
export type Schemas = components['schemas'];

/** A problem document of the server. */
export type Problem = Schemas['Problem'];

/** A call that did not succeed: the server's problem, or that there was no answer. */
export class ApiError extends Error {
  readonly problem: Problem | undefined;

  constructor(problem: Problem | undefined, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'ApiError';
    this.problem = problem;
  }

  /** The HTTP status; 0 without an answer. */
  get status(): number {
    return this.problem?.status ?? 0;
  }
}

async function fetchOrExplain(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError(undefined, 'The server does not answer.', cause);
  }
}

/** The typed client. */
export const api = createClient<paths>({ baseUrl: '/', fetch: fetchOrExplain });

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** The data of an answer; throws {@link ApiError} for a problem. */
export async function dataOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call;
  if (response.ok) return data as T;
  const problem = isProblem(error) ? error : undefined;
  throw new ApiError(
    problem,
    problem?.detail ?? `The server answered ${response.status}, and nothing that we understand.`,
  );
}

function isProblem(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value && 'status' in value;
}
