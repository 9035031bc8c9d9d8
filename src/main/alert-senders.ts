/** Sends messages of alerts: mail by the workspace's connection, webhooks by the guarded client; secrets stay here. */
import type { Clock } from '../core/clock.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { SecretSource, SecretVault } from '../core/secrets.ts';
import { OpenConnections } from '../connectors/connection-set.ts';
import { openHttpClient } from '../connectors/http/http-client.ts';
import { composeMessage } from '../connectors/mail/compose-message.ts';
import { type Delivery, mailKind } from '../connectors/mail/mail-transport.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import type { AlertMessage, AlertSending } from '../model/alert.ts';
import type { ChannelDefinition } from '../model/definitions/definition.ts';
import { workspaceAccount } from '../model/principal.ts';
import type { RunRecord } from '../model/run.ts';
import { alertMail } from '../scheduler/alert-mail.ts';
import { alertBody } from '../scheduler/alert-webhook.ts';
import type { AlertSurroundings } from '../scheduler/alert-words.ts';
import { beginMail, finishMail } from '../store/mails.ts';
import type { Store } from '../store/open-store.ts';
import { listLastLogs } from '../store/run-parts.ts';
import { getRun } from '../store/runs.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What they are wired from. */
export interface AlertSendersOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where people reach the server, without a slash at the end. */
  readonly address: string;
}

/** Sends one. What is thrown on the way may repeat what a server said, so secrets are taken out of it. */
export async function sendAlert(message: AlertMessage, options: AlertSendersOptions): Promise<AlertSending> {
  const vault = await options.secrets.vault();
  try {
    const sending = await (message.recipient.way === 'email' ? sendMail : sendWebhook)(vault, message, options);
    return vault.redactAll(sending);
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    throw new MillraceError(thrown.code, vault.redact(thrown.message), { cause: thrown });
  }
}

/** How long a webhook may take, in milliseconds. */
const webhookTimeout = 30_000;

async function sendWebhook(
  vault: SecretVault,
  message: AlertMessage,
  options: AlertSendersOptions,
): Promise<AlertSending> {
  const webhook = webhookOf(message, options.live);
  const url = addressOfHook(vault.resolve(webhook.url), message.recipient.channel);
  const own = Object.entries(webhook.headers ?? {}).map(([name, value]) => [name, vault.resolve(value)] as const);
  const headers = {
    'content-type': 'application/json',
    'idempotency-key': message.id,
    'millrace-message': message.id,
    'millrace-attempt': String(message.attempt),
    ...Object.fromEntries(own),
  };
  const body = JSON.stringify(alertBody(webhook.template ?? 'json', message, await surroundings(message, options)));
  const client = openHttpClient(undefined);
  const { signal } = new AbortController();
  try {
    const answer = await client.send({
      ...{ method: 'POST', url, headers, body, signal },
      accept: undefined,
      timeout: webhookTimeout,
    });
    const detail = `${answer.status} ${answer.body.trim().slice(0, 200)}`.trim();
    return { state: 'sent', detail, sent: { title: `POST ${url.origin}`, body } };
  } catch (thrown) {
    throw withoutPath(thrown, url);
  } finally {
    await client.close();
  }
}

function webhookOf({ recipient }: AlertMessage, live: LiveWorkspace): NonNullable<ChannelDefinition['webhook']> {
  const webhook = live.checked.workspace.channels.get(recipient.channel)?.webhook;
  if (webhook !== undefined) return webhook;
  throw new MillraceError('unknown_reference', `The channel '${recipient.channel}' has no webhook any more.`, {
    hint: 'Define it again, or let what waits be given up.',
  });
}

function addressOfHook(text: string, channel: string): URL {
  if (URL.canParse(text)) return new URL(text);
  throw new MillraceError('invalid_value', `The webhook of the channel '${channel}' has no valid address.`, {
    hint: 'It begins with https://.',
  });
}

/** Whoever knows the path of a webhook may post to it, so no message repeats it. */
export function withoutPath(thrown: unknown, { pathname, search }: URL): unknown {
  if (!(thrown instanceof MillraceError) || pathname === '/') return thrown;
  const message = thrown.message.replaceAll(`${pathname}${search}`, '/…').replaceAll(pathname, '/…');
  return new MillraceError(thrown.code, message, { cause: thrown });
}

