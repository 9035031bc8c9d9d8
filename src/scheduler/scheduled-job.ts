import { didYouMean } from '../core/did-you-mean.ts';
import { MillraceError } from '../core/errors.ts';
import type { AlertRecipient, AlertRules } from '../model/alert.ts';
import type {
  CalendarDefinition,
  ChannelDefinition,
  JobDefinition,
  WorkspaceSettings,
} from '../model/definitions/definition.ts';
import { hashDefinition } from '../model/hash-definition.ts';
import type { CauseWatch } from '../model/trigger-cause.ts';
import type { Calendar, Schedule } from './schedule.ts';
import { type TriggerLook, triggerLooks, triggerWatches, usualOverlap } from './trigger-rules.ts';

/** How often and how soon a job tries again; waits in milliseconds. */
export interface JobRetry {
  /** In all, the first included. */
  readonly attempts: number;
  readonly wait: number;
  readonly factor: number;
  readonly max: number;
}

/** What happens when a job is due and still running. */
export type Overlap = 'skip' | 'queue-one' | 'queue-all' | 'cancel-running' | 'allow';

/** A job as the scheduler sees it. */
export interface ScheduledJob {
  readonly name: string;
  /** Changes when schedule, calendar or zone do. */
  readonly hash: string;
  /** Absent: it runs by hand only, or when a trigger starts it. */
  readonly schedule?: Schedule;
  /** What it waits for the end of. */
  readonly watches?: readonly CauseWatch[];
  /** Where somebody has to look whether it is to start. */
  readonly looks?: readonly TriggerLook[];
  readonly enabled: boolean;
  readonly overlap: Overlap;
  readonly missed: { readonly run: 'latest' | 'all' | 'none'; readonly within: number };
  /** Absent: only outcomes that are always tried again are. */
  readonly retry?: JobRetry;
  /** Failures in a row after which it pauses itself. */
  readonly pauseAfter?: number;
  /** What is told of it, to whom; nothing where left out. */
  readonly alert?: AlertRules;
}

/** What of a workspace a job's schedule depends on. */
export interface JobSurroundings {
  readonly settings: { readonly zone: string } & Pick<WorkspaceSettings, 'alerts'>;
  readonly channels: ReadonlyMap<string, Pick<ChannelDefinition, 'email' | 'webhook'>>;
  readonly calendars: ReadonlyMap<string, Pick<CalendarDefinition, 'zone' | 'weekdays' | 'holidays' | 'extra'>>;
}

/** What of a job's definition the scheduler reads. */
export type JobRules = Pick<
  JobDefinition,
  'name' | 'enabled' | 'schedule' | 'triggers' | 'overlap' | 'missed' | 'retry' | 'pause' | 'expect' | 'alert'
>;

const DAY = 86_400_000;

function hintOf(name: string, known: Iterable<string>): { readonly hint?: string } {
  const hint = didYouMean(name, known);
  return hint === undefined ? {} : { hint };
}

function calendarOf(name: string, { settings, calendars }: JobSurroundings): Calendar {
  const found = calendars.get(name);
  if (!found) {
    throw new MillraceError('unknown_reference', `There is no calendar ${name}.`, hintOf(name, calendars.keys()));
  }
  const { weekdays, holidays, extra } = found;
  return {
    name,
    zone: found.zone ?? settings.zone,
    ...(weekdays === undefined ? {} : { weekdays }),
    ...(holidays === undefined ? {} : { holidays }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function scheduleOf({ schedule }: JobRules, surroundings: JobSurroundings): Schedule | undefined {
  if (schedule === undefined) return undefined;
  const { cron, every, at, calendar } = schedule;
  return {
    ...(cron === undefined ? {} : { cron }),
    ...(every === undefined ? {} : { every }),
    ...(at === undefined ? {} : { at }),
    zone: schedule.zone ?? surroundings.settings.zone,
    gap: schedule.gap ?? 'shift',
    fold: schedule.fold ?? 'first',
    ...(calendar === undefined ? {} : { calendar: calendarOf(calendar, surroundings) }),
  };
}

/** The job that a definition means, with its defaults: overlapping instants are skipped, the latest of a day missed runs. */
export function toScheduledJob(definition: JobRules, surroundings: JobSurroundings): ScheduledJob {
  const { name, enabled = true, triggers, missed, retry, pause } = definition;
  const schedule = scheduleOf(definition, surroundings);
  return {
    name,
    hash: hashDefinition(triggers === undefined ? { enabled, schedule } : { enabled, schedule, triggers }),
    ...(schedule === undefined ? {} : { schedule }),
    ...(triggers === undefined || !enabled ? {} : { watches: triggerWatches(triggers), looks: triggerLooks(triggers) }),
    enabled,
    overlap: definition.overlap ?? usualOverlap(triggers),
    missed: { run: missed?.run ?? 'latest', within: missed?.within ?? DAY },
    ...(retry === undefined
      ? {}
      : {
          retry: {
            attempts: retry.attempts,
            wait: retry.wait ?? 1_000,
            factor: retry.factor ?? 2,
            max: retry.max ?? 600_000,
          },
        }),
    ...(pause === undefined ? {} : { pauseAfter: pause.after }),
    alert: alertRulesOf(definition, surroundings),
  };
}

/** What is told of a job: what it says itself, and the rest as for every job. Nothing fails silently. */
function alertRulesOf(
  { alert = {}, expect = {}, enabled = true }: JobRules,
  surroundings: JobSurroundings,
): AlertRules {
  const { failed, late = true, silent = true, recovered = true, remind } = alert;
  const { by, every, records = {} } = expect;
  const { min, max } = records;
  return {
    failedAfter: failed?.after ?? 1,
    ...(by === undefined || !late ? {} : { by }),
    ...(every === undefined || !silent ? {} : { every }),
    ...(remind === undefined ? {} : { remind }),
    ...(enabled ? {} : { off: true }),
    silent,
    recovered,
    records: { ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) },
    recipients: recipientsOf(alert.to ?? surroundings.settings.alerts ?? [], surroundings),
  };
}

/** Whoever the channels reach: each address once, by the first channel that has it. */
export function recipientsOf(
  named: readonly { readonly channel: string }[],
  { channels }: Pick<JobSurroundings, 'channels'>,
): AlertRecipient[] {
  const recipients = new Map<string, AlertRecipient>();
  const add = (key: string, recipient: AlertRecipient): void => {
    if (!recipients.has(key)) recipients.set(key, recipient);
  };
  for (const { channel } of named) {
    const { email = [], webhook } = channels.get(channel) ?? {};
    for (const address of email) add(`email ${address}`, { channel, way: 'email', address });
    if (webhook !== undefined) add(`webhook ${channel}`, { channel, way: 'webhook', address: '' });
  }
  return [...recipients.values()];
}
