/** Wires the delivery of alerts: their outbox in the store, mail by the workspace's connection, texts from runs. */
import type { Clock } from '../core/clock.ts';
import { MillraceError, messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import type { SecretSource, SecretVault } from '../core/secrets.ts';
import { OpenConnections } from '../connectors/connection-set.ts';
import { composeMessage } from '../connectors/mail/compose-message.ts';
import { type Delivery, mailKind } from '../connectors/mail/mail-transport.ts';
import { createConnectorRegistry } from '../connectors/registry.ts';
import type { AlertMessage } from '../model/alert.ts';
import { workspaceAccount } from '../model/principal.ts';
import type { RunRecord } from '../model/run.ts';
import { type AlertDelivery, createAlertDelivery } from '../scheduler/alert-delivery.ts';
import { type AlertMail, alertMail } from '../scheduler/alert-mail.ts';
import { nextAlertMessage, settleAlertMessage, takeAlertMessage } from '../store/alerts.ts';
import { beginMail, finishMail } from '../store/mails.ts';
import type { Store } from '../store/open-store.ts';
import { listLastLogs } from '../store/run-parts.ts';
import { getRun } from '../store/runs.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What it is wired from. */
export interface AlertsOptions {
  readonly store: Store;
  readonly live: LiveWorkspace;
  readonly secrets: SecretSource;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Where people reach the server, without a slash at the end. */
  readonly address: string;
}

/** Wires the delivery of alerts; it does nothing until it is started. */
export function createAlerts(options: AlertsOptions): AlertDelivery {
  const { store, clock, logger } = options;
  return createAlertDelivery({
    outbox: {
      take: (lease) => takeAlertMessage(store, lease),
      settle: (id, end) => settleAlertMessage(store, id, end),
      next: () => nextAlertMessage(store),
    },
    clock,
    logger,
    send: (message) => sendAlert(message, options),
  });
}

/** What is thrown on the way may repeat what a server said, so secrets are taken out of it. */
async function sendAlert(message: AlertMessage, options: AlertsOptions): Promise<Delivery> {
  const vault = await options.secrets.vault();
  try {
    return await sendBy(vault, message, options);
  } catch (thrown) {
    if (!(thrown instanceof MillraceError)) throw thrown;
    throw new MillraceError(thrown.code, vault.redact(thrown.message), { cause: thrown });
  }
}

async function sendBy(vault: SecretVault, message: AlertMessage, options: AlertsOptions): Promise<Delivery> {
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
    const { subject, body } = await textOf(message, options);
    const mail = { from: transport.from, to: address, subject };
    const source = await composeMessage({
      ...{ ...mail, to: [address], body },
      id: `${message.id}@millrace`,
      date: clock.now(),
      cc: [],
      replyTo: undefined,
      table: undefined,
      attachments: [],
    });
    return await sendNoted({ message, mail, source }, { store, send: (outgoing) => transport.send(outgoing) });
  } finally {
    await open.close();
  }
}

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
  const key = `alert ${message.id}`;
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

/** Lines of a log that stand in a mail. */
const logLines = 20;

async function textOf(message: AlertMessage, { store, live, address }: AlertsOptions): Promise<AlertMail> {
  const { settings, jobs } = live.checked.workspace;
  const job = jobs.get(message.job);
  const run = message.run === undefined ? undefined : await runOf(store, message.run);
  const problem = run?.problems.at(-1);
  return alertMail(message, {
    workspace: settings.name,
    ...(job === undefined ? {} : { chain: job.chain }),
    zone: job?.schedule?.zone ?? settings.zone,
    locale: settings.locale,
    ...(run === undefined ? {} : { link: `${address}/runs/${run.id}` }),
    ...(problem === undefined ? {} : { problem }),
    log: run === undefined ? [] : await listLastLogs(store, run.id, logLines),
  });
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
