/** The bodies of webhooks about alerts. Pure. */
import type { AlertMessage } from '../model/alert.ts';
import type { WebhookTemplate } from '../model/definitions/channel-schema.ts';
import { type AlertSurroundings, headlineOf, instantText, lineText, tellsOfTrouble } from './alert-words.ts';

/** What is posted about a message; equal for every attempt. */
export function alertBody(
  template: WebhookTemplate,
  message: AlertMessage,
  around: AlertSurroundings,
): Readonly<Record<string, unknown>> {
  return template === 'slack' ? slackBody(message, around) : jsonBody(message, around);
}

const iso = (at: number): string => new Date(at).toISOString();

/** Every fact by its name; what is not known is left out. */
function jsonBody(message: AlertMessage, around: AlertSurroundings): Readonly<Record<string, unknown>> {
  const { id, firing, job, kind, event, cause, outcome, run, planned, at, began, insteadOf } = message;
  const { workspace, chain, link, problem, log } = around;
  const isTrouble = tellsOfTrouble(message);
  return {
    ...{ id, alert: firing, workspace, event, kind, cause },
    title: headlineOf(message, around),
    at: iso(at),
    ...(job === '' ? {} : { job }),
    ...(chain === undefined ? {} : { chain }),
    ...(began === undefined ? {} : { began: iso(began) }),
    ...(planned === undefined ? {} : { planned: iso(planned) }),
    ...(outcome === undefined ? {} : { outcome }),
    ...(run === undefined ? {} : { run: { id: run, ...(link === undefined ? {} : { link }) } }),
    ...(problem === undefined || !isTrouble ? {} : { problem }),
    ...(log.length === 0 || !isTrouble ? {} : { log: log.map(lineText) }),
    ...(insteadOf === undefined ? {} : { insteadOf }),
  };
}

/** `text` is for notifications and for those who know no blocks. */
function slackBody(message: AlertMessage, around: AlertSurroundings): Readonly<Record<string, unknown>> {
  const { problem, log } = around;
  const isTrouble = tellsOfTrouble(message);
  const title = `${isTrouble ? ':red_circle:' : ':large_green_circle:'} *${escaped(headlineOf(message, around))}*`;
  const hint = problem?.hint === undefined || !isTrouble ? [] : [`_What would be right:_ ${escaped(problem.hint)}`];
  return {
    text: cut(`${escaped(headlineOf(message, around))}: ${escaped(message.cause)}`),
    blocks: [
      section(cut([title, escaped(message.cause), ...hint].join('\n'))),
      { type: 'context', elements: [{ type: 'mrkdwn', text: cut(slackFacts(message, around).join('  ·  ')) }] },
      ...(log.length === 0 || !isTrouble ? [] : [section(logBlock(log.map(lineText)))]),
    ],
  };
}

function slackFacts(message: AlertMessage, around: AlertSurroundings): readonly string[] {
  const { outcome, planned, at, began, insteadOf } = message;
  const { chain, link } = around;
  const instant = (milliseconds: number): string => instantText(milliseconds, around);
  return [
    ...(outcome === undefined ? [] : [`Outcome: ${outcome}`]),
    ...(planned === undefined ? [] : [`Planned for: ${instant(planned)}`]),
    ...(began === undefined ? [] : [`It had begun: ${instant(began)}`]),
    `Noticed: ${instant(at)}`,
    ...(chain === undefined ? [] : [`Chain: ${escaped(chain)}`]),
    ...(link === undefined ? [] : [`<${link}|The run>`]),
    ...(insteadOf === undefined ? [] : ['It could not leave by its own channel.']),
  ];
}

/** Slack shows at most 3,000 characters of a block. */
const longestBlock = 2900;

const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

/** The last lines that fit; three backticks inside would end the block. */
function logBlock(lines: readonly string[]): string {
  const text = escaped(lines.join('\n')).replaceAll('```', '` ` `');
  return `\`\`\`${text.slice(-(longestBlock - 10))}\`\`\``;
}

const cut = (text: string): string => (text.length <= longestBlock ? text : `${text.slice(0, longestBlock)}…`);

/** The three characters that mean something to Slack. */
const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
