/**
 * Sends the messages of alerts: takes them from their outbox one by one, tries again with growing waits, lets them leave by
 * a second channel where the first fails for too long, gives up after a day. A message that was on its way when a server
 * died is sent again: told twice is better than not told.
 */
import type { Clock } from '../core/clock.ts';
import { messageOf } from '../core/errors.ts';
import type { Logger } from '../core/logger.ts';
import { pause } from '../core/pause.ts';
import type { AlertMessage, AlertMessageEnd, AlertRecipient, AlertSending } from '../model/alert.ts';

/** The outbox, as delivery needs it. */
export interface AlertOutbox {
  /** The message that is due longest, for nobody else during `lease` milliseconds; undefined if none is due. */
  take(lease: number): Promise<AlertMessage | undefined>;
  settle(message: Pick<AlertMessage, 'id' | 'attempt'>, end: AlertMessageEnd): Promise<void>;
  /** Lets a message leave by another channel, too; those who were told so before are not told again. */
  divert(id: string, recipients: readonly AlertRecipient[]): Promise<void>;
  /** When the next one is due. */
  next(): Promise<number | undefined>;
}

/** What delivery works with. */
export interface AlertDeliveryOptions {
  readonly outbox: AlertOutbox;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Sends one; throws if it did not leave. */
  readonly send: (message: AlertMessage) => Promise<AlertSending>;
  /** The second channel of a message's channel, if it has one. */
  readonly fallback?: (message: AlertMessage) => AlertFallback | undefined;
}

/** Whom a message reaches by a second channel, and for how long the first may fail before, in milliseconds. */
export interface AlertFallback {
  readonly after: number;
  readonly recipients: readonly AlertRecipient[];
}

/** Delivery of alerts. */
export interface AlertDelivery {
  start(): void;
  /** Looks now. */
  wake(): void;
  /** Sends all that is due. */
  deliverDue(): Promise<void>;
  close(): Promise<void>;
}

/** How long one node may take to send a message, in milliseconds. */
const lease = 300_000;

/** Another node may have written messages: look at least this often, in milliseconds. */
const longestSleep = 5000;

const firstWait = 30_000;
const longestWait = 3_600_000;

/** After a day a message says nothing that its reader does not know. */
const givenUpAfter = 86_400_000;

/** How long to wait after attempt number `attempt` (from 1), in milliseconds. */
export function alertWait(attempt: number): number {
  return Math.min(longestWait, firstWait * 2 ** (attempt - 1));
}

/** Makes delivery; it does nothing until it is started. */
export function createAlertDelivery(options: AlertDeliveryOptions): AlertDelivery {
  const { outbox, clock, logger } = options;
  const ending = new AbortController();
  let waker = new AbortController();
  let going: Promise<void> = Promise.resolve();

  const deliverDue = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const message = await outbox.take(lease);
      if (message === undefined) return;
      await outbox.settle(message, await deliver(message, options));
    }
  };
  const sleepTime = async (): Promise<number> => {
    try {
      await deliverDue();
      const next = (await outbox.next()) ?? Infinity;
      return Math.max(0, Math.min(longestSleep, next - clock.now()));
    } catch (err) {
      logger.error({ err }, 'the messages of alerts cannot be read; it will be tried again');
      return longestSleep;
    }
  };
  const loop = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      waker = new AbortController(); // before the look: who wakes us during it gets another look
      const { signal } = waker;
      await pause(clock, await sleepTime(), AbortSignal.any([signal, ending.signal]));
    }
  };
  return {
    start() {
      going = loop();
    },
    wake: () => waker.abort(),
    deliverDue,
    async close() {
      ending.abort();
      await going;
    },
  };
}

async function deliver(message: AlertMessage, options: AlertDeliveryOptions): Promise<AlertMessageEnd> {
  try {
    return await options.send(message);
  } catch (err) {
    return afterFailure(message, err, options);
  }
}

async function afterFailure(
  message: AlertMessage,
  err: unknown,
  { outbox, clock, logger, fallback }: AlertDeliveryOptions,
): Promise<AlertMessageEnd> {
  const { id, job, recipient, attempt, tries, openedAt } = message;
  const detail = messageOf(err);
  const about = { err, job, channel: recipient.channel, attempt };
  const now = clock.now();
  // What leaves by a second channel already goes no further: channels that name each other would go on for ever.
  const second = message.insteadOf === undefined ? fallback?.(message) : undefined;
  const divertsAt = second === undefined ? Infinity : openedAt + second.after;
  if (second !== undefined && divertsAt <= now) {
    await outbox.divert(id, second.recipients);
    logger.warn(about, 'the message of an alert leaves by its second channel, since the first does not take it');
  }
  const again = Math.min(now + alertWait(tries), divertsAt <= now ? Infinity : divertsAt);
  if (again - openedAt > givenUpAfter) {
    logger.error(about, 'the message of an alert could not be sent for a day and was given up');
    return { state: 'failed', detail };
  }
  logger.warn(about, 'the message of an alert could not be sent; it will be tried again');
  return { state: 'waiting', detail, again };
}
