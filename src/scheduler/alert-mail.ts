/** The mail about an alert, as text. Pure; what an outcome means is read from the one table. */
import type { AlertMessage } from '../model/alert.ts';
import { outcomeTable } from '../model/outcome-table.ts';
import {
  type AlertSurroundings,
  headlineOf,
  instantText,
  lineText,
  sentenceOf,
  tellsOfTrouble,
} from './alert-words.ts';

/** Subject and Markdown body. */
export interface AlertMail {
  readonly subject: string;
  readonly body: string;
}

/** The mail about a message. */
export function alertMail(message: AlertMessage, around: AlertSurroundings): AlertMail {
  const { subject, predicate } = sentenceOf(message);
  const { problem, link, log } = around;
  const isTrouble = tellsOfTrouble(message);
  const parts = [
    message.job === '' ? `The scheduler ${predicate}.` : `The job **${escaped(subject)}** ${predicate}.`,
    quoted(message.cause),
    facts(message, around),
    ...(problem?.hint === undefined || !isTrouble ? [] : ['What would be right:', quoted(problem.hint)]),
    ...(link === undefined ? [] : [`[The run](${link})`]),
    ...(log.length === 0 || !isTrouble ? [] : ['The end of its log:', quoted(log.map(lineText).join('\n'))]),
  ];
  return { subject: headlineOf(message, around), body: parts.join('\n\n') };
}

function facts(message: AlertMessage, { chain, zone, locale }: AlertSurroundings): string {
  const { outcome, planned, at, began, insteadOf, recipient } = message;
  const instant = (milliseconds: number): string => instantText(milliseconds, { zone, locale });
  const lines = [
    ...(outcome === undefined ? [] : [`Outcome: ${outcome} (${outcomeTable[outcome].meaning})`]),
    ...(planned === undefined ? [] : [`Planned for: ${instant(planned)}`]),
    ...(began === undefined ? [] : [`It had begun: ${instant(began)}`]),
    `Noticed: ${instant(at)}`,
    ...(chain === undefined ? [] : [`Chain: ${escaped(chain)}`]),
    ...(insteadOf === undefined
      ? []
      : [`Sent by ${escaped(recipient.channel)}: it could not leave by its own channel`]),
  ];
  return lines.map((line) => `- ${line}`).join('\n');
}

/** What others wrote stands as it is, and nothing in it is obeyed. */
function quoted(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${text}\n${fence}`;
}

const escaped = (name: string): string => name.replace(/[\\`*_{}[\]()#+!|<>~]/g, '\\$&');
