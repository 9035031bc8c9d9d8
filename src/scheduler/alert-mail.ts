/** The mail about an alert, as text. Pure; what an outcome means is read from the one table. */
import type { AlertEvent, AlertKind, AlertMessage } from '../model/alert.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import type { RunLogLine, RunProblem } from '../model/run.ts';

/** What a mail tells of, beside the message. */
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

/** Subject and Markdown body. */
export interface AlertMail {
  readonly subject: string;
  readonly body: string;
}

const headlines: Readonly<Record<AlertKind, Readonly<Record<AlertEvent, string>>>> = {
  failed: { began: 'failed', ended: 'is well again' },
  late: { began: 'is late', ended: 'is on time again' },
  silent: { began: 'is silent', ended: 'is not silent any more' },
};

/** The mail about a message. */
export function alertMail(message: AlertMessage, around: AlertSurroundings): AlertMail {
  const headline = `${message.job} ${headlines[message.kind][message.event]}`;
  const { problem, link, log } = around;
  const parts = [
    `The job **${escaped(message.job)}** ${headlines[message.kind][message.event]}.`,
    quoted(message.cause),
    facts(message, around),
    ...(problem?.hint === undefined || message.event === 'ended' ? [] : ['What would be right:', quoted(problem.hint)]),
    ...(link === undefined ? [] : [`[The run](${link})`]),
    ...(log.length === 0 || message.event === 'ended'
      ? []
      : ['The end of its log:', quoted(log.map(lineText).join('\n'))]),
  ];
  return { subject: `[${around.workspace}] ${headline}`, body: parts.join('\n\n') };
}

function facts({ outcome, planned, at, began }: AlertMessage, { chain, zone, locale }: AlertSurroundings): string {
  const instant = (milliseconds: number): string => instantText(milliseconds, { zone, locale });
  const lines = [
    ...(outcome === undefined ? [] : [`Outcome: ${outcome} (${outcomeTable[outcome].meaning})`]),
    ...(planned === undefined ? [] : [`Planned for: ${instant(planned)}`]),
    ...(began === undefined ? [] : [`It had begun: ${instant(began)}`]),
    `Noticed: ${instant(at)}`,
    ...(chain === undefined ? [] : [`Chain: ${escaped(chain)}`]),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

function instantText(milliseconds: number, { zone, locale }: { zone: string; locale: string }): string {
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'long',
    timeZone: zone,
  });
  return format.format(milliseconds);
}

const lineText = ({ at, level, step, message }: RunLogLine): string =>
  `${new Date(at).toISOString()} ${level} ${step === undefined ? '' : `${step}: `}${message}`;

/** What others wrote stands as it is, and nothing in it is obeyed. */
function quoted(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

const escaped = (name: string): string => name.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
