import type { Schemas } from '../api/client.ts';

type Run = Pick<Schemas['RunSummary'], 'state' | 'outcome'>;
type Outcome = NonNullable<Schemas['RunSummary']['outcome']>;

/** How urgent something looks. */
export type Tone = 'good' | 'neutral' | 'warning' | 'bad' | 'running';

/** The tones of the outcome table of the model, of which the pages see only types; a test holds the two together. */
export const tones: Readonly<Record<Outcome, Tone>> = {
  ok: 'good',
  accepted: 'neutral',
  empty: 'neutral',
  truncated: 'warning',
  invalid: 'bad',
  unauthenticated: 'bad',
  denied: 'bad',
  'not-found': 'bad',
  conflict: 'bad',
  busy: 'warning',
  upstream: 'bad',
  timeout: 'bad',
  cancelled: 'neutral',
  failed: 'bad',
};

/** True for a run that ended badly. */
export function isBad({ state, outcome }: Run): boolean {
  return state === 'ended' && tones[outcome ?? 'failed'] === 'bad';
}
