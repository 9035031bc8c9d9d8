/** Wires the delivery of alerts: their outbox in the store, their channels as they are defined now. */
import type { AlertMessage } from '../model/alert.ts';
import { type AlertDelivery, type AlertFallback, createAlertDelivery } from '../scheduler/alert-delivery.ts';
import { recipientsOf } from '../scheduler/scheduled-job.ts';
import { divertAlertMessage, nextAlertMessage, settleAlertMessage, takeAlertMessage } from '../store/alert-messages.ts';
import { type AlertSendersOptions, sendAlert } from './alert-senders.ts';
import type { LiveWorkspace } from './live-workspace.ts';

/** What it is wired from. */
export type AlertsOptions = AlertSendersOptions;

/** Wires the delivery of alerts; it does nothing until it is started. */
export function createAlerts(options: AlertsOptions): AlertDelivery {
  const { store, live, clock, logger } = options;
  return createAlertDelivery({
    outbox: {
      take: (lease) => takeAlertMessage(store, lease),
      settle: (message, end) => settleAlertMessage(store, message, end),
      divert: (id, recipients) => divertAlertMessage(store, id, recipients),
      next: () => nextAlertMessage(store),
    },
    clock,
    logger,
    send: (message) => sendAlert(message, options),
    fallback: (message) => fallbackOf(message, live),
  });
}

/** How long a first channel may fail where it does not say, in milliseconds. */
const defaultFallbackAfter = 300_000;

function fallbackOf({ recipient }: AlertMessage, { checked: { workspace } }: LiveWorkspace): AlertFallback | undefined {
  const { fallback } = workspace.channels.get(recipient.channel) ?? {};
  if (fallback === undefined) return undefined;
  return { after: fallback.after ?? defaultFallbackAfter, recipients: recipientsOf([fallback], workspace) };
}