async function sendMail(
  vault: SecretVault,
  message: AlertMessage,
  options: AlertSendersOptions,
): Promise<AlertSending> {
  const { store, live, clock, logger } = options;
  const { settings, connections } = live.checked.workspace;
  if (settings.mail === undefined) {
    throw new MillraceError('missing_key', 'The workspace does not say by which connection alerts leave.', {
      hint: 'Add `mail` to its document of kind workspace.',
    });
  }
  const open = new OpenConnections({
    definitions: connections,
    connectors: createConnectorRegistry(),
    secrets: vault,
    context: {
      clock,
      principal: workspaceAccount,
      signal: new AbortController().signal,
      storeUrl: store.url,
      workspace: live.folder,
      log: (level, text) => logger[level]({ connection: settings.mail }, text),
    },
  });
  try {
    const transport = await open.open(mailKind, settings.mail);
    const { address } = message.recipient;
    const { subject, body } = alertMail(message, await surroundings(message, options));
    const mail = { from: transport.from, to: address, subject };
    const source = await composeMessage({
      ...{ ...mail, to: [address], body },
      id: `${keyOf(message)}@millrace`,
      date: clock.now(),
      cc: [],
      replyTo: undefined,
      table: undefined,
      attachments: [],
    });
    const send = (outgoing: { from: string; to: string; source: Uint8Array }) => transport.send(outgoing);
    const delivery = await sendNoted({ message, mail, source }, { store, send });
    return { ...delivery, sent: { title: subject, body } };
  } finally {
    await open.close();
  }
}

/** Equal for every attempt; another one where somebody has it sent again: mail servers drop what they have seen. */
const keyOf = ({ id, resent }: AlertMessage): string => (resent === 0 ? id : `${id}.${resent}`);

interface ComposedAlert {
  readonly message: AlertMessage;
  readonly mail: { readonly from: string; readonly to: string; readonly subject: string };
  readonly source: Uint8Array;
}

/** Sends it, noted in the ledger of mails: there everybody finds it beside those of runs. */
async function sendNoted(
  { message, mail, source }: ComposedAlert,
  {
    store,
    send,
  }: { store: Store; send(outgoing: { from: string; to: string; source: Uint8Array }): Promise<Delivery> },
): Promise<Delivery> {
  const key = `alert ${keyOf(message)}`;
  const run = message.run === undefined ? {} : { run: message.run };
  // Again, where it is not known whether it left: told twice is better than not told.
  const standing = await beginMail(store, { key, ...run, ...mail, source, attachments: [] }, { again: true });
  if (standing === 'sent') return { state: 'sent', detail: 'it left before' };
  let delivery: Delivery;
  try {
    delivery = await send({ from: addressOf(mail.from), to: mail.to, source });
  } catch (thrown) {
    await finishMail(store, key, { state: 'failed', detail: messageOf(thrown) });
    throw thrown;
  }
  await finishMail(store, key, delivery);
  return delivery;
}

/** The address in `Name <address>`. */
function addressOf(written: string): string {
  return /<([^<>]*)>\s*$/.exec(written)?.[1] ?? written;
}

/** Lines of a log that stand in a message. */
const logLines = 20;

async function surroundings(
  message: AlertMessage,
  { store, live, address }: AlertSendersOptions,
): Promise<AlertSurroundings> {
  const { settings, jobs } = live.checked.workspace;
  const job = jobs.get(message.job);
  const run = message.run === undefined ? undefined : await runOf(store, message.run);
  const problem = run?.problems.at(-1);
  return {
    workspace: settings.name,
    ...(job === undefined ? {} : { chain: job.chain }),
    zone: job?.schedule?.zone ?? settings.zone,
    locale: settings.locale,
    ...(run === undefined ? {} : { link: `${address}/runs/${run.id}` }),
    ...(problem === undefined ? {} : { problem }),
    log: run === undefined ? [] : await listLastLogs(store, run.id, logLines),
  };
}

/** A run whose retention has ended is not there any more; the message is sent without it. */
async function runOf(store: Store, id: string): Promise<RunRecord | undefined> {
  try {
    return await getRun(store, id);
  } catch (error) {
    if (error instanceof MillraceError && error.code === 'not_found') return undefined;
    throw error;
  }
}
