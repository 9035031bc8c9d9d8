/** What an entry of a history is called. Pure. */
import type { Schemas } from '../api/client.ts';
import { tones } from '../runs/tone.ts';
import { sentence } from './sentence.ts';

type Entry = Pick<Schemas['HistoryEntry'], 'kind' | 'name' | 'outcome'>;

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
export function titleOf({ kind, name, outcome }: Entry, label: string): string {
  if (kind === 'task' || kind === 'incident') return deeds[name] ?? sentence(label);
  if (kind === 'action') return isGood({ outcome }) ? `${label} ran after the commit` : `${label} failed`;
  return isGood({ outcome }) ? sentence(label) : `${sentence(label)}, refused`;
}
