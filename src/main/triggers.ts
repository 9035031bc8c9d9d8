/** Wires what starts jobs beside the clock: files below `data/`, and marks that chains give. */
import { MillraceError } from '../core/errors.ts';
import type { DirectRuns } from '../engine/direct-run.ts';
import { isSuccess } from '../model/outcome-table.ts';
import type { PrincipalDirectory } from '../model/principal.ts';
import {
  type AskedMark,
  createTriggerWatch,
  type TriggerWatch,
  type TriggerWatchOptions,
} from '../scheduler/trigger-watch.ts';
import { createLookStore } from '../store/trigger-looks.ts';
import type { Store } from '../store/open-store.ts';
import { findDataFiles } from './data-files.ts';
import { principalOfJob } from './job-principal.ts';
import type { LiveWorkspace } from './live-workspace.ts';
import { presentRights } from './present-rights.ts';

/** What triggers are wired from. */
export interface TriggersOptions extends Pick<TriggerWatchOptions, 'clock' | 'logger' | 'jobs' | 'noted'> {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly directory: PrincipalDirectory;
  /** Asks chains for their marks. */
  readonly direct: DirectRuns;
}

/** How long a chain may take to give its mark, in milliseconds. */
const LONGEST_POLL = 60_000;

/** Makes the watch of this node; it does nothing until it is started. */
export function wireTriggers(options: TriggersOptions): TriggerWatch {
  const { store, live, ...rest } = options;
  return createTriggerWatch({
    ...rest,
    store: createLookStore(store),
    findFiles: (pattern) => findDataFiles(live.folder, pattern),
    askMark: (job, chain, signal) => askMark({ job, chain, signal }, options),
  });
}

/** The first value of the first record, asked with the rights of the job. */
async function askMark(
  { job: name, chain, signal }: { readonly job: string; readonly chain: string; readonly signal: AbortSignal },
  { live, directory, direct }: TriggersOptions,
): Promise<AskedMark> {
  const job = live.checked.workspace.jobs.get(name);
  if (job === undefined) throw new MillraceError('unknown_reference', `The job '${name}' is not defined any more.`);
  const asked = { chain, principal: await principalOfJob(job, directory) };
  const ofJob = { ...asked, trigger: { kind: 'schedule', job: name } } as const;
  const principal = await presentRights(ofJob, { directory, checked: () => live.checked });
  const { outcome, problem, records, shape } = await direct.run({
    ...{ chain, principal, parameters: {} },
    // Not a run of the job: on its page stand those that it was started for.
    trigger: { kind: 'schedule', of: name, place: 'poll' },
    limits: { timeout: LONGEST_POLL, records: 1 },
    signal,
    zone: job.schedule?.zone ?? live.zone,
  });
  const [field] = shape;
  if (!isSuccess(outcome) || field === undefined) {
    throw new MillraceError('upstream_refused', `${chain} gave no mark: ${problem?.message ?? outcome}`);
  }
  return { value: records[0]?.[field.name] ?? null, type: field.type };
}
