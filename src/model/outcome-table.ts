/**
 * The one table of outcomes. HTTP, jobs, guards, actions, datasets, mails and the command line read what an outcome
 * means to them from here and nowhere else. There is no default of 200 and no success that is not said here.
 */
import type { Outcome } from '../core/outcome.ts';

/** The state that an occurrence of a job ends in. */
export type JobVerdict = 'succeeded' | 'failed' | 'cancelled';

/** Whether a job tries again: `no`, always (`yes`), or only where its `retry` says so (`policy`). */
export type RetryRule = 'no' | 'yes' | 'policy';

/** What is to be seen of a dataset or widget: records, the last good ones with a mark, or why there are none. */
export type Picture =
  | 'rows'
  | 'no data'
  | 'cut rows'
  | 'issues'
  | 'sign in'
  | 'no access'
  | 'not found'
  | 'last good'
  | 'failed'
  | 'none';

/** What one outcome means in each context. */
export interface OutcomeMeaning {
  readonly meaning: string;
  /** The HTTP status of an answer; `http` in the error catalogue's place where a code needs another one. */
  readonly http: number;
  readonly job: JobVerdict;
  readonly retry: RetryRule;
  /** The exit code of the command line. */
  readonly exit: number;
  /** What a guard without its own verdict, or with one, makes of it. */
  readonly guard: 'reads allow' | 'no verdict' | 'never';
  /** What becomes of the attempt of a workflow whose action ends so. */
  readonly action: 'applied' | 'fails' | 'refuses' | 'retried' | 'never';
  /** What a dataset or a widget shows. */
  readonly picture: Picture;
  /** True where an idempotent repeat gets the same answer again; otherwise the repeat runs again. */
  readonly final: boolean;
  /** How urgent it looks: drives colour and shape on pages, always beside the word. */
  readonly tone: 'good' | 'neutral' | 'warning' | 'bad';
}

const row = (meaning: string, rest: Omit<OutcomeMeaning, 'meaning'>): OutcomeMeaning => ({ meaning, ...rest });

/** The table. */
export const outcomeTable: Readonly<Record<Outcome, OutcomeMeaning>> = {
  ok: row('records or a result', {
    http: 200,
    job: 'succeeded',
    retry: 'no',
    exit: 0,
    guard: 'reads allow',
    action: 'applied',
    picture: 'rows',
    final: true,
    tone: 'good',
  }),
  accepted: row('will run', {
    http: 202,
    job: 'succeeded',
    retry: 'no',
    exit: 0,
    guard: 'never',
    action: 'never',
    picture: 'none',
    final: true,
    tone: 'neutral',
  }),
  empty: row('ran, no records', {
    http: 200,
    job: 'succeeded',
    retry: 'no',
    exit: 0,
    guard: 'no verdict',
    action: 'applied',
    picture: 'no data',
    final: true,
    tone: 'neutral',
  }),
  truncated: row('a limit cut the result', {
    http: 200,
    job: 'succeeded',
    retry: 'no',
    exit: 0,
    guard: 'no verdict',
    action: 'fails',
    picture: 'cut rows',
    final: true,
    tone: 'warning',
  }),
  invalid: row('the input breaks the schema or a validation', {
    http: 422,
    job: 'failed',
    retry: 'no',
    exit: 1,
    guard: 'no verdict',
    action: 'refuses',
    picture: 'issues',
    final: true,
    tone: 'bad',
  }),
  unauthenticated: row('no or bad identity', {
    http: 401,
    job: 'failed',
    retry: 'no',
    exit: 1,
    guard: 'never',
    action: 'never',
    picture: 'sign in',
    final: false,
    tone: 'bad',
  }),
  denied: row('identity without the right', {
    http: 403,
    job: 'failed',
    retry: 'no',
    exit: 1,
    guard: 'no verdict',
    action: 'refuses',
    picture: 'no access',
    final: false,
    tone: 'bad',
  }),
  'not-found': row('does not exist, or may not be seen', {
    http: 404,
    job: 'failed',
    retry: 'no',
    exit: 1,
    guard: 'no verdict',
    action: 'refuses',
    picture: 'not found',
    final: false,
    tone: 'bad',
  }),
  conflict: row('the state does not allow it', {
    http: 409,
    job: 'failed',
    retry: 'policy',
    exit: 1,
    guard: 'no verdict',
    action: 'refuses',
    picture: 'none',
    final: true,
    tone: 'bad',
  }),
  busy: row('a limit on rate or concurrency', {
    http: 429,
    job: 'failed',
    retry: 'yes',
    exit: 3,
    guard: 'no verdict',
    action: 'retried',
    picture: 'last good',
    final: false,
    tone: 'warning',
  }),
  upstream: row('another system failed', {
    http: 502,
    job: 'failed',
    retry: 'yes',
    exit: 3,
    guard: 'no verdict',
    action: 'fails',
    picture: 'last good',
    final: false,
    tone: 'bad',
  }),
  timeout: row('ran too long', {
    http: 504,
    job: 'failed',
    retry: 'policy',
    exit: 3,
    guard: 'no verdict',
    action: 'fails',
    picture: 'last good',
    final: false,
    tone: 'bad',
  }),
  cancelled: row('stopped by a person or by the caller leaving', {
    http: 499,
    job: 'cancelled',
    retry: 'no',
    exit: 130,
    guard: 'no verdict',
    action: 'fails',
    picture: 'none',
    final: false,
    tone: 'neutral',
  }),
  failed: row("our fault, the author's, or a limit of memory or disk", {
    http: 500,
    job: 'failed',
    retry: 'policy',
    exit: 1,
    guard: 'no verdict',
    action: 'fails',
    picture: 'failed',
    final: false,
    tone: 'bad',
  }),
};

/** True for the outcomes whose answer may be a complete 2xx. */
export function isSuccess(outcome: Outcome): boolean {
  return outcome === 'ok' || outcome === 'empty' || outcome === 'truncated' || outcome === 'accepted';
}
