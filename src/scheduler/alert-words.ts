/** What messages about alerts say, whatever they leave by. Pure. */
import type { AlertEvent, AlertKind, AlertMessage } from '../model/alert.ts';
import type { RunLogLine, RunProblem } from '../model/run.ts';

/** What a message tells of, beside itself. */
export interface AlertSurroundings {
  readonly workspace: string;
  /** The chain of the job; undefined where it is not defined any more. */
  readonly chain?: string;
  /** The zone that instants are shown in. */
  readonly zone: string;
  readonly locale: string;
  /** The page of the run, where there is one. */
  readonly link?: string;
  readonly problem?: RunProblem;
  /** The end of the run's log, oldest line first. */
  readonly log: readonly RunLogLine[];
}

const withdrawn = 'is not watched any more';

const predicates: Readonly<Record<AlertKind, Readonly<Record<AlertEvent, string>>>> = {
  failed: { began: 'failed', reminded: 'still fails', ended: 'is well again', withdrawn },
  late: { began: 'is late', reminded: 'is still late', ended: 'is on time again', withdrawn },
  silent: { began: 'is silent', reminded: 'is still silent', ended: 'is not silent any more', withdrawn },
  dead: { began: 'is dead', reminded: 'is still dead', ended: 'is alive again', withdrawn },
};

/** What it is about, and what is said of it. */
export function sentenceOf({ job, kind, event }: Pick<AlertMessage, 'job' | 'kind' | 'event'>): {
  readonly subject: string;
  readonly predicate: string;
} {
  return { subject: job === '' ? 'the scheduler' : job, predicate: predicates[kind][event] };
}

/** The one line that says it all. */
export function headlineOf(message: AlertMessage, { workspace }: Pick<AlertSurroundings, 'workspace'>): string {
  const { subject, predicate } = sentenceOf(message);
  return `[${workspace}] ${subject} ${predicate}`;
}

/** True for what tells of something that is wrong now, so that its cause matters. */
export const tellsOfTrouble = ({ event }: Pick<AlertMessage, 'event'>): boolean =>
  event === 'began' || event === 'reminded';

/** An instant as people read it. */
export function instantText(milliseconds: number, { zone, locale }: { zone: string; locale: string }): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'long', timeZone: zone });
  return format.format(milliseconds);
}

/** A line of a log. */
export const lineText = ({ at, level, step, message }: RunLogLine): string =>
  `${new Date(at).toISOString()} ${level} ${step === undefined ? '' : `${step}: `}${message}`;
