/** What the triggers of a definition mean to the scheduler. Pure. */
import { outcomes as runOutcomes } from '../core/outcome.ts';
import type { JobDefinition } from '../model/definitions/definition.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { CauseWatch } from '../model/trigger-cause.ts';

/** Looks whether files have come: below `data/`, complete when they were the same for `stable` milliseconds. */
export interface FileLook {
  readonly on: 'file';
  readonly pattern: string;
  readonly stable: number;
}

/** Asks a chain for its mark, every `every` milliseconds. */
export interface PollLook {
  readonly on: 'poll';
  readonly chain: string;
  readonly every: number;
}

/** Where somebody has to look, and again and again. */
export type TriggerLook = FileLook | PollLook;

type Triggers = NonNullable<JobDefinition['triggers']>;
type Trigger = Triggers[number];
type After = Exclude<NonNullable<Trigger['after']>, string>;

/** How long a file must have been the same, where nobody says. */
const usualStable = 10_000;

/** How a trigger is told from the others of its job. */
export function placeOfLook(look: TriggerLook): string {
  return look.on === 'file' ? `file ${look.pattern}` : `poll ${look.chain}`;
}

/** How long to wait between two looks. */
export function lookInterval(look: TriggerLook): number {
  return look.on === 'poll' ? look.every : Math.min(5_000, Math.max(1_000, look.stable / 2));
}

/** What `after` says, also where it is only a name. */
export function afterOf({ after }: Trigger): After | undefined {
  return typeof after === 'string' ? { job: after } : after;
}

/** The ends that a job waits for. */
export function triggerWatches(triggers: Triggers): readonly CauseWatch[] {
  const watches = new Map<string, CauseWatch>();
  for (const trigger of triggers) {
    const after = afterOf(trigger);
    if (after === undefined) continue;
    const [kind, subject] =
      after.job === undefined ? (['chain', after.chain ?? ''] as const) : (['job', after.job] as const);
    const key = `${kind} ${subject}`;
    const known = watches.get(key)?.outcomes ?? [];
    watches.set(key, { kind, subject, outcomes: [...new Set([...known, ...outcomesOf(kind, after.outcome)])] });
  }
  return [...watches.values()];
}

/** The states of a job's occurrences, or the outcomes of a chain's runs, that an `outcome` stands for. */
function outcomesOf(kind: CauseWatch['kind'], outcome: After['outcome'] = 'succeeded'): readonly string[] {
  const verdicts: readonly string[] = outcome === 'ended' ? ['succeeded', 'failed', 'cancelled'] : [outcome];
  return kind === 'job' ? verdicts : runOutcomes.filter((one) => verdicts.includes(outcomeTable[one].job));
}

/** Where somebody has to look for a job. */
export function triggerLooks(triggers: Triggers): readonly TriggerLook[] {
  return triggers.flatMap(({ file, poll }): TriggerLook[] => {
    if (file !== undefined) return [{ on: 'file', pattern: file.path, stable: file.stable ?? usualStable }];
    return poll === undefined ? [] : [{ on: 'poll', chain: poll.chain, every: poll.every }];
  });
}

/** The overlap where a job does not say: no file may be lost, and what ended while the job ran must be seen by the next run. */
export function usualOverlap(triggers: Triggers | undefined): 'skip' | 'queue-one' | 'queue-all' {
  if (triggers === undefined) return 'skip';
  return triggers.some(({ file }) => file !== undefined) ? 'queue-all' : 'queue-one';
}

/** What starts the job beside its schedule, in words: `after import-orders`. */
export function describeTrigger(trigger: Trigger): string {
  const { file, poll } = trigger;
  if (file !== undefined) return `when a file ${file.path} arrives`;
  if (poll !== undefined) return `when ${poll.chain} gives more`;
  const { job, chain, outcome = 'succeeded' } = afterOf(trigger) ?? {};
  const how = outcome === 'succeeded' ? '' : outcome === 'failed' ? ' failed' : ' ended in any way';
  return `after ${job ?? chain ?? ''}${how}`;
}
