/** What an entry of a history is called. Pure. */
import type { Schemas } from '../api/client.ts';
import { tones } from '../runs/tone.ts';
import { sentence } from './sentence.ts';

type Entry = Pick<Schemas['HistoryEntry'], 'kind' | 'name' | 'outcome'> & {
  readonly actions: readonly { readonly chain: string }[];
};

const deeds: Readonly<Record<string, string>> = {
  claim: 'Task claimed',
  release: 'Task given back',
  delegate: 'Task handed on',
  reassign: 'Task reassigned',
  retry: 'Incident tried again',
  skip: 'Incident given up',
};

/** True for what was done; false for what was refused or failed. */
export function isGood({ outcome }: Pick<Entry, 'outcome'>): boolean {
  return tones[outcome] !== 'bad' && outcome !== 'busy';
}

/** What happened, in words; `label` is what people call the event. */
export function titleOf({ kind, name, outcome, actions }: Entry, label: string): string {
  if (kind === 'task' || kind === 'incident') return deeds[name] ?? sentence(label);
  if (kind === 'action') {
    // It is named by its place in the definition; people know the chain.
    const what = actions[0]?.chain ?? label;
    return isGood({ outcome }) ? `${what} ran after the commit` : `${what} failed`;
  }
  return isGood({ outcome }) ? sentence(label) : `${sentence(label)}, refused`;
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
const partOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;

/** More about an entry, a sentence each: to whom, what it was about, why. */
export function detailWords({ detail, kind }: Pick<Schemas['HistoryEntry'], 'detail' | 'kind'>): readonly string[] {
  const { to, reason, problem, corrected, chain, event, attempts, origin } = detail;
  const whom = textOf(partOf(to, 'name')) ?? textOf(to);
  const what = textOf(chain) ?? textOf(event);
  const why = textOf(partOf(problem, 'message'));
  const names = Array.isArray(corrected) ? corrected.filter((one) => typeof one === 'string') : [];
  return [
    origin === undefined ? undefined : `Sent by a ${String(origin)}.`,
    whom === undefined ? undefined : `To ${whom}.`,
    kind === 'incident' && what !== undefined ? `${what} had failed${why === undefined ? '.' : `: ${why}`}` : undefined,
    names.length === 0 ? undefined : `Corrected: ${names.join(', ')}.`,
    reason === undefined ? undefined : `Why: ${String(reason)}`,
    kind === 'action' && typeof attempts === 'number' && attempts > 1 ? `It took ${attempts} tries.` : undefined,
  ].filter((words) => words !== undefined);
}
