/** Stories for tests of what becomes of alerts. */
import type { AlertChange, AlertRules, AlertStanding } from '../model/alert.ts';
import type { OpenOccurrence } from '../model/job-ledger.ts';
import type { Happened } from './plan-alerts.ts';

/** Rules that tell everything, with changes. */
export const rules = (changes: Partial<AlertRules> = {}): AlertRules => ({
  failedAfter: 1,
  silent: true,
  recovered: true,
  recipients: [],
  ...changes,
});

/** `failed firing`. */
export const standing = (text: string): AlertStanding => {
  const [kind = '', state = ''] = text.split(' ');
  return { kind, state, since: 0, cause: 'before' } as AlertStanding;
};

/** `succeeded 3` (with three records), `failed`, `cancelled`, `running`, `missed`. */
export function happened(
  story: string,
  by: { due?: number; now?: number } = {},
): { open: OpenOccurrence[]; what: Happened } {
  const parts = story.split(', ').filter((part) => part !== '');
  const named = parts.map((part, at) => ({
    id: `${at}`,
    state: part.split(' ')[0] ?? '',
    records: Number(part.split(' ')[1] ?? 0),
  }));
  const occurrences = named.filter(({ state }) => !['missed', 'queued', 'unmade'].includes(state));
  const open = occurrences.map(({ id, state, records }): OpenOccurrence => {
    const due = by.due ?? 0;
    const outcome = state === 'succeeded' ? 'ok' : 'upstream';
    const run = { id: `run ${id}`, state: 'ended' as const, outcome, records, effectsBegun: false } as const;
    return { id, planned: due, due, state: 'running', attempt: 1, run };
  });
  const ended = occurrences.filter(({ state }) => state !== 'running');
  const inserts = named.filter(({ state }) => state === 'missed' || state === 'queued');
  return {
    open,
    what: {
      changes: ended.map(({ id, state }) => ({ id, state: state as 'failed', reason: 'The shop is down.' })),
      inserts: inserts.map(({ state }) => ({ planned: 5, state: state as 'missed', reason: 'No server was running.' })),
      unmade: named
        .filter(({ state }) => state === 'unmade')
        .map(() => ({ planned: 7, cause: 'No run could be made.' })),
      now: by.now ?? 0,
    },
  };
}

/** `failed firing: began`. */
export const shown = ({ kind, state, event }: AlertChange): string =>
  `${kind} ${state}${event === undefined ? '' : `: ${event}`}`;
